import { Hourglass } from "@/components/ui/icons";
import { useTranslations } from "next-intl";
import { dayOf, formatDayShort, formatTime } from "@/lib/i18n/format-instant";
import { isolate } from "@/lib/i18n/isolate";
import { findRunway } from "@/lib/reports/find-runway";
import type { PaceView } from "@/lib/reports/view";

type RunwayLineProps = { readonly floatCentimes: string; readonly pace: PaceView };

/** How long the balance lasts, in one line. */
export function RunwayLine({ floatCentimes, pace }: RunwayLineProps) {
  const t = useTranslations("balance.runway");
  const { endsAt, isLow } = findRunway(BigInt(floatCentimes), pace);
  return (
    <p
      data-runway={endsAt?.toISOString() ?? "long"}
      className={`flex items-start gap-1.5 text-[0.8125rem] leading-5 ${isLow ? "text-warn font-medium" : "text-ink-soft"}`}
    >
      <Hourglass className="mt-0.5 size-4 shrink-0" aria-hidden />
      <span>{say()}</span>
    </p>
  );

  function say(): string {
    if (endsAt === null) return t("long");
    const time = isolate(formatTime(endsAt));
    const isToday = dayOf(endsAt) === dayOf(new Date(pace.at));
    return isToday ? t("until", { time }) : t("later", { day: isolate(formatDayShort(endsAt)), time });
  }
}
