import { ArrowLeft, Check, ReceiptText } from "@/components/ui/icons";
import Link from "next/link";
import { useLocale, useTranslations } from "next-intl";
import { usePlanLabel } from "@/components/orders/plan-label";
import { buttonClass } from "@/components/ui/button-class";
import { Card } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import { Money } from "@/components/ui/money";
import { Notice } from "@/components/ui/notice";
import { useMoneyText } from "@/components/ui/use-money-text";
import { formatDayLong } from "@/lib/i18n/format-day";
import { isolate } from "@/lib/i18n/isolate";
import { figureAddress } from "@/lib/reports/parse-figure";
import type { ExplanationView, FigureName, Scope, Sight } from "@/lib/reports/view";
import { LinesTable } from "./lines-table";
import { usePeriodLabel } from "./period-picker";

type ExplainPageProps = {
  readonly explanation: ExplanationView;
  readonly figure: FigureName;
  readonly scope: Scope;
  readonly sight: Sight;
  readonly ignored: readonly string[];
};

/** A figure, the sum of the ledger's lines beside it, and the lines. */
export function ExplainPage({ explanation, figure, scope, sight, ignored }: ExplainPageProps) {
  const t = useTranslations("reports");
  const money = useMoneyText();
  const { period, total, rows, nextCursor } = explanation;
  const address = figureAddress({ figure, scope }, period);
  const said = explanation.figure;
  const isEqual = said !== null && said.centimes === total.centimes && said.lines === total.lines;
  return (
    <div className="flex flex-col gap-5">
      <div className="flex flex-col items-start gap-2">
        <Link
          href={`/reports?${new URLSearchParams({ period: period.kind, on: period.firstDay })}`}
          className="text-ink-soft hover:text-ink -ms-1 flex min-h-8 items-center gap-1.5 px-1 text-sm font-medium"
        >
          <ArrowLeft className="size-4 rtl:-scale-x-100" aria-hidden />
          {t("back")}
        </Link>
        <h1 className="text-2xl font-semibold tracking-tight">{t(`figure.${figure}`)}</h1>
        <p className="text-ink-soft">
          <ScopeLine explanation={explanation} scope={scope} />
        </p>
      </div>
      {ignored.length > 0 && (
        <Notice tone="warn" role="status">
          {t("ignored", { fields: isolate(ignored.join(", ")) })}
        </Notice>
      )}
      <Card aria-label={t("total")} className="flex flex-wrap items-end justify-between gap-x-8 gap-y-3 p-5 sm:p-6">
        <div>
          <p className="text-ink-soft text-sm">{t("total")}</p>
          <p data-total={total.centimes}>
            <Money centimes={total.centimes} className="text-4xl font-semibold tracking-tight" />
          </p>
          <p className="text-ink-soft figures mt-1 text-sm">{t("lines", { count: total.lines })}</p>
        </div>
        {isEqual && (
          <p className="text-good flex items-center gap-2 text-sm font-medium">
            <Check className="size-4.5" aria-hidden />
            {t("adds")}
          </p>
        )}
        {said !== null && !isEqual && (
          <Notice tone="bad" role="alert">
            {t("differs", { amount: money(said.centimes) })}
          </Notice>
        )}
      </Card>
      <Card className="overflow-clip" aria-label={t("explainTitle")}>
        {rows.length === 0 ? (
          <EmptyState icon={<ReceiptText />} title={t("noLines")} />
        ) : (
          <LinesTable rows={rows} sight={sight} />
        )}
        {nextCursor !== null && (
          <div className="border-line flex flex-wrap gap-2 border-t px-4 py-3 sm:px-5">
            <Link href={`${address}&cursor=${nextCursor}`} className={buttonClass("plain")}>
              {t("older")}
            </Link>
            <Link href={address} className={buttonClass("quiet")}>
              {t("newest")}
            </Link>
          </div>
        )}
      </Card>
    </div>
  );
}

/** Which part of which period, in words. */
function ScopeLine({ explanation, scope }: { readonly explanation: ExplanationView; readonly scope: Scope }) {
  const t = useTranslations("reports");
  const locale = useLocale();
  const label = usePeriodLabel();
  const planLabel = usePlanLabel();
  const [first] = explanation.rows;
  const parts = [
    scope.day === undefined ? label(explanation.period) : formatDayLong(scope.day, locale),
    scope.hour === undefined
      ? null
      : t("atHour", {
          from: isolate(`${String(scope.hour).padStart(2, "0")}:00`),
          to: isolate(`${String(scope.hour + 1).padStart(2, "0")}:00`),
        }),
    scope.operator === undefined ? null : isolate(scope.operator),
    scope.planCode === undefined ? null : isolate(planLabel(scope.planCode, first?.planName ?? scope.planCode)),
    // Who sold it is a name in the lines; without lines there is nobody to name.
    scope.staffId === undefined || first === undefined ? null : isolate(first.sellerName),
  ];
  return <>{parts.filter((part) => part !== null).join(" · ")}</>;
}
