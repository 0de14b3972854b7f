import { addDays, dayOfMs, hourOf, startOfDay, weekdayOf } from "./parse-period";
import type { PaceView } from "./view";

/** What left a shop's balance in one hour, and did not come back in it; may be negative. */
export type SpentHour = { readonly hour: Date; readonly centimes: number };

/** How far back the weeks still say something, and how much less each says than the one after it. */
export const PACE_WEEKS = 8;
const WEEK_WEIGHT = 0.8;

/** Fewer days with sales than this tell nothing of the next one. */
const DAYS_MIN = 3;

/** What is forecast: a balance that lasts longer is nobody's worry today. */
const FORECAST_HOURS = 7 * 24;

/**
 * How much the usual week counts beside what is seen of today: this share of a whole day's usual sales. Less follows every
 * lull, more notices a day twice as busy too late. And how many days' usual sales it takes to believe in a change of level.
 */
const USUAL_WEIGHT = 0.3;
const LEVEL_DAYS = 2;
const LEVEL_PRIOR_DAYS = 1;

/** A weekday is known by few days; this many days' worth of the average of all weekdays stands beside them. */
const WEEKDAY_PRIOR_DAYS = 0.5;

const PACE_MIN = 0.2;
const PACE_MAX = 5;
const HOUR_MS = 3_600_000;

type Profile = {
  readonly usualOf: (weekday: number, hour: number) => number;
  readonly dayOfWeek: (weekday: number) => number;
};

/**
 * What a shop will spend hour by hour, from the last weeks' hours of the same weekday and from how today compares with them so
 * far; null while too few days are known. The pace of today is taken to last today, and to fade over the days after it.
 *
 * @param hours of the last weeks, those without a sale left out or zero, the present one included.
 */
export function findPace(hours: readonly SpentHour[], now: Date): PaceView | null {
  const today = dayOfMs(now.getTime());
  const byDay = groupByDay(hours);
  const pastDays = [...byDay.keys()]
    .filter((day) => day < today && (byDay.get(day) ?? []).some((spent) => spent > 0))
    .sort();
  const [firstDay] = pastDays;
  if (firstDay === undefined || pastDays.length < DAYS_MIN) return null;
  const profile = profileOf(byDay, firstDay, today);
  const level = levelOf(byDay, profile, firstDay, today);
  const pace = paceOf(byDay.get(today) ?? [], profile, today, level, now);
  const hourlyCentimes: number[] = [];
  const startMs = Math.floor(now.getTime() / HOUR_MS) * HOUR_MS;
  for (let index = 0; index < FORECAST_HOURS; index += 1) {
    const at = new Date(startMs + index * HOUR_MS);
    const day = dayOfMs(at.getTime());
    const usual = profile.usualOf(weekdayOf(day), hourOf(at));
    const expected = Math.max(0, usual * (day === today ? pace : level));
    // Of the present hour only what is left of it.
    const share = index === 0 ? 1 - (now.getTime() - startMs) / HOUR_MS : 1;
    hourlyCentimes.push(Math.round(expected * share));
  }
  return { at: now.toISOString(), hourlyCentimes };
}

function groupByDay(hours: readonly SpentHour[]): Map<string, number[]> {
  const byDay = new Map<string, number[]>();
  for (const { hour, centimes } of hours) {
    const day = dayOfMs(hour.getTime());
    const spent = byDay.get(day) ?? Array.from({ length: 24 }, () => 0);
    spent[hourOf(hour)] = (spent[hourOf(hour)] ?? 0) + centimes;
    byDay.set(day, spent);
  }
  return byDay;
}

/** The usual hours of each weekday: recent weeks count more, and all weekdays together stand in where one has few. */
function profileOf(byDay: ReadonlyMap<string, number[]>, firstDay: string, today: string): Profile {
  const sums = Array.from({ length: 8 }, () => Array.from({ length: 24 }, () => 0));
  const weights = Array.from({ length: 8 }, () => 0);
  let age = 1;
  for (let day = addDays(today, -1); day >= firstDay; day = addDays(day, -1), age += 1) {
    const weight = WEEK_WEIGHT ** Math.floor((age - 1) / 7);
    // The eighth row is of all weekdays.
    for (const row of [weekdayOf(day), 7]) {
      weights[row] = (weights[row] ?? 0) + weight;
      byDay.get(day)?.forEach((spent, hour) => {
        const sum = sums[row];
        if (sum !== undefined) sum[hour] = (sum[hour] ?? 0) + weight * spent;
      });
    }
  }
  const usualOf = (weekday: number, hour: number) => {
    const overall = (sums[7]?.[hour] ?? 0) / (weights[7] ?? 1);
    return (
      ((sums[weekday]?.[hour] ?? 0) + WEEKDAY_PRIOR_DAYS * overall) / ((weights[weekday] ?? 0) + WEEKDAY_PRIOR_DAYS)
    );
  };
  const dayOfWeek = (weekday: number) =>
    Array.from({ length: 24 }, (_, hour) => usualOf(weekday, hour)).reduce((sum, spent) => sum + spent, 0);
  return { usualOf, dayOfWeek };
}

/** How the last days compare with the usual ones: a month's end shows here before its weekday knows of it. */
function levelOf(byDay: ReadonlyMap<string, number[]>, profile: Profile, firstDay: string, today: string): number {
  let seen = 0;
  let usual = 0;
  for (let back = 1; back <= LEVEL_DAYS; back += 1) {
    const day = addDays(today, -back);
    if (day < firstDay) break;
    seen += (byDay.get(day) ?? []).reduce((sum, spent) => sum + spent, 0);
    usual += profile.dayOfWeek(weekdayOf(day));
  }
  const prior = LEVEL_PRIOR_DAYS * profile.dayOfWeek(weekdayOf(today));
  return usual + prior <= 0 ? 1 : clamp((seen + prior) / (usual + prior));
}

/** How today compares, as far as it has come. */
function paceOf(spentToday: readonly number[], profile: Profile, today: string, level: number, now: Date): number {
  const weekday = weekdayOf(today);
  const elapsedHours = (now.getTime() - startOfDay(today).getTime()) / HOUR_MS;
  let usualSoFar = 0;
  for (let hour = 0; hour < elapsedHours; hour += 1) {
    usualSoFar += profile.usualOf(weekday, hour) * Math.min(1, elapsedHours - hour);
  }
  const seen = spentToday.reduce((sum, spent) => sum + spent, 0);
  const prior = USUAL_WEIGHT * profile.dayOfWeek(weekday);
  return usualSoFar + prior <= 0 ? level : clamp((seen + level * prior) / (usualSoFar + prior));
}

function clamp(pace: number): number {
  return Math.min(PACE_MAX, Math.max(PACE_MIN, pace));
}
