import { useTranslations } from "next-intl";
import { isolate } from "@/lib/i18n/isolate";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** Two figures are what a delay is known to: `6,2 s`, `48 s`, `3,5 min`, `12 h`. */
function twoFigures(value: number): string {
  const tenths = Math.round(value * 10);
  return tenths < 100 && tenths % 10 !== 0 ? `${Math.floor(tenths / 10)},${tenths % 10}` : String(Math.round(value));
}

/** How long something took, in the unit that suits it; a dash for what did not happen. */
export function useDelayText(): (ms: number | null) => string {
  const t = useTranslations("reports");
  return (ms) => {
    if (ms === null) return "–";
    if (ms < 100_000) return isolate(t("seconds", { value: twoFigures(ms / 1_000) }));
    if (ms < 100 * MINUTE_MS) return isolate(t("minutes", { value: twoFigures(ms / MINUTE_MS) }));
    return isolate(t("hours", { value: twoFigures(ms / HOUR_MS) }));
  };
}

/** A share of a whole, to a tenth of a percent where that says something. */
export function useShareText(): (part: number, whole: number) => string {
  const t = useTranslations("reports");
  return (part, whole) => (whole === 0 ? "–" : isolate(t("percent", { value: twoFigures((100 * part) / whole) })));
}
