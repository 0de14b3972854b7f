import { useTranslations } from "next-intl";
import { Instant } from "@/components/ui/instant";
import { Money } from "@/components/ui/money";
import { Msisdn } from "@/components/ui/msisdn";
import { directionOf, type Locale } from "@/lib/i18n/locale";
import { formatSlipCode } from "@/lib/orders/format-slip-code";
import type { OrderView } from "@/lib/orders/view";

/** Black on white whatever the theme: it is meant for a receipt printer. */
export function SlipFacts({ order, shopName }: { readonly order: OrderView; readonly shopName: string }) {
  const t = useTranslations("slip");
  const facts = [
    ["number", t("number"), <Msisdn key="number" msisdn={order.msisdn} />],
    ["amount", t("amount"), <Money key="amount" centimes={order.faceCentimes} />],
    ["soldAt", t("soldAt"), <Instant key="soldAt" at={order.placedAt} form="full" />],
  ] as const;
  return (
    <header className="flex flex-col gap-3 border-b border-dashed pb-4">
      <p className="text-center text-lg font-semibold">
        <bdi>{shopName}</bdi>
      </p>
      <p className="text-center">
        <span className="text-ink-soft block text-sm print:text-black">{t("code")}</span>
        <bdi dir="ltr" className="figures text-4xl font-bold tracking-widest">
          {formatSlipCode(order.id)}
        </bdi>
      </p>
      <dl>
        {facts.map(([key, label, value]) => (
          <div key={key} className="flex items-baseline justify-between gap-4 py-0.5">
            <dt className="text-ink-soft text-sm print:text-black">{label}</dt>
            <dd className="font-semibold">{value}</dd>
          </div>
        ))}
      </dl>
    </header>
  );
}

type SlipInLanguageProps = {
  readonly locale: Locale;
  readonly title: string;
  readonly say: string;
  readonly bring: string;
};

export function SlipInLanguage({ locale, title, say, bring }: SlipInLanguageProps) {
  return (
    <section lang={locale} dir={directionOf(locale)} className="border-b border-dashed pb-4 last-of-type:border-0">
      <h2 className="font-semibold">{title}</h2>
      <p className="mt-1">{say}</p>
      <p className="text-ink-soft mt-1 text-sm print:text-black">{bring}</p>
    </section>
  );
}
