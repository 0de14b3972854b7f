import clsx from "clsx";
import { ChevronLeft, ChevronRight } from "@/components/ui/icons";
import Link from "next/link";
import { useLocale, useTranslations } from "next-intl";
import { buttonClass } from "@/components/ui/button-class";
import { formatDayAndMonth, formatDayLong, formatMonth } from "@/lib/i18n/format-day";
import { isolate } from "@/lib/i18n/isolate";
import { PERIOD_KINDS, type PeriodKind, type PeriodView } from "@/lib/reports/view";

const addressOf = (kind: PeriodKind, day: string | null) =>
  `/reports?${new URLSearchParams({ period: kind, ...(day !== null && { on: day }) })}`;

/** The period in words. */
export function usePeriodLabel(): (period: PeriodView) => string {
  const t = useTranslations("reports");
  const locale = useLocale();
  return ({ kind, firstDay, lastDay }) => {
    switch (kind) {
      case "day":
        return formatDayLong(firstDay, locale);
      case "week":
        return t("weekOf", {
          from: isolate(formatDayAndMonth(firstDay, locale)),
          to: isolate(`${formatDayAndMonth(lastDay, locale)} ${lastDay.slice(0, 4)}`),
        });
      case "month":
        return formatMonth(firstDay, locale);
    }
  };
}

/** Which period, the ones beside it, and any other by its date: links and a plain form, so that each has its address. */
export function PeriodPicker({ period }: { readonly period: PeriodView }) {
  const t = useTranslations("reports");
  return (
    <nav aria-label={t("periods")} className="flex flex-wrap items-center gap-2">
      <ul className="bg-sunken border-line flex rounded-xl border p-0.5">
        {PERIOD_KINDS.map((kind) => (
          <li key={kind}>
            <Link
              href={addressOf(kind, period.isCurrent ? null : period.firstDay)}
              aria-current={kind === period.kind ? "true" : undefined}
              className={clsx(
                "flex min-h-8.5 items-center rounded-[0.6rem] px-3.5 text-sm font-medium transition-colors",
                kind === period.kind ? "bg-raised text-ink shadow-card" : "text-ink-soft hover:text-ink",
              )}
            >
              {t(kind)}
            </Link>
          </li>
        ))}
      </ul>
      <div className="flex items-center gap-1">
        <Step label={t("previous")} href={addressOf(period.kind, period.previousDay)} />
        <Link
          href={addressOf(period.kind, null)}
          aria-current={period.isCurrent ? "true" : undefined}
          className={clsx(buttonClass("plain"), period.isCurrent && "text-ink-soft")}
        >
          {t(`now.${period.kind}`)}
        </Link>
        <Step isNext label={t("next")} href={period.nextDay === null ? null : addressOf(period.kind, period.nextDay)} />
      </div>
      <form action="/reports" className="flex items-center gap-1.5">
        <input type="hidden" name="period" value={period.kind} />
        <input
          type="date"
          name="on"
          aria-label={t("on")}
          defaultValue={period.firstDay}
          key={period.firstDay}
          className="border-line-strong/60 bg-surface text-ink hover:border-line-strong figures min-h-10 rounded-xl border px-3 text-sm"
        />
        <button type="submit" className={buttonClass("plain")}>
          {t("show")}
        </button>
      </form>
    </nav>
  );
}

function Step({
  href,
  label,
  isNext = false,
}: {
  readonly href: string | null;
  readonly label: string;
  readonly isNext?: boolean;
}) {
  const Icon = isNext ? ChevronRight : ChevronLeft;
  const mark = <Icon className="size-5 rtl:-scale-x-100" aria-hidden />;
  const shape = "grid size-10 place-items-center rounded-xl";
  if (href === null) return <span className={clsx(shape, "text-ink-faint opacity-40")}>{mark}</span>;
  return (
    <Link href={href} aria-label={label} className={clsx(shape, "text-ink-soft hover:bg-sunken hover:text-ink")}>
      {mark}
    </Link>
  );
}
