import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { ExplainPage } from "@/components/reports/explain-page";
import { loadExplanation } from "@/lib/boundary/reads";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("reports"))("explainTitle") };
}

type ExplainProps = { readonly searchParams: Promise<Record<string, string | string[] | undefined>> };

export default async function ExplainRoute({ searchParams }: ExplainProps) {
  const query = await searchParams;
  const asked = await loadExplanation((name) => {
    const value = query[name];
    return Array.isArray(value) ? value[0] : value;
  });
  if (asked === null) notFound();
  const { explanation, figure, scope, ignored, sight } = asked;
  return <ExplainPage explanation={explanation} figure={figure} scope={scope} ignored={ignored} sight={sight} />;
}
