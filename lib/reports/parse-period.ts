import { dayOf } from "@/lib/i18n/format-instant";
import { PERIOD_KINDS, type PeriodKind, type PeriodView } from "./view";

/** Nothing was sold before. */
const FIRST_DAY = "2000-01-01";
const DAY_MS = 86_400_000;
const SATURDAY = 6;

type Get = (name: string) => string | null | undefined;

/** Calendar days are reckoned as if at UTC: no clock is put forward or back there, nor in Algiers. */
const ALGIERS_MS = 3_600_000;
const msOf = (day: string) => Date.parse(`${day}T00:00:00Z`);
const dayAt = (ms: number) => new Date(ms).toISOString().slice(0, 10);

/** The day that an instant belongs to at the counter; what `dayOf` says, without its price where thousands are asked. */
export function dayOfMs(ms: number): string {
  return dayAt(ms + ALGIERS_MS);
}

export function addDays(day: string, count: number): string {
  return dayAt(msOf(day) + count * DAY_MS);
}

/** The instant at which a day begins at the counter: Algiers is an hour ahead of UTC, all the year round. */
export function startOfDay(day: string): Date {
  return new Date(`${day}T00:00:00+01:00`);
}

/** The hour of the day at the counter, 0 to 23. */
export function hourOf(at: Date): number {
  return (at.getUTCHours() + 1) % 24;
}

/** 0 is Sunday. */
export function weekdayOf(day: string): number {
  return new Date(msOf(day)).getUTCDay();
}

export function listDays({ firstDay, lastDay }: Pick<PeriodView, "firstDay" | "lastDay">): string[] {
  const count = (msOf(lastDay) - msOf(firstDay)) / DAY_MS + 1;
  return Array.from({ length: count }, (_, index) => addDays(firstDay, index));
}

/** A day that the calendar knows, not before anything was sold and not after today. */
export function isReportDay(text: string, today: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text) || text < FIRST_DAY || text > today) return false;
  const ms = msOf(text);
  return !Number.isNaN(ms) && dayAt(ms) === text;
}

function isPeriodKind(text: string): text is PeriodKind {
  return (PERIOD_KINDS as readonly string[]).includes(text);
}

/** The day, the week from Saturday to Friday or the month that holds a day. */
export function periodOf(kind: PeriodKind, day: string, today: string): PeriodView {
  const firstDay = firstDayOf(kind, day);
  const nextDay = firstDayOf(kind, addDays(firstDay, kind === "day" ? 1 : kind === "week" ? 7 : 31));
  return {
    kind,
    firstDay,
    lastDay: addDays(nextDay, -1),
    previousDay: firstDayOf(kind, addDays(firstDay, -1)),
    nextDay: nextDay > today ? null : nextDay,
    isCurrent: firstDay <= today && today < nextDay,
  };
}

function firstDayOf(kind: PeriodKind, day: string): string {
  switch (kind) {
    case "day":
      return day;
    case "week":
      return addDays(day, -((weekdayOf(day) - SATURDAY + 7) % 7));
    case "month":
      return `${day.slice(0, 8)}01`;
  }
}

/**
 * The period that an address asks for (`period`, and `on`, any day of it). What makes no sense falls back, to the day and to
 * today, and is named in `ignored`.
 */
export function parsePeriod(get: Get, now: Date): { period: PeriodView; ignored: ("period" | "on")[] } {
  const today = dayOf(now);
  const ignored: ("period" | "on")[] = [];
  const kindText = get("period") ?? "";
  const dayText = get("on") ?? "";
  let kind: PeriodKind = "day";
  let day = today;
  if (isPeriodKind(kindText)) kind = kindText;
  else if (kindText !== "") ignored.push("period");
  if (isReportDay(dayText, today)) day = dayText;
  else if (dayText !== "") ignored.push("on");
  return { period: periodOf(kind, day, today), ignored };
}
