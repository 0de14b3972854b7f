import { afterAll, beforeAll, expect, test } from "vitest";
import { openDatabase } from "@/db/client";
import type { Database } from "@/db/types";
import type { ShopId } from "@/lib/id";
import { readChanges, readCursor, readMissed, SHOP_CHANGES_MAX } from "@/lib/live/read-changes";
import { defer } from "../support/deferred";
import { useEngine } from "../support/engine";

/** What changed since a cursor: nothing twice, nothing missed, whatever the order in which transactions commit. */
const engine = useEngine();
let reader: Database;

beforeAll(() => {
  reader = openDatabase(engine.url, { max: 2 });
});
afterAll(() => reader.sql.end());

const read = async (cursor: string) => {
  const changes = await readChanges(reader.sql, cursor);
  if (changes.kind === "reset") throw new Error("reset");
  return { cursor: changes.cursor, ids: changes.orders.map((order) => order.orderId).sort() };
};

/** What one shop missed, as those who come back are told. */
const readAlone = async (since: string, shopId: ShopId = engine.shopId) => {
  const [missed] = await readMissed(reader.sql, [{ shopId, since }]);
  if (missed?.kind !== "changes") throw new Error("reset");
  return { cursor: missed.cursor, ids: [...missed.orderIds].sort() };
};

/** A transaction that tells of an order and commits when asked to. */
function openTransaction(orderId: string): { told: Promise<void>; commit: () => Promise<void> } {
  const told = defer();
  const gate = defer();
  const done = engine.database.sql.begin(async (tx) => {
    await tx`insert into order_events (shop_id, order_id, kind, from_status, to_status, detail)
      select shop_id, id, 'seen', status, status, '{}' from orders where id = ${orderId}`;
    told.resolve();
    await gate.promise;
  });
  return {
    told: told.promise,
    async commit() {
      gate.resolve();
      await done;
    },
  };
}

test("each change is read once", async () => {
  const cursor = await readCursor(reader.sql);
  const one = await engine.sell();
  const first = await read(cursor);
  expect(first.ids).toEqual([one]);
  expect((await read(first.cursor)).ids).toEqual([]);
  const other = await engine.sell();
  await engine.tick();
  const second = await read(first.cursor);
  expect(second.ids).toEqual([one, other].sort());
  expect((await read(second.cursor)).ids).toEqual([]);
});

test("an event that commits late with a lower number is not missed", async () => {
  const [early, late] = [await engine.sell(), await engine.sell()];
  const cursor = await readCursor(reader.sql);
  const first = openTransaction(early);
  await first.told;
  const second = openTransaction(late);
  await second.told;
  await second.commit();
  const afterSecond = await read(cursor);
  expect(afterSecond.ids).toEqual([late]);
  expect((await read(afterSecond.cursor)).ids).toEqual([]);
  await first.commit();
  const afterFirst = await read(afterSecond.cursor);
  expect(afterFirst.ids).toEqual([early]);
  expect((await read(afterFirst.cursor)).ids).toEqual([]);
  // From the cursor before both, both.
  expect((await read(cursor)).ids).toEqual([early, late].sort());
  // Who comes back is told the same.
  expect((await readAlone(cursor)).ids).toEqual([early, late].sort());
  expect((await readAlone(afterSecond.cursor)).ids).toEqual([early]);
  expect((await readAlone(afterFirst.cursor)).ids).toEqual([]);
});

test("a cursor taken while a transaction is open sees it once it commits", async () => {
  const orderId = await engine.sell();
  const open = openTransaction(orderId);
  await open.told;
  const cursor = await readCursor(reader.sql);
  expect((await read(cursor)).ids).toEqual([]);
  await open.commit();
  expect((await read(cursor)).ids).toEqual([orderId]);
});

test("a long transaction of a stranger delays nobody, and makes no reading longer", async () => {
  const orderId = await engine.sell();
  const stranger = openTransaction(orderId);
  await stranger.told;
  // What was told since it began lies between it and the cursor; more of it than a reading may look at.
  await flood(engine.shopId, 20_001);
  const cursor = await readCursor(reader.sql);
  const sold = await engine.sell();
  expect((await read(cursor)).ids).toEqual([sold]);
  await stranger.commit();
  expect((await read(cursor)).ids).toEqual([orderId, sold].sort());
  await drain();
});

test("a shop reads its own changes alone", async () => {
  const other = await engine.openShop(1_000);
  const cursor = await readCursor(reader.sql);
  const [own, foreign] = [await engine.sell(), await engine.sell({ ...other })];
  expect((await readAlone(cursor)).ids).toEqual([own]);
  expect((await readAlone(cursor, other.shopId)).ids).toEqual([foreign]);
  expect((await read(cursor)).ids).toEqual([own, foreign].sort());
});

test.each([
  null,
  "",
  "nonsense",
  "17",
  "1:2",
  "9:1:",
  "0:5:",
  "5:9:7,6",
  "5:9:4",
  "5:9:9",
  "5:9:,",
  "1:99999999999999999999:",
  "5:9:6'; drop table orders; --",
  `1:9:${"2,".repeat(1_500)}3`,
])("a cursor that no database has written is answered with a fresh one: %s", async (cursor) => {
  const changes = await readChanges(reader.sql, cursor);
  expect(changes.kind).toBe("reset");
  expect((await read(changes.cursor)).ids).toEqual([]);
});

test("a cursor from the future of this database is not one of its own", async () => {
  const [, next = "0"] = (await readCursor(reader.sql)).split(":");
  const ahead = BigInt(next) + 1_000_000n;
  expect(await readChanges(reader.sql, `${ahead}:${ahead}:`)).toMatchObject({ kind: "reset" });
});

/** Events of orders that are not there: for the number of them alone. */
async function flood(shopId: ShopId, count: number): Promise<void> {
  await engine.database.sql.begin(async (tx) => {
    await tx`set local session_replication_role = replica`;
    await tx`insert into order_events (shop_id, order_id, kind, to_status, detail)
      select ${shopId}, gen_random_uuid(), 'seen', 'pending', '{}' from generate_series(1, ${count})`;
  });
}

async function drain(): Promise<void> {
  await engine.database.sql.begin(async (tx) => {
    await tx`set local session_replication_role = replica`;
    await tx`delete from order_events where kind = 'seen' and to_status = 'pending'`;
  });
}

test("so many changes that the lists had better be read again are a reset", async () => {
  const cursor = await readCursor(reader.sql);
  await flood(engine.shopId, 20_001);
  expect(await readChanges(reader.sql, cursor)).toMatchObject({ kind: "reset" });
  await drain();
});

test("one shop's flood resets whoever comes back to that shop, and nobody else", async () => {
  const other = await engine.openShop(1_000);
  const since = await readCursor(reader.sql);
  const sold = await engine.sell({ ...other });
  await flood(engine.shopId, SHOP_CHANGES_MAX + 1);
  const missed = await readMissed(reader.sql, [
    { shopId: engine.shopId, since },
    { shopId: other.shopId, since },
  ]);
  expect(missed).toMatchObject([{ kind: "reset" }, { kind: "changes", orderIds: [sold] }]);
  await drain();
});

test("those who come back together are each answered from their own cursor, in the order they asked", async () => {
  const other = await engine.openShop(2_000);
  const first = await readCursor(reader.sql);
  const [own, foreign] = [await engine.sell(), await engine.sell({ ...other, dinars: 100 })];
  const second = await readCursor(reader.sql);
  const later = await engine.sell({ ...other, dinars: 200 });
  const missed = await readMissed(reader.sql, [
    { shopId: other.shopId, since: second },
    { shopId: engine.shopId, since: "nonsense" },
    { shopId: other.shopId, since: first },
    { shopId: engine.shopId, since: second },
    { shopId: engine.shopId, since: null },
    { shopId: engine.shopId, since: first },
  ]);
  const told = missed.map((one) => (one.kind === "changes" ? [...one.orderIds].sort() : one.kind));
  expect(told).toEqual([[later], "reset", [foreign, later].sort(), [], "reset", [own]]);
  expect(new Set(missed.map(({ cursor }) => cursor)).size).toBe(1);
});

test("whose cursor lies before all that is looked at reads again; whoever came later in the same moment does not", async () => {
  const old = await readCursor(reader.sql);
  await flood(engine.shopId, 50_000);
  const recent = await readCursor(reader.sql);
  const other = await engine.openShop(1_000);
  const sold = await engine.sell({ ...other });
  const missed = await readMissed(reader.sql, [
    { shopId: other.shopId, since: old },
    { shopId: other.shopId, since: recent },
  ]);
  expect(missed).toMatchObject([{ kind: "reset" }, { kind: "changes", orderIds: [sold] }]);
  await drain();
});
