import clsx from "clsx";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { Card } from "@/components/ui/card";
import { Money } from "@/components/ui/money";
import type { FigureName, FigureView, PeriodView } from "@/lib/reports/view";
import { Figure, lengthOf, pick } from "./figure";

type TotalsProps = {
  readonly totals: readonly FigureView[];
  readonly period: PeriodView;
  /** Said beneath what was sold. */
  readonly children?: ReactNode;
};

/** Where what was sold has gone, as one bar: its parts are told apart by their place and their name, and by the figures below. */
const OUTCOMES = [
  ["delivered", "bg-accent"],
  ["refunded", "bg-warn"],
  ["rejected", "bg-bad"],
  ["cancelled", "bg-ink-faint"],
  ["reversed", "bg-moving"],
] as const;

/** The period in a handful of figures: what was sold, what became of it, what is left of it. */
export function Totals({ totals, period, children }: TotalsProps) {
  const t = useTranslations("reports");
  const sold = pick(totals, "sold");
  const profit = pick(totals, "profit");
  return (
    <div
      className={clsx("grid grid-cols-1 gap-5", profit ? "lg:grid-cols-[1fr_1.5fr_1.5fr]" : "lg:grid-cols-[1fr_2fr]")}
    >
      <Card aria-labelledby="sold" className="flex flex-col gap-2 p-5 sm:p-6">
        <h2 id="sold" className="text-ink-soft text-sm font-medium">
          {t("figure.sold")}
        </h2>
        {sold !== undefined && (
          <div className="flex-1">
            <Figure figure={sold} period={period} className="text-4xl font-semibold tracking-tight" />
            <p className="text-ink-soft figures mt-1 text-sm">{t("orders", { count: sold.lines })}</p>
          </div>
        )}
        {children}
      </Card>
      <Card aria-labelledby="outcomes" className="p-5 sm:p-6">
        <h2 id="outcomes" className="text-ink-soft text-sm font-medium">
          {t("outcomes")}
        </h2>
        <Outcomes totals={totals} period={period} />
      </Card>
      {profit !== undefined && (
        <Card aria-labelledby="money" className="p-5 sm:p-6">
          <h2 id="money" className="text-ink-soft text-sm font-medium">
            {t("money")}
          </h2>
          <Ledger totals={totals} period={period} />
        </Card>
      )}
    </div>
  );
}

function Outcomes({ totals, period }: TotalsProps) {
  const t = useTranslations("reports");
  const whole = Math.max(
    1,
    OUTCOMES.reduce((sum, [name]) => sum + lengthOf(totals, name), 0),
  );
  return (
    <>
      <div className="bg-sunken mt-3 flex h-2.5 gap-0.5 overflow-clip rounded-full" aria-hidden>
        {OUTCOMES.map(([name, tone]) => {
          const length = lengthOf(totals, name);
          return length > 0 ? (
            <span key={name} className={clsx("min-w-1", tone)} style={{ flexGrow: length / whole, flexBasis: 0 }} />
          ) : null;
        })}
      </div>
      <dl className="mt-3 flex flex-col">
        {OUTCOMES.map(([name, tone]) => {
          const figure = pick(totals, name);
          if (figure === undefined) return null;
          return (
            <Row
              key={name}
              term={t(`figure.${name}`)}
              mark={<span className={clsx("size-2.5 rounded-[3px]", tone)} aria-hidden />}
            >
              <span className="text-ink-faint figures text-xs">
                {figure.lines > 0 && t("orders", { count: figure.lines })}
              </span>
              <Figure figure={figure} period={period} className="font-medium" />
            </Row>
          );
        })}
      </dl>
    </>
  );
}

function Row({
  term,
  mark,
  children,
  className,
}: {
  readonly term: string;
  readonly mark?: ReactNode;
  readonly children: ReactNode;
  readonly className?: string | undefined;
}) {
  return (
    <div className={clsx("flex min-h-8 items-center justify-between gap-3 text-sm", className)}>
      <dt className="flex items-center gap-2">
        {mark}
        {term}
      </dt>
      <dd className="flex items-baseline gap-3">{children}</dd>
    </div>
  );
}

/** Delivered less taken back less charged is the profit: the sum as a person would write it. */
function Ledger({ totals, period }: TotalsProps) {
  const t = useTranslations("reports");
  const line = (name: FigureName, sign: string, className?: string) => {
    const figure = pick(totals, name);
    if (figure === undefined || (name === "uncosted" && figure.lines === 0)) return null;
    return (
      <Row term={t(`figure.${name}`)} className={className} key={name}>
        <span className="text-ink-faint w-3 text-end" aria-hidden>
          {figure.lines > 0 && sign}
        </span>
        <Figure figure={figure} period={period} className="font-medium" />
      </Row>
    );
  };
  const profit = pick(totals, "profit");
  return (
    <dl className="mt-2 flex flex-col">
      {line("delivered", "")}
      {line("reversed", "−")}
      {line("charged", "−")}
      {profit !== undefined && (
        <div className="border-line mt-1 flex items-baseline justify-between gap-3 border-t pt-2">
          <dt className="text-sm font-semibold">{t("figure.profit")}</dt>
          <dd>
            {profit.lines > 0 ? (
              <Figure figure={profit} period={period} className="text-2xl font-semibold tracking-tight" />
            ) : (
              <Money centimes="0" className="text-ink-faint text-2xl font-semibold tracking-tight" />
            )}
          </dd>
        </div>
      )}
      {(["cost", "margin", "uncosted"] as const).map((name) =>
        line(name, "", name === "cost" ? "border-line mt-2 border-t pt-1" : undefined),
      )}
    </dl>
  );
}
