import type { Locale } from "./locale";

/** Algeria's own names of the months, in Latin digits. */
const TAGS: Readonly<Record<Locale, string>> = { fr: "fr-FR", ar: "ar-DZ-u-nu-latn", en: "en-GB" };

function write(day: string, locale: Locale, parts: Intl.DateTimeFormatOptions): string {
  return new Intl.DateTimeFormat(TAGS[locale], { ...parts, timeZone: "UTC" }).format(new Date(`${day}T00:00:00Z`));
}

/** `mercredi 25 novembre 2026`: a calendar day (`2026-11-25`) where it is a title. For the server alone: words come from its data. */
export function formatDayLong(day: string, locale: Locale): string {
  return write(day, locale, { weekday: "long", day: "numeric", month: "long", year: "numeric" });
}

/** `25 novembre` */
export function formatDayAndMonth(day: string, locale: Locale): string {
  return write(day, locale, { day: "numeric", month: "long" });
}

/** `mer.` */
export function formatWeekday(day: string, locale: Locale): string {
  return write(day, locale, { weekday: "short" });
}

/** `novembre 2026` */
export function formatMonth(day: string, locale: Locale): string {
  return write(day, locale, { month: "long", year: "numeric" });
}
