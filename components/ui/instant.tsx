import { formatDayShort, formatInstant, formatTime, formatTimeExact } from "@/lib/i18n/format-instant";

const FORMATS = { time: formatTime, exact: formatTimeExact, day: formatDayShort, full: formatInstant } as const;

type InstantProps = { readonly at: string; readonly form?: keyof typeof FORMATS; readonly className?: string };

/** An instant on screen, in Algiers' time; the full form is in its title. */
export function Instant({ at, form = "time", className = "" }: InstantProps) {
  const date = new Date(at);
  return (
    <bdi dir="ltr" className={`figures whitespace-nowrap ${className}`}>
      <time dateTime={at} title={formatInstant(date)}>
        {FORMATS[form](date)}
      </time>
    </bdi>
  );
}
