/**
 * The one way time is written: 24 h, Africa/Algiers, Latin digits, day before month, in every language.
 * Fixed parts rather than a locale's pattern: server and browser must print the same text, whatever their data.
 */
const PARTS = new Intl.DateTimeFormat("en-GB", {
  timeZone: "Africa/Algiers",
  hourCycle: "h23",
  year: "numeric",
  month: "2-digit",
  day: "2-digit",
  hour: "2-digit",
  minute: "2-digit",
  second: "2-digit",
});

type InstantParts = Record<"year" | "month" | "day" | "hour" | "minute" | "second", string>;

function partsOf(at: Date): InstantParts {
  const parts: InstantParts = { year: "", month: "", day: "", hour: "", minute: "", second: "" };
  for (const { type, value } of PARTS.formatToParts(at)) {
    if (type in parts) parts[type as keyof InstantParts] = value; // narrowed by the line's own test
  }
  return parts;
}

/** `14:03` */
export function formatTime(at: Date): string {
  const { hour, minute } = partsOf(at);
  return `${hour}:${minute}`;
}

/** `14:03:22` */
export function formatTimeExact(at: Date): string {
  const { hour, minute, second } = partsOf(at);
  return `${hour}:${minute}:${second}`;
}

/** `23/11` */
export function formatDayShort(at: Date): string {
  const { day, month } = partsOf(at);
  return `${day}/${month}`;
}

/** `23/11/2025 14:03:22` */
export function formatInstant(at: Date): string {
  const { day, month, year, hour, minute, second } = partsOf(at);
  return `${day}/${month}/${year} ${hour}:${minute}:${second}`;
}

/** The day an instant belongs to at the counter, `2025-11-23`: what the orders' day filter speaks. */
export function dayOf(at: Date): string {
  const { day, month, year } = partsOf(at);
  return `${year}-${month}-${day}`;
}
