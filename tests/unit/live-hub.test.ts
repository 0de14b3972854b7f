import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Sql } from "@/db/types";
import { createLiveHub, type LiveNews } from "@/lib/live/hub";
import { SHOP_CHANGES_MAX } from "@/lib/live/read-changes";

/** How the hub behaves when its database fails in the middle of a reading; everything else is proven against a real one. */
beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** Answers the hub's readings one after another; `null` is a database that is away. */
function scripted(readings: (object[] | null)[]) {
  let notify = (_payload: string): void => undefined;
  const query = async () => {
    const reading = readings.shift();
    if (!reading) throw new Error("the database is away");
    return reading;
  };
  const listen = async (_channel: string, onNotify: (payload: string) => void, onListen: () => void) => {
    notify = onNotify;
    onListen();
  };
  // The hub uses a tagged query and `listen`, and nothing else of postgres.js.
  return { sql: Object.assign(query, { listen }) as unknown as Sql, notify: () => notify("") };
}

const nothing = { cursor: "10:10:", is_known: true, count: 0, shop_id: null, order_id: null };
const change = { cursor: "11:11:", is_known: true, count: 1, shop_id: 1, order_id: "an order" };

test("a reading that fails is made again a moment later, without another notification", async () => {
  const { sql, notify } = scripted([[{ cursor: "9:9:" }], [nothing], null, null, [change]]);
  const errors: unknown[] = [];
  const news: LiveNews[] = [];
  const hub = createLiveHub(sql, (error) => errors.push(error));
  await hub.subscribe(1, (one) => news.push(one));
  await vi.advanceTimersByTimeAsync(0);
  notify();
  await vi.advanceTimersByTimeAsync(500);
  expect([errors.length, news.length]).toEqual([1, 0]);
  await vi.advanceTimersByTimeAsync(2_000);
  expect(errors).toHaveLength(2);
  expect(news).toEqual([{ kind: "orders", cursor: "11:11:", orderIds: ["an order"] }]);
});

test("a hub that could not start starts with the next subscriber", async () => {
  const { sql, notify } = scripted([null, [{ cursor: "9:9:" }], [nothing], [change]]);
  const hub = createLiveHub(sql, () => undefined);
  const news: LiveNews[] = [];
  await expect(hub.subscribe(1, () => undefined)).rejects.toThrow("away");
  await hub.subscribe(1, (one) => news.push(one));
  await vi.advanceTimersByTimeAsync(0);
  notify();
  await vi.advanceTimersByTimeAsync(0);
  expect(news).toEqual([{ kind: "orders", cursor: "11:11:", orderIds: ["an order"] }]);
});

test("a shop in which too much changed at once is told to read again, and its neighbour of its own order", async () => {
  const flood = Array.from({ length: SHOP_CHANGES_MAX + 1 }, (_, n) => ({ ...change, order_id: `order ${n}` }));
  const { sql, notify } = scripted([[{ cursor: "9:9:" }], [nothing], [...flood, { ...change, shop_id: 2 }]]);
  const hub = createLiveHub(sql, () => undefined);
  const [busy, quiet]: [LiveNews[], LiveNews[]] = [[], []];
  await hub.subscribe(1, (one) => busy.push(one));
  await hub.subscribe(2, (one) => quiet.push(one));
  await vi.advanceTimersByTimeAsync(0);
  notify();
  await vi.advanceTimersByTimeAsync(0);
  expect(busy).toEqual([{ kind: "reset", cursor: "11:11:" }]);
  expect(quiet).toEqual([{ kind: "orders", cursor: "11:11:", orderIds: ["an order"] }]);
});

test("more of all shops than one reading may look at is told to everybody as a reset", async () => {
  const { sql, notify } = scripted([[{ cursor: "9:9:" }], [nothing], [{ ...change, count: 1_000_000 }]]);
  const hub = createLiveHub(sql, () => undefined);
  const news: LiveNews[] = [];
  await hub.subscribe(7, (one) => news.push(one));
  await vi.advanceTimersByTimeAsync(0);
  notify();
  await vi.advanceTimersByTimeAsync(0);
  expect(news).toEqual([{ kind: "reset", cursor: "11:11:" }]);
  expect(hub.cursor()).toBe("11:11:");
});
