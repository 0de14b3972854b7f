import { describe, expect, test } from "vitest";
import { can, ROLES } from "@/lib/auth/roles";
import { dayOf } from "@/lib/i18n/format-instant";
import { FIGURES, maySee, SHOWN, sumCells } from "@/lib/reports/figures";
import { findDelay } from "@/lib/reports/find-delay";
import { figureAddress, parseFigure } from "@/lib/reports/parse-figure";
import {
  addDays,
  dayOfMs,
  hourOf,
  isReportDay,
  listDays,
  parsePeriod,
  periodOf,
  startOfDay,
} from "@/lib/reports/parse-period";
import type { FigureName, Sight } from "@/lib/reports/view";
import { drawFrom } from "../support/draw";

const NOW = new Date("2026-11-25T14:30:00Z");
const parse = (query: string) => {
  const search = new URLSearchParams(query);
  return parsePeriod((name) => search.get(name), NOW);
};

describe("a period", () => {
  test.each([
    ["", "day", "2026-11-25", "2026-11-25"],
    ["period=week", "week", "2026-11-21", "2026-11-27"],
    ["period=week&on=2026-11-21", "week", "2026-11-21", "2026-11-27"],
    ["period=week&on=2026-11-20", "week", "2026-11-14", "2026-11-20"],
    ["period=week&on=2026-01-01", "week", "2025-12-27", "2026-01-02"],
    ["period=month", "month", "2026-11-01", "2026-11-30"],
    ["period=month&on=2024-02-29", "month", "2024-02-01", "2024-02-29"],
    ["period=month&on=2025-12-31", "month", "2025-12-01", "2025-12-31"],
  ])("of %j is a %s from %s to %s", (query, kind, firstDay, lastDay) => {
    expect(parse(query)).toEqual({ period: expect.objectContaining({ kind, firstDay, lastDay }), ignored: [] });
  });

  test.each([
    ["period=year", ["period"]],
    ["on=yesterday", ["on"]],
    ["on=2026-02-30", ["on"]],
    ["on=2026-11-26", ["on"]],
    ["on=1999-12-31", ["on"]],
    ["period=%00&on=2026-13-01", ["period", "on"]],
    ["period=toString&on=__proto__", ["period", "on"]],
  ])("that makes no sense (%s) falls back, and says so", (query, ignored) => {
    expect(parse(query)).toEqual({ period: periodOf("day", "2026-11-25", "2026-11-25"), ignored });
  });

  test("knows the ones beside it, and that the future has not begun", () => {
    expect(periodOf("month", "2026-03-31", "2026-11-25")).toMatchObject({
      previousDay: "2026-02-01",
      nextDay: "2026-04-01",
      isCurrent: false,
    });
    expect(periodOf("week", "2026-11-25", "2026-11-25")).toMatchObject({
      previousDay: "2026-11-14",
      nextDay: null,
      isCurrent: true,
    });
    expect(listDays(periodOf("month", "2024-02-10", "2026-11-25"))).toHaveLength(29);
  });

  test("is of the calendar at the counter: a day begins at 23:00 UTC", () => {
    expect(startOfDay("2026-11-25").toISOString()).toBe("2026-11-24T23:00:00.000Z");
    expect(hourOf(new Date("2026-11-24T23:30:00Z"))).toBe(0);
    const late = parsePeriod(() => null, new Date("2026-11-25T23:30:00Z"));
    expect(late.period.firstDay).toBe("2026-11-26");
    for (let hour = 0; hour < 24 * 400; hour += 7) {
      const at = new Date(Date.UTC(2026, 0, 1) + hour * 3_600_000);
      expect(dayOfMs(at.getTime())).toBe(dayOf(at));
    }
    expect(addDays("2026-12-31", 1)).toBe("2027-01-01");
    expect(isReportDay("2026-11-25", "2026-11-25")).toBe(true);
  });
});

describe("a figure", () => {
  const all: Sight = { profit: true, cost: true };

  test("has an address that is read back as the same figure", () => {
    const period = periodOf("month", "2026-11-25", "2026-11-25");
    const scopes = [
      {},
      { operator: "Ooredoo" },
      { planCode: "PREPAID_X & Y" },
      { staffId: 7 },
      { hour: 0 },
      { day: "2026-11-03" },
    ];
    for (const figure of Object.keys(FIGURES) as FigureName[]) {
      for (const scope of scopes) {
        const { searchParams } = new URL(figureAddress({ figure, scope }, period), "http://x");
        const get = (name: string) => searchParams.get(name);
        expect(parsePeriod(get, NOW).period).toEqual(period);
        expect(parseFigure(get, period, all)).toEqual({ figure, scope, ignored: [] });
      }
    }
  });

  test("that does not exist, or is none of the viewer's, is none; a part that makes no sense is left out and named", () => {
    const period = periodOf("week", "2026-11-04", "2026-11-25");
    const ask = (query: Record<string, string>, sight = all) => parseFigure((name) => query[name], period, sight);
    expect(ask({})).toBeNull();
    expect(ask({ figure: "constructor" })).toBeNull();
    expect(ask({ figure: "profit" }, { profit: false, cost: false })).toBeNull();
    expect(ask({ figure: "margin" }, { profit: true, cost: false })).toBeNull();
    const scope = { operator: "a\u0000", seller: "-1", hour: "24", day: "2026-10-99", plan: "" };
    expect(ask({ figure: "sold", ...scope })).toEqual({
      figure: "sold",
      scope: {},
      ignored: ["operator", "seller", "hour", "day"],
    });
  });

  test("of profit is not the cashier's, and of cost the operator's alone", () => {
    const sightOf = (role: (typeof ROLES)[number]) => ({ profit: can(role, "seeProfit"), cost: can(role, "seeCost") });
    const seeing = (name: FigureName) => ROLES.filter((role) => maySee(sightOf(role), name));
    expect(seeing("profit")).toEqual(["manager", "owner", "auditor", "operator"]);
    expect(seeing("charged")).toEqual(["manager", "owner", "auditor", "operator"]);
    for (const name of ["cost", "margin", "uncosted"] as const) expect(seeing(name)).toEqual(["operator"]);
    expect(seeing("sold")).toEqual([...ROLES]);
    expect(new Set(Object.values(SHOWN).flat()).size, "no figure is defined and never shown").toBe(
      Object.keys(FIGURES).length,
    );
  });

  test("of profit takes a reversed delivery off again", () => {
    const none = { cost: 0n, uncostedOrders: 0, uncostedCharge: 0n };
    const cells = [
      { flow: "delivered", orders: 3, face: 300_00n, charge: 294_00n, ...none },
      { flow: "reversed", orders: 1, face: 100_00n, charge: 98_00n, ...none },
      { flow: "sold", orders: 9, face: 900_00n, charge: 882_00n, ...none },
    ] as const;
    expect(sumCells("profit", cells)).toEqual({ centimes: 4_00n, lines: 4 });
    expect(sumCells("margin", [{ ...cells[0], cost: 190_00n, uncostedOrders: 1, uncostedCharge: 98_00n }])).toEqual({
      centimes: 6_00n,
      lines: 2,
    });
  });
});

describe("a delay", () => {
  /** As `delay_bucket` counts, which a database test compares with the truth. */
  const bucketOf = (ms: number) => Math.max(0, Math.min(93, Math.floor(4 * Math.log2(Math.max(ms, 1) / 250))));

  test("from counts by bucket is within 9.1 % of the true one, whatever the share", () => {
    const draw = drawFrom(4);
    for (let round = 0; round < 200; round += 1) {
      const spread = 0.1 + 3 * draw();
      const delays = Array.from(
        { length: 1 + Math.floor(400 * draw()) },
        () => 300 + 8_000 * Math.exp(spread * (draw() - 0.5) * 4),
      );
      const counts: number[] = Array.from({ length: 94 }, () => 0);
      for (const ms of delays) counts[bucketOf(ms)] = (counts[bucketOf(ms)] ?? 0) + 1;
      delays.sort((a, b) => a - b);
      for (const share of [0.01, 0.5, 0.95, 1]) {
        const truth = delays[Math.max(1, Math.ceil(share * delays.length)) - 1]!;
        const ratio = findDelay(counts, share)! / truth;
        expect(Math.max(ratio, 1 / ratio)).toBeLessThan(1.092);
      }
    }
  });

  test("of nobody is none", () => {
    expect(findDelay([], 0.5)).toBeNull();
    expect(findDelay([0, 0], 0.5)).toBeNull();
  });
});
