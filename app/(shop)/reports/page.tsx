import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { ReportPage } from "@/components/reports/report-page";
import { RunwayLine } from "@/components/reports/runway-line";
import { loadReport } from "@/lib/boundary/reads";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("reports"))("title") };
}

type ReportsProps = { readonly searchParams: Promise<Record<string, string | string[] | undefined>> };

export default async function ReportsRoute({ searchParams }: ReportsProps) {
  const query = await searchParams;
  const { report, balance, pace, ignored, now } = await loadReport((name) => {
    const value = query[name];
    return Array.isArray(value) ? value[0] : value;
  });
  const runway = pace && <RunwayLine floatCentimes={balance.floatCentimes} pace={pace} />;
  return <ReportPage report={report} runway={runway} ignored={ignored} now={now} />;
}
