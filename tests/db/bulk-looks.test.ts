import { beforeEach, expect, test } from "vitest";
import { placeOrders } from "@/lib/orders/place-orders";
import { syncOrders } from "@/lib/orders/sync-orders";
import { useEngine } from "../support/engine";
import { findLies } from "../support/truth";

/** Many orders in flight are asked for by pages of the provider's list: a hundred for the price of one. */
const engine = useEngine();

beforeEach(() => engine.sandbox.model.log.clear());

async function sellMany(count: number): Promise<string[]> {
  const batch = Array.from({ length: count }, () => engine.placement({ dinars: 100 }));
  const answers = await placeOrders(engine.database.sql, batch, engine.now());
  expect(answers.filter((answer) => answer.code !== "placed")).toEqual([]);
  return batch.map((placement) => placement.orderId);
}

function requestsTo(part: string): number {
  return engine.sandbox.model.log.list().filter((entry) => entry.path.includes(part)).length;
}

async function statuses(ids: readonly string[]): Promise<Record<string, unknown>[]> {
  const rows = await engine.database.sql`
    select status, count(*)::integer as orders from orders where id = any(${ids}::uuid[]) group by status order by status`;
  return rows.map((row) => ({ ...row }));
}

test("a hundred due orders are looked up with one request", async () => {
  const ids = await sellMany(100);
  await engine.tick();
  expect(requestsTo("send")).toBe(100);
  engine.sandbox.model.log.clear();
  engine.pass(20_000);
  expect(await engine.tick()).toMatchObject({ looked: 100, moved: 100 });
  expect(await statuses(ids)).toEqual([{ status: "fulfilled", orders: 100 }]);
  expect([requestsTo("/v3/mobile/list"), requestsTo("check-")]).toEqual([1, 0]);
  expect(await findLies(engine)).toEqual([]);
});

test("pages are walked until all are found, and no further", async () => {
  const ids = [...(await sellMany(90)), ...(await sellMany(90))];
  await engine.tick();
  await engine.tick();
  engine.sandbox.model.log.clear();
  engine.pass(20_000);
  await engine.tick();
  expect(await statuses(ids)).toEqual([{ status: "fulfilled", orders: 180 }]);
  expect([requestsTo("/v3/mobile/list"), requestsTo("check-")]).toEqual([2, 0]);
});

test("what the list does not hold is asked for by itself, and still found or sent", async () => {
  const ids = await sellMany(8);
  const [lost] = ids;
  if (lost === undefined) throw new Error("nothing was sold");
  const number = String((await engine.order(lost)).msisdn);
  engine.sandbox.model.faults.arm([{ endpoint: "send", kind: "drop-before-accept", msisdn: number }]);
  await engine.run(110_000, 5_000);
  expect(await statuses(ids)).toEqual([{ status: "fulfilled", orders: 8 }]);
  expect(await engine.order(lost)).toMatchObject({ send_count: 2 });
  expect(await findLies(engine)).toEqual([]);
});

test("a list that cannot be read costs nothing but the way by each", async () => {
  const ids = await sellMany(6);
  await engine.tick();
  engine.pass(20_000);
  engine.sandbox.model.faults.arm([{ endpoint: "list", kind: "truncated-json" }]);
  expect(await engine.tick()).toMatchObject({ looked: 6, moved: 6, failed: 0 });
  expect(await statuses(ids)).toEqual([{ status: "fulfilled", orders: 6 }]);
});

test("a run that is out of time gives back what it could not ask for: the next one does", async () => {
  const ids = await sellMany(12);
  await engine.tick();
  engine.pass(20_000);
  engine.sandbox.model.log.clear();
  expect(await syncOrders(engine.deps, () => true)).toMatchObject({ looked: 0 });
  expect(requestsTo("/v3/mobile")).toBe(0);
  expect(await engine.tick()).toMatchObject({ looked: 12 });
  expect(await statuses(ids)).toEqual([{ status: "fulfilled", orders: 12 }]);
});

test("one outcome that cannot be applied does not keep its neighbours waiting", async () => {
  const ids = await sellMany(8);
  await engine.tick();
  const [odd] = ids;
  if (odd === undefined) throw new Error("nothing was sold");
  const { sql } = engine.database;
  // Stands for anything that the database may refuse of one row.
  await sql.unsafe(`
    create function refuse_odd() returns trigger language plpgsql as $$ begin raise exception 'odd'; end $$;
    create trigger odd before update on orders for each row
      when (new.id = '${odd}' and new.status = 'fulfilled') execute function refuse_odd()`);
  engine.pass(20_000);
  expect(await engine.tick()).toMatchObject({ failed: 1, moved: 7 });
  expect(await engine.order(odd)).toMatchObject({ status: "pending" });
  await sql`drop trigger odd on orders`;
  await engine.run(100_000, 5_000);
  expect(await statuses(ids)).toEqual([{ status: "fulfilled", orders: 8 }]);
  expect(await findLies(engine)).toEqual([]);
});
