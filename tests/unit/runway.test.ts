import { describe, expect, test } from "vitest";
import { findPace, type SpentHour } from "@/lib/reports/find-pace";
import { findRunway } from "@/lib/reports/find-runway";
import { addDays, startOfDay, weekdayOf } from "@/lib/reports/parse-period";
import { drawFrom } from "../support/draw";

const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;

const paceOf = (at: string, ...hourlyCentimes: number[]) => ({ at, hourlyCentimes });

describe("the end of a balance", () => {
  test.each([
    [60_00n, "2026-03-02T10:30:00.000Z", [30_00, 60_00, 60_00], "2026-03-02T11:30:00.000Z"],
    [15_00n, "2026-03-02T10:30:00.000Z", [30_00, 60_00], "2026-03-02T10:45:00.000Z"],
    [0n, "2026-03-02T10:30:00.000Z", [30_00], "2026-03-02T10:30:00.000Z"],
    [30_00n, "2026-03-02T10:30:00.000Z", [0, 0, 60_00], "2026-03-02T12:30:00.000Z"],
    [1_000_00n, "2026-03-02T10:30:00.000Z", [30_00, 60_00], null],
    [5_00n, "2026-03-02T10:30:00.000Z", [], null],
  ])("of %s at %s, spending %j, is %s", (float, at, hourly, endsAt) => {
    expect(findRunway(float, paceOf(at, ...hourly)).endsAt?.toISOString() ?? null).toBe(endsAt);
  });

  test("is near when it is less than three hours away", () => {
    const pace = paceOf("2026-03-02T10:00:00.000Z", ...Array.from({ length: 24 }, () => 10_00));
    expect(findRunway(29_00n, pace).isLow).toBe(true);
    expect(findRunway(31_00n, pace).isLow).toBe(false);
  });
});

describe("the pace", () => {
  const hourAt = (day: string, hour: number) => new Date(startOfDay(day).getTime() + hour * HOUR_MS);
  const steady = (days: number, centimes: number): SpentHour[] =>
    Array.from({ length: days }, (_, back) => addDays("2026-03-02", -back - 1)).flatMap((day) =>
      Array.from({ length: 10 }, (_, hour) => ({ hour: hourAt(day, 9 + hour), centimes })),
    );

  test("is unknown of a shop that has hardly begun", () => {
    expect(findPace([], hourAt("2026-03-02", 12))).toBeNull();
    expect(findPace(steady(2, 100), hourAt("2026-03-02", 12))).toBeNull();
    expect(findPace(steady(3, 100), hourAt("2026-03-02", 12))).not.toBeNull();
  });

  test("of a day like the others is that of the others, hour by hour and of the present one the rest", () => {
    const today = Array.from({ length: 3 }, (_, hour) => ({ hour: hourAt("2026-03-02", 9 + hour), centimes: 100_00 }));
    const pace = findPace(
      [...steady(28, 100_00), ...today],
      new Date(hourAt("2026-03-02", 12).getTime() + HOUR_MS / 4),
    );
    const [rest, ...hours] = pace!.hourlyCentimes;
    expect(rest! / 75_00).toBeGreaterThan(0.9);
    expect(rest! / 75_00).toBeLessThan(1.01);
    expect(hours.slice(0, 6).every((spent) => spent === hours[0])).toBe(true);
    expect(hours.slice(6, 20).every((spent) => spent === 0)).toBe(true);
  });

  test("of a busy day is quicker today, and nearly the usual one tomorrow", () => {
    const today = Array.from({ length: 4 }, (_, hour) => ({ hour: hourAt("2026-03-02", 9 + hour), centimes: 200_00 }));
    const pace = findPace([...steady(28, 100_00), ...today], hourAt("2026-03-02", 13));
    expect(pace!.hourlyCentimes[1]).toBeGreaterThan(140_00);
    expect(pace!.hourlyCentimes[24]).toBeLessThan(110_00);
  });
});

/**
 * Sales of twelve weeks as shops have them: two rushes a day, little on Friday before the prayer is over, a week's shape, a
 * month's end when wages come, days that are better or worse than others, and customers who come by chance with amounts that
 * differ twentyfold.
 */
function generateWeeks(seed: number): { sales: { at: number; centimes: number }[]; firstDay: string; days: number } {
  const draw = drawFrom(seed);
  const normal = () => Math.sqrt(-2 * Math.log(1 - draw())) * Math.cos(2 * Math.PI * draw());
  const firstDay = "2026-01-03";
  const days = 84;
  const weekdays = [1, 1, 0.95, 1, 1.15, 0.65, 1.05];
  const size = 6 + 14 * draw();
  const sales: { at: number; centimes: number }[] = [];
  for (let index = 0; index < days; index += 1) {
    const day = addDays(firstDay, index);
    const weekday = weekdayOf(day);
    const dayOfMonth = Number(day.slice(8));
    const wages = dayOfMonth >= 26 || dayOfMonth <= 2 ? 1.35 : 1;
    const luck = Math.exp(0.18 * normal());
    for (let hour = 8; hour < 22; hour += 1) {
      if (weekday === 5 && hour < 15) continue;
      const shape = 0.5 + Math.exp(-((hour - 11) ** 2) / 5) + 1.3 * Math.exp(-((hour - 18) ** 2) / 6);
      const customers = size * shape * (weekdays[weekday] ?? 1) * wages * luck;
      // Poisson, by the gaps between customers.
      for (let at = -Math.log(1 - draw()) / customers; at < 1; at += -Math.log(1 - draw()) / customers) {
        const dinars = [100, 100, 200, 200, 300, 500, 500, 1_000, 1_000, 2_000][Math.floor(draw() * 10)] ?? 100;
        sales.push({ at: startOfDay(day).getTime() + (hour + at) * HOUR_MS, centimes: 98 * dinars });
      }
    }
  }
  return { sales, firstDay, days };
}

function hoursBefore(sales: readonly { at: number; centimes: number }[], nowMs: number): SpentHour[] {
  const byHour = new Map<number, number>();
  for (const { at, centimes } of sales) {
    if (at >= nowMs) break;
    const hour = Math.floor(at / HOUR_MS) * HOUR_MS;
    byHour.set(hour, (byHour.get(hour) ?? 0) + centimes);
  }
  return [...byHour].map(([hour, centimes]) => ({ hour: new Date(hour), centimes }));
}

const median = (values: readonly number[]) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
const percent = (part: number, whole: number) => Math.round((100 * part) / whole);

describe("the forecast on generated weeks", () => {
  const weeks = [1, 2, 3, 4].map(generateWeeks);

  /** At each asking time of each day of the last five weeks, for a balance that truly ends some hours later. */
  function backTest(askedHour: number, hoursLeft: number) {
    const errors: number[] = [];
    let warned = 0;
    for (const { sales, firstDay, days } of weeks) {
      for (let index = 49; index < days; index += 1) {
        const day = addDays(firstDay, index);
        const nowMs = startOfDay(day).getTime() + askedHour * HOUR_MS;
        const coming = sales.filter(({ at }) => at >= nowMs && at < nowMs + hoursLeft * HOUR_MS);
        const float = coming.reduce((sum, { centimes }) => sum + centimes, 0);
        const truth = coming.at(-1)?.at;
        // Nothing is sold before a Friday's afternoon: no balance ends there.
        if (truth === undefined || coming.length < 5) continue;
        const pace = findPace(hoursBefore(sales, nowMs), new Date(nowMs));
        if (pace === null) throw new Error(`no pace on ${day}`);
        const { endsAt, isLow } = findRunway(BigInt(float), pace);
        errors.push(Math.abs((endsAt?.getTime() ?? nowMs + 7 * 24 * HOUR_MS) - truth) / MINUTE_MS);
        if (isLow) warned += 1;
      }
    }
    return { errors, warned };
  }

  test.each([
    [9, 4, 45],
    [12, 4, 45],
    [15, 4, 45],
    [9, 8, 75],
    [12, 8, 75],
    [17, 2, 30],
  ])(
    "asked at %i:00 of a balance that lasts %i h more: off by less than %i minutes in the middle",
    (hour, left, most) => {
      const { errors } = backTest(hour, left);
      const [half, worst] = [median(errors), [...errors].sort((a, b) => a - b)[Math.floor(errors.length * 0.9)] ?? 0];
      process.stdout.write(
        `runway, asked at ${hour}:00, ${left} h left: median error ${Math.round(half)} min, 90 % within ${Math.round(worst)} min, of ${errors.length}\n`,
      );
      expect(errors.length).toBeGreaterThan(100);
      expect(half).toBeLessThan(most);
    },
  );

  test("warns of what ends within two hours, and not of what lasts for six", () => {
    const [soon, later] = [backTest(16, 2), backTest(12, 6)];
    process.stdout.write(
      `low-balance warning: given for ${percent(soon.warned, soon.errors.length)} % of balances with 2 h left, for ${percent(later.warned, later.errors.length)} % of those with 6 h\n`,
    );
    expect(soon.warned / soon.errors.length).toBeGreaterThan(0.9);
    expect(later.warned / later.errors.length).toBeLessThan(0.05);
  });
});
