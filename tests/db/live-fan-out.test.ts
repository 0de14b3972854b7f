import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { openDatabase } from "@/db/client";
import { depositTo } from "@/db/factories";
import type { Database } from "@/db/types";
import { createLive } from "@/lib/boundary/context";
import { BACKLOG_MAX_BYTES, openLiveStream, type LiveContext } from "@/lib/boundary/live-stream";
import type { ShopId } from "@/lib/id";
import { createLiveFanOut, type LiveFanOut } from "@/lib/live/fan-out";
import { createLiveHub } from "@/lib/live/hub";
import type { LiveAsk } from "@/lib/live/message";
import { readCursor } from "@/lib/live/read-changes";
import { listLiveMessages } from "@/lib/orders/list-live-messages";
import { placeOrders } from "@/lib/orders/place-orders";
import { defer } from "../support/deferred";
import { useEngine } from "../support/engine";
import { LiveReader } from "../support/live-reader";

/** The streams of an instance, as the route opens them, on a real database: who is told what, in what order, and what becomes of those who do not read. */
const engine = useEngine();
type Person = { readonly shopId: ShopId; readonly staffId: number };
let us: Person;
let database: Database;
let instance: LiveContext;
const complaints: unknown[] = [];
let drops = 0;
// All that a stream says to the log.
const log = {
  error: (one: object) => complaints.push(one),
  info: () => (drops += 1),
} as unknown as LiveContext["log"];

beforeAll(async () => {
  database = openDatabase(engine.url, { max: 4 });
  instance = { log, ...createLive(database, log) };
});
beforeEach(async () => {
  // A shop of the test's own, with more money than it will need.
  us = await engine.openShop(400_000);
  complaints.length = 0;
  drops = 0;
});
afterAll(() => database.sql.end({ timeout: 1 }));

const HOUR_MS = 3_600_000;

function open(since: string | null = null, person: Person = us, at: LiveContext = instance): LiveReader {
  const session = { ...person, userName: "", displayName: "", role: "cashier", shopName: "" } as const;
  const pass = {
    claims: { staffId: person.staffId, sessionVersion: 1 },
    chosenShopId: null,
    expiresAt: new Date(Date.now() + HOUR_MS),
  };
  const request = new Request(`http://rasid/api/live${since === null ? "" : `?since=${encodeURIComponent(since)}`}`);
  return new LiveReader(openLiveStream(at, session, pass, request));
}

/** A stream that has been told its first message. */
async function joined(
  since: string | null = null,
  person: Person = us,
  at: LiveContext = instance,
): Promise<LiveReader> {
  const reader = open(since, person, at);
  await reader.until(() => reader.messages.length > 0);
  return reader;
}

/** Another instance, of which each making of messages is noted down, and may be held up or fail. */
function watched(before: () => Promise<void> = async () => undefined) {
  const own = openDatabase(engine.url, { max: 4 });
  const makings: (readonly LiveAsk[])[] = [];
  const fanOut: LiveFanOut = createLiveFanOut({
    sql: own.sql,
    hub: createLiveHub(own.sql, (error) => complaints.push(error)),
    async compose(asks) {
      makings.push(asks);
      await before();
      return (await listLiveMessages(own.db, asks)).map((message) => message && JSON.stringify(message));
    },
    onError: (error) => complaints.push(error),
  });
  return { makings, at: { ...instance, fanOut }, close: () => own.sql.end({ timeout: 1 }) };
}

test("a thousand streams hear of a sale, made once for all of the shop's, and no byte of it reaches the neighbours", async () => {
  const other = await engine.openShop(1_000);
  const { makings, at, close } = watched();
  const ours = await Promise.all(Array.from({ length: 500 }, () => joined(null, us, at)));
  const theirs = await Promise.all(Array.from({ length: 500 }, () => joined(null, other, at)));
  expect(ours[0]?.messages).toEqual([{ type: "reset", spreadMs: 0 }]);
  makings.length = 0;
  const [own, foreign] = [await engine.sell({ ...us }), await engine.sell({ ...other })];
  await Promise.all(ours.map((reader) => reader.until(() => reader.hasHeardOf(own))));
  await Promise.all(theirs.map((reader) => reader.until(() => reader.hasHeardOf(foreign))));
  expect(ours.filter((reader) => reader.hasHeardOf(foreign))).toEqual([]);
  expect(theirs.filter((reader) => reader.hasHeardOf(own))).toEqual([]);
  expect(makings.length).toBeLessThanOrEqual(2);
  expect(ours[0]?.messages.at(-1)).toMatchObject({ balance: { heldCentimes: expect.stringMatching(/^[1-9]/) } });
  await Promise.all([...ours, ...theirs].map((reader) => reader.leave()));
  await close();
});

/** Something happens to every order of the shop, and is told as the engine does. */
async function touchAll(): Promise<void> {
  await engine.database.sql.begin(async (tx) => {
    await tx`insert into order_events (shop_id, order_id, kind, from_status, to_status, detail)
      select shop_id, id, 'seen', status, status, '{}' from orders where shop_id = ${us.shopId}`;
    await tx`select pg_notify('rasid_live', '')`;
  });
}

/** Sales of one batch. */
async function sellMany(count: number): Promise<string[]> {
  const placements = Array.from({ length: count }, () => engine.placement({ ...us, dinars: 100, isRepeat: true }));
  const answers = await placeOrders(engine.database.sql, placements, null);
  expect(new Set(answers.map(({ code }) => code))).toEqual(new Set(["placed"]));
  return placements.map(({ orderId }) => orderId);
}

test("who does not read is dropped, keeps nobody waiting, and comes back to everything it missed", async () => {
  const [slow, quick] = [await joined(), await joined()];
  const sold = await sellMany(100);
  await slow.until(() => slow.hasHeardOf(sold[0] ?? ""));
  const { cursor } = slow;
  // It reads no more; each of these messages is tens of kilobytes, and few of them may wait for it.
  let touches = 0;
  for (; drops === 0 && touches < 40; touches += 1) {
    const told = quick.messages.length;
    await touchAll();
    await quick.until(() => quick.messages.length > told);
  }
  expect(drops).toBe(1);
  expect(touches).toBeLessThanOrEqual(BACKLOG_MAX_BYTES / 20_000);
  await slow.untilEnd();
  expect(slow.cursor, "what waited for it was let go").toBe(cursor);
  const after = await engine.sell({ ...us });
  const back = await joined(slow.cursor);
  expect(back.messages).toHaveLength(1);
  expect(back.orderIds().sort()).toEqual([...sold, after].sort());
  const next = await engine.sell({ ...us });
  await Promise.all([back, quick].map((reader) => reader.until(() => reader.hasHeardOf(next))));
  await Promise.all([quick.leave(), back.leave()]);
});

test("cut in the middle of a busy hour, a stream that comes back has heard of every sale once its cursor is used", async () => {
  const sold: string[] = [];
  let reader = await joined();
  const heard = new Set<string>();
  for (let round = 0; round < 6; round += 1) {
    for (let n = 0; n < 5; n += 1) sold.push(await engine.sell({ ...us, dinars: 100, isRepeat: true }));
    const latest = sold.at(-1) ?? "";
    // Cut at once, or after having read up to the latest one.
    if (round % 2 === 1) await reader.until(() => reader.hasHeardOf(latest));
    for (const id of reader.orderIds()) heard.add(id);
    const { cursor } = reader;
    await reader.leave();
    sold.push(await engine.sell({ ...us, dinars: 100, isRepeat: true }));
    reader = await joined(cursor);
  }
  const last = await engine.sell({ ...us });
  await reader.until(() => reader.hasHeardOf(last));
  for (const id of reader.orderIds()) heard.add(id);
  expect(sold.filter((id) => !heard.has(id))).toEqual([]);
  await reader.leave();
});

test("two instances both tell, also of what commits late with a lower number", async () => {
  const twin = watched();
  const [one, two] = [await joined(), await joined(null, us, twin.at)];
  const early = await engine.sell({ ...us });
  for (const reader of [one, two]) {
    await reader.until(() => reader.hasHeardOf(early));
    reader.messages.length = 0;
  }
  const [told, gate] = [defer(), defer()];
  const late = engine.database.sql.begin(async (tx) => {
    await tx`insert into order_events (shop_id, order_id, kind, from_status, to_status, detail)
      select shop_id, id, 'seen', status, status, '{}' from orders where id = ${early}`;
    await tx`select pg_notify('rasid_live', '')`;
    told.resolve();
    await gate.promise;
  });
  await told.promise;
  const between = await engine.sell({ ...us });
  await Promise.all([one, two].map((reader) => reader.until(() => reader.hasHeardOf(between))));
  expect([one.hasHeardOf(early), two.hasHeardOf(early)]).toEqual([false, false]);
  const { cursor } = one;
  await one.leave();
  gate.resolve();
  await late;
  await two.until(() => two.hasHeardOf(early));
  const back = await joined(cursor);
  expect(back.orderIds()).toEqual([early]);
  await Promise.all([two.leave(), back.leave()]);
  await twin.close();
});

test("news that come while a stream is told what it missed wait until it has been", async () => {
  const since = await readCursor(database.sql);
  const missed = await engine.sell({ ...us });
  const reached = defer();
  const gate = defer();
  const held = watched(async () => {
    reached.resolve();
    await gate.promise;
  });
  const back = open(since, us, held.at);
  await reached.promise;
  const next = await engine.sell({ ...us });
  // Both are being made by now; neither is told before the other may be.
  while (!held.makings.some((asks) => asks.some((ask) => ask.kind === "orders" && ask.orderIds.includes(next)))) {
    await new Promise((resolve) => setImmediate(resolve));
  }
  gate.resolve();
  await back.until(() => back.hasHeardOf(next));
  expect(back.orderIds()[0]).toBe(missed);
  await back.leave();
  await held.close();
});

test("those who come back at once are told from few readings, however many they are", async () => {
  const other = await engine.openShop(1_000);
  const since = await readCursor(database.sql);
  const [own, foreign] = [await engine.sell({ ...us }), await engine.sell({ ...other })];
  const { makings, at, close } = watched();
  const back = await Promise.all(Array.from({ length: 600 }, (_, n) => joined(since, n % 2 ? us : other, at)));
  for (const [n, reader] of back.entries()) expect(reader.orderIds()).toEqual([n % 2 ? own : foreign]);
  expect(makings.length).toBeLessThanOrEqual(4);
  // Two shops and one cursor: two messages a reading.
  expect(makings.every((asks) => asks.length <= 2)).toBe(true);
  await Promise.all(back.map((reader) => reader.leave()));
  await close();
});

test("messages that could not be made are made again, and nobody's stream is closed for it", async () => {
  let failures = 0;
  const failing = watched(async () => {
    if (failures > 0 && failures < 3) {
      failures += 1;
      throw new Error("the database is away");
    }
  });
  const reader = await joined(null, us, failing.at);
  failures = 1;
  const first = await engine.sell({ ...us });
  const second = await engine.sell({ ...us, dinars: 100 });
  await depositTo(engine.database.sql, { shopId: us.shopId }, 5_000n);
  await reader.until(() => reader.hasHeardOf(first) && reader.hasHeardOf(second));
  await reader.until(() => reader.messages.some(({ type }) => type === "balance"));
  expect(complaints.length).toBeGreaterThan(0);
  await reader.leave();
  await failing.close();
});
