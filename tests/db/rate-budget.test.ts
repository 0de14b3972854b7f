import { beforeEach, expect, test } from "vitest";
import { returnRequests, takeRequests } from "@/lib/orders/rate-budget";
import { syncOrders } from "@/lib/orders/sync-orders";
import type { EngineDeps } from "@/lib/orders/types";
import { useEngine } from "../support/engine";
import { findLies } from "../support/truth";

/** One budget of requests a minute for all instances, which the provider would enforce if we did not. */
const PER_MINUTE = 60;
const engine = useEngine({ ratePerMinute: PER_MINUTE });
const MINUTE = 60_000;

// A quiet spell, so that each test begins with a full burst.
beforeEach(() => engine.pass(2 * MINUTE));

const budget = (name: string, ratePerMinute: number, on: EngineDeps = engine.deps): EngineDeps => ({
  ...on,
  settings: { ...on.settings, keyDigest: name, ratePerMinute },
});

/** The most requests that any sixty seconds saw, wherever they begin. */
function busiestMinute(atMs: readonly number[]): number {
  const sorted = [...atMs].sort((a, b) => a - b);
  return Math.max(0, ...sorted.map((start, n) => sorted.slice(n).filter((at) => at < start + MINUTE).length));
}

const requestsAt = () => engine.sandbox.model.log.list().map((entry) => entry.atMs);

test.each([10, 12, 60, 120, 600])(
  "a budget of %i a minute is never passed, whoever asks and however greedily",
  async (perMinute) => {
    const [one, other] = [
      budget(`greedy ${perMinute}`, perMinute),
      budget(`greedy ${perMinute}`, perMinute, engine.twin),
    ];
    const takenAt: number[] = [];
    for (let passed = 0; passed < 3 * MINUTE; passed += 1_500) {
      const granted = await Promise.all([
        takeRequests(one, 8, "send"),
        takeRequests(other, 8, "look"),
        takeRequests(one, 3, "look"),
      ]);
      const total = granted.reduce((sum, count) => sum + count, 0);
      takenAt.push(...Array.from({ length: total }, () => engine.now().getTime()));
      engine.pass(1_500);
    }
    expect(busiestMinute(takenAt)).toBeLessThanOrEqual(perMinute);
    // And what may be used can be used.
    expect(takenAt.length).toBeGreaterThanOrEqual(Math.floor(perMinute * 3 * 0.6));
  },
);

test("looks leave the last requests to sends", async () => {
  const deps = budget("reserve", 60);
  expect(await takeRequests(deps, 100, "look")).toBe(12);
  expect(await takeRequests(deps, 1, "look")).toBe(0);
  expect(await takeRequests(deps, 100, "send")).toBe(3);
  expect(await takeRequests(deps, 1, "send")).toBe(0);
});

test("however small the budget, a look that takes three requests is possible", async () => {
  expect(await takeRequests(budget("smallest", 10), 3, "look")).toBe(3);
});

test("what was taken and not used is given back, and never more than the burst gathers", async () => {
  const deps = budget("back", 60);
  expect(await takeRequests(deps, 15, "send")).toBe(15);
  await returnRequests(deps, 10);
  expect(await takeRequests(deps, 15, "send")).toBe(10);
  await returnRequests(deps, 1_000);
  expect(await takeRequests(deps, 1_000, "send")).toBe(15);
  expect(await takeRequests(deps, 0, "send")).toBe(0);
});

test("a clock that stands still or goes back grants nothing", async () => {
  const deps = budget("clock", 60);
  await takeRequests(deps, 15, "send");
  engine.pass(-30_000);
  expect(await takeRequests(deps, 5, "send")).toBe(0);
  engine.pass(30_000);
  expect(await takeRequests(deps, 5, "send")).toBe(0);
});

test("ticks that find nothing to do leave the budget to those that do", async () => {
  await engine.run(2 * MINUTE);
  engine.sandbox.model.log.clear();
  const orderId = await engine.sell({ dinars: 100 });
  await engine.run(20_000);
  expect(await engine.order(orderId)).toMatchObject({ status: "fulfilled" });
});

test("two instances with more orders than the budget: never passed, sends first, everything ends right", async () => {
  const ids: string[] = [];
  for (let n = 0; n < 40; n += 1) ids.push(await engine.sell({ dinars: 100 }));
  engine.sandbox.model.log.clear();
  for (let passed = 0; passed < 4 * MINUTE; passed += 2_000) {
    await Promise.all([syncOrders(engine.deps, () => false), syncOrders(engine.twin, () => false)]);
    engine.pass(2_000);
  }
  expect(busiestMinute(requestsAt())).toBeLessThanOrEqual(PER_MINUTE);
  const rows = await engine.database.sql`
    select status, send_count, count(*)::integer as orders from orders where id = any(${ids}::uuid[]) group by status, send_count`;
  expect(rows.map((row) => ({ ...row }))).toEqual([{ status: "fulfilled", send_count: 1, orders: 40 }]);
  const log = engine.sandbox.model.log.list();
  const lastSend = log.findLastIndex((entry) => entry.method === "POST");
  const looksBefore = log
    .slice(0, lastSend)
    .filter((entry) => entry.path.includes("check-") || entry.path.includes("list")).length;
  expect(looksBefore).toBeLessThan(40);
  expect(await findLies(engine)).toEqual([]);
});
