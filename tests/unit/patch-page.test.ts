import { describe, expect, test } from "vitest";
import { mintOrderId } from "@/lib/id";
import { matchesFilter, newerOf, patchPage } from "@/lib/orders/patch-page";
import type { OrderPageView, OrderView } from "@/lib/orders/view";

const NOON = Date.parse("2025-11-23T12:00:00Z");

function orderAt(ms: number, change: Partial<OrderView> = {}): OrderView {
  return {
    id: mintOrderId(ms),
    msisdn: "0661234567",
    operator: "Mobilis",
    planCode: "PREPAID_MOBILIS",
    planName: "PREPAID | عادي",
    faceCentimes: "50000",
    chargeCentimes: "48500",
    status: "pending",
    isRepeat: false,
    originOrderId: null,
    sellerName: "Karim",
    staffId: 3,
    placedAt: new Date(ms).toISOString(),
    finishedAt: null,
    reversedAt: null,
    refundMessage: null,
    offers: [],
    refusalCode: null,
    version: 2,
    ...change,
  };
}

function pageOf(rows: readonly OrderView[], nextCursor: string | null = null): OrderPageView {
  return { rows, nextCursor, countCapped: rows.length };
}

const first = { filter: {}, isFirst: true };
const older = orderAt(NOON);
const newer = orderAt(NOON + 60_000);

describe("which of two views is believed", () => {
  test("the one with the larger version, in whatever order they arrive", () => {
    const delivered: OrderView = { ...older, status: "fulfilled", version: 4 };
    expect(newerOf(delivered, older)).toBe(delivered);
    expect(newerOf(older, delivered)).toBe(delivered);
    expect(newerOf(undefined, older)).toBe(older);
  });
});

describe("a change that arrives for a page", () => {
  test("puts a new order ahead of older ones and counts it", () => {
    const page = patchPage(pageOf([older]), first, newer);
    expect(page.rows).toEqual([newer, older]);
    expect(page.countCapped).toBe(2);
  });

  test("puts a late-told order in its own place, not on top", () => {
    const between = orderAt(NOON + 30_000);
    expect(patchPage(pageOf([newer, older]), first, between).rows).toEqual([newer, between, older]);
  });

  test("replaces a row in place and never takes it back", () => {
    const delivered: OrderView = { ...older, status: "fulfilled", version: 5 };
    const page = patchPage(pageOf([newer, older]), first, delivered);
    expect(page.rows).toEqual([newer, delivered]);
    expect(patchPage(page, first, older).rows).toEqual([newer, delivered]);
    expect(page.countCapped).toBe(2);
  });

  test("takes out a row that no longer fits the filter", () => {
    const pending = { filter: { status: "pending" as const }, isFirst: true };
    const page = patchPage(pageOf([newer, older]), pending, { ...older, status: "fulfilled", version: 3 });
    expect(page.rows).toEqual([newer]);
    expect(page.countCapped).toBe(1);
  });

  test("adds nothing that does not fit the filter", () => {
    const page = pageOf([older]);
    expect(patchPage(page, { filter: { operator: "Djezzy" }, isFirst: true }, newer)).toBe(page);
  });

  test("adds nothing to a later page, and nothing that belongs behind a page with more to come", () => {
    const page = pageOf([newer], "cursor");
    expect(patchPage(page, { filter: {}, isFirst: false }, orderAt(NOON + 90_000))).toBe(page);
    expect(patchPage(page, first, older)).toBe(page);
    expect(patchPage(pageOf([newer]), first, older).rows).toEqual([newer, older]);
  });
});

describe("the filter", () => {
  test.each([
    [{ q: "0661" }, true],
    [{ q: "067" }, false],
    [{ q: "45 67" }, true],
    [{ q: "٤٥٦٧" }, true],
    [{ q: "2345" }, false],
    [{ q: older.id }, true],
    [{ q: older.id.toUpperCase() }, true],
    [{ q: "a661" }, false],
    [{ staffId: 3 }, true],
    [{ staffId: 4 }, false],
    [{ day: "2025-11-23" }, true],
    [{ day: "2025-11-24" }, false],
  ])("%j", (filter, expected) => {
    expect(matchesFilter(older, filter)).toBe(expected);
  });

  test("a day is a day in Algiers, not in UTC", () => {
    const justAfterMidnight = orderAt(Date.parse("2025-11-23T23:30:00Z"));
    expect(matchesFilter(justAfterMidnight, { day: "2025-11-24" })).toBe(true);
    expect(matchesFilter(justAfterMidnight, { day: "2025-11-23" })).toBe(false);
  });
});
