import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { PrintButton } from "@/components/uncertain/print-button";
import { SlipFacts, SlipInLanguage } from "@/components/uncertain/slip";
import { Words } from "@/components/words";
import { loadOrder } from "@/lib/boundary/reads";
import { LOCALES, type Locale } from "@/lib/i18n/locale";
import { formatSlipCode } from "@/lib/orders/format-slip-code";

type SlipRouteProps = { readonly params: Promise<{ id: string }> };

export async function generateMetadata({ params }: SlipRouteProps): Promise<Metadata> {
  const found = await loadOrder((await params).id);
  if (found === null) return { title: (await getTranslations("errors"))("notFoundTitle") };
  return { title: (await getTranslations("slip"))("pageTitle", { code: formatSlipCode(found.order.id) }) };
}

async function wordsIn(locale: Locale) {
  const t = await getTranslations({ locale, namespace: "slip" });
  return { locale, title: t("title"), say: t("say"), bring: t("bring") };
}

/** What the customer takes home: what was sold, that it is not certain yet, and the code that finds it again. */
export default async function SlipRoute({ params }: SlipRouteProps) {
  const found = await loadOrder((await params).id);
  if (found === null) notFound();
  const { session, order } = found;
  const languages = await Promise.all(LOCALES.map(wordsIn));
  return (
    <Words of={["slip"]}>
      <main className="mx-auto flex max-w-sm flex-col gap-4 p-6 print:max-w-none print:p-0">
        <SlipFacts order={order} shopName={session.shopName} />
        {languages.map((words) => (
          <SlipInLanguage key={words.locale} {...words} />
        ))}
        <PrintButton />
      </main>
    </Words>
  );
}
