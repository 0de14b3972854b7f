import { ChartColumn } from "@/components/ui/icons";
import { useLocale, useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { usePlanLabel } from "@/components/orders/plan-label";
import { Card } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import { Notice } from "@/components/ui/notice";
import { OperatorMark, OperatorName } from "@/components/ui/operator-mark";
import { formatDayAndMonth, formatWeekday } from "@/lib/i18n/format-day";
import { dayOf } from "@/lib/i18n/format-instant";
import { isolate } from "@/lib/i18n/isolate";
import { hourOf } from "@/lib/reports/parse-period";
import type { ReportView } from "@/lib/reports/view";
import { ChartKey, ColumnChart, type Column } from "./column-chart";
import { Delays } from "./delays";
import { Fold } from "./fold";
import { TableBehind } from "./figure-table";
import { PeriodPicker, usePeriodLabel } from "./period-picker";
import { Ranking } from "./ranking";
import { Totals } from "./totals";

type ReportPageProps = {
  /** How long the balance lasts, said beside what was sold. */
  readonly runway: ReactNode;
  readonly report: ReportView;
  /** Parts of the address that made no sense. */
  readonly ignored: readonly string[];
  readonly now: Date;
};

const hourText = (hour: number) => `${String(hour).padStart(2, "0")}:00`;

/** What a shop sold in a period and what became of it. Rendered on the server whole: charts are boxes, and need no script. */
export function ReportPage({ report, runway, ignored, now }: ReportPageProps) {
  const t = useTranslations("reports");
  const label = usePeriodLabel();
  const { period, totals } = report;
  const isEmpty = totals.every(({ lines }) => lines === 0);
  return (
    <div className="flex flex-col gap-5">
      <div className="flex flex-wrap items-end justify-between gap-x-6 gap-y-3">
        <div>
          <h1 className="text-2xl font-semibold tracking-tight">{t("title")}</h1>
          <p className="text-ink-soft first-letter:uppercase">{label(period)}</p>
        </div>
        <PeriodPicker period={period} />
      </div>
      {ignored.length > 0 && (
        <Notice tone="warn" role="status">
          {t("ignored", { fields: isolate(ignored.join(", ")) })}
        </Notice>
      )}
      {isEmpty ? (
        <Card>
          <EmptyState icon={<ChartColumn />} title={t("empty")} hint={t("emptyHint")} />
        </Card>
      ) : (
        <>
          <Totals totals={totals} period={period}>
            {runway}
          </Totals>
          <Charts report={report} now={now} />
          <Rankings report={report} />
        </>
      )}
      {report.delays.length > 0 && <Delays rows={report.delays} comparedDays={report.comparedDays} />}
      <Fold title={t("counted")} className="max-w-3xl">
        <div className="text-ink-soft flex flex-col gap-2 pt-1 text-sm">
          <p>{t("countedWhen")}</p>
          <p>{t("countedWhat")}</p>
          {totals.some(({ figure }) => figure === "profit") && <p>{t("countedProfit")}</p>}
        </div>
      </Fold>
    </div>
  );
}

function Charts({ report, now }: { readonly report: ReportView; readonly now: Date }) {
  const t = useTranslations("reports");
  const locale = useLocale();
  const { period, days, hours } = report;
  const [today, hour] = [dayOf(now), hourOf(now)];
  const byHour: Column[] = hours.map((each) => ({
    ...each,
    key: String(each.hour),
    label: each.hour % 3 === 0 ? String(each.hour).padStart(2, "0") : "",
    place: isolate(`${hourText(each.hour)}–${hourText(each.hour + 1)}`),
    isAhead: period.kind === "day" && period.isCurrent && each.hour > hour,
  }));
  const byDay: Column[] = days.map((each, index) => ({
    ...each,
    key: each.day,
    label: period.kind === "week" || index % 5 === 0 ? each.day.slice(8) : "",
    ...(period.kind === "week" && { prefix: formatWeekday(each.day, locale) }),
    place: isolate(formatDayAndMonth(each.day, locale)),
    isAhead: each.day > today,
  }));
  return (
    <div className={byDay.length > 0 ? "grid grid-cols-1 gap-5 xl:grid-cols-2" : undefined}>
      {byDay.length > 0 && <Chart id="by-day" title={t("byDay")} head={t("day")} columns={byDay} report={report} />}
      <Chart id="by-hour" title={t("byHour")} head={t("hour")} columns={byHour} report={report} />
    </div>
  );
}

type ChartProps = {
  readonly id: string;
  readonly title: string;
  readonly head: string;
  readonly columns: readonly Column[];
  readonly report: ReportView;
};

function Chart({ id, title, head, columns, report }: ChartProps) {
  const rows = columns
    .filter(({ figures }) => figures.some(({ lines }) => lines > 0))
    .map(({ key, place, figures }) => ({ key, name: <bdi className="figures">{place}</bdi>, figures }));
  return (
    <Card aria-labelledby={id} className="p-5">
      <div className="mb-5 flex flex-wrap items-baseline justify-between gap-2">
        <h2 id={id} className="text-base font-semibold">
          {title}
        </h2>
        <ChartKey />
      </div>
      <ColumnChart title={title} columns={columns} />
      <TableBehind label={title} head={head} rows={rows} period={report.period} />
    </Card>
  );
}

function Rankings({ report: { period, operators, plans, sellers } }: { readonly report: ReportView }) {
  const t = useTranslations("reports");
  const planLabel = usePlanLabel();
  return (
    <div className="grid grid-cols-1 items-start gap-5 lg:grid-cols-3">
      <Ranking
        id="by-operator"
        title={t("byOperator")}
        head={t("operator")}
        period={period}
        rows={operators.map(({ operator, figures }) => ({
          key: operator,
          name: <OperatorName operator={operator} />,
          figures,
        }))}
      />
      <Ranking
        id="by-plan"
        title={t("byPlan")}
        head={t("plan")}
        period={period}
        rows={plans.map(({ planCode, planName, operator, figures }) => ({
          key: planCode,
          name: (
            <span className="inline-flex items-center gap-2">
              <OperatorMark operator={operator} />
              <bdi>
                {planLabel(planCode, planName)} {operator}
              </bdi>
            </span>
          ),
          figures,
        }))}
      />
      <Ranking
        id="by-seller"
        title={t("bySeller")}
        head={t("seller")}
        period={period}
        rows={sellers.map(({ staffId, name, figures }) => ({ key: String(staffId), name: <bdi>{name}</bdi>, figures }))}
      />
    </div>
  );
}
