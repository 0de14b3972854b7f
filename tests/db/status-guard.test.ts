import { afterAll, beforeAll, expect, test } from "vitest";
import { ORDER_STATUSES, ORDER_TRANSITIONS, isFinal, type OrderStatus } from "@/lib/orders/status";
import { createTestDatabase, type TestDatabase } from "../support/database";

/** What the database refuses of orders and events whoever asks, and whatever the code above it believes. */
let database: TestDatabase;
let shopId: number;
let staffId: number;

beforeAll(async () => {
  database = await createTestDatabase();
  const [shop] = await database.sql<{ id: number }[]>`insert into shops (name) values ('A shop') returning id`;
  shopId = shop?.id ?? 0;
  const [person] = await database.sql<{ id: number }[]>`
    insert into staff (shop_id, user_name, display_name, password_hash, role)
    values (${shopId}, 'someone', 'Someone', 'none', 'cashier') returning id`;
  staffId = person?.id ?? 0;
});

afterAll(() => database.drop());

/** Inserted past the guards: an order in any status, as if it had come there by legal moves. */
async function orderIn(status: OrderStatus): Promise<string> {
  const id = crypto.randomUUID();
  const finishedAt = isFinal(status) ? "2026-02-03T09:20:00Z" : null;
  const dueAt = isFinal(status) ? null : "2026-02-03T09:20:00Z";
  await database.sql.begin(async (tx) => {
    await tx`set local session_replication_role = replica`;
    await tx`
      insert into orders (id, shop_id, book, staff_id, msisdn, operator, plan_code, plan_name, face_centimes, charge_centimes,
        cost_centimes, placed_at, status, due_at, finished_at)
      values (${id}, ${shopId}, 'live', ${staffId}, '0770445566', 'Djezzy', 'PREPAID_DJEZZY', 'Prepaid', 50000, 49000, 49625,
        '2026-02-03T09:14:07Z', ${status}, ${dueAt}, ${finishedAt})`;
    await tx`insert into order_events (shop_id, order_id, kind, to_status, detail) values (${shopId}, ${id}, 'placed', 'queued', '{}')`;
  });
  return id;
}

const pairs = ORDER_STATUSES.flatMap((from) => ORDER_STATUSES.map((to) => ({ from, to })));

test("there are eighty-one pairs of statuses", () => {
  expect(pairs).toHaveLength(81);
});

test.each(pairs)("the database answers $from → $to as the status file does", async ({ from, to }) => {
  const id = await orderIn(from);
  const { sql } = database;
  const finishedAt = isFinal(to) ? "2026-02-03T09:20:00Z" : null;
  const dueAt = isFinal(to) ? null : "2026-02-03T09:20:00Z";
  // A second finish at another instant is another guard's business.
  const move = sql`update orders set status = ${to}, due_at = ${dueAt}, finished_at = ${finishedAt} where id = ${id} returning status`;
  if (from === to || ORDER_TRANSITIONS[from].includes(to)) {
    expect(await move).toMatchObject([{ status: to }]);
  } else {
    await expect(move).rejects.toMatchObject({ code: "23001" });
    expect(await sql`select status from orders where id = ${id}`).toMatchObject([{ status: from }]);
  }
});

test("the table of transitions holds the moves of the status file and no others", async () => {
  const rows = await database.sql<
    { move: string }[]
  >`select from_status || ' ' || to_status as move from order_transitions`;
  const declared = Object.entries(ORDER_TRANSITIONS).flatMap(([from, targets]) => targets.map((to) => `${from} ${to}`));
  expect(rows.map((row) => row.move).sort()).toEqual(declared.sort());
});

test.each(ORDER_STATUSES.filter((status) => status !== "queued"))("an order may not begin as %s", async (status) => {
  const finishedAt = isFinal(status) ? "2026-02-03T09:20:00Z" : null;
  const insert = database.sql`
    insert into orders (id, shop_id, book, staff_id, msisdn, operator, plan_code, plan_name, face_centimes, charge_centimes,
      placed_at, status, finished_at)
    values (${crypto.randomUUID()}, ${shopId}, 'live', ${staffId}, '0770445566', 'Djezzy', 'P', 'P', 1, 1, now(), ${status}, ${finishedAt})`;
  await expect(insert).rejects.toMatchObject({ code: "23001" });
});

const frozen = {
  id: "gen_random_uuid()",
  shop_id: "shop_id + 1",
  book: "'training'",
  staff_id: "staff_id + 1",
  msisdn: "'0661234567'",
  operator: "'Mobilis'",
  plan_code: "'PREPAID_MOBILIS'",
  plan_name: "'Another'",
  face_centimes: "face_centimes + 1",
  charge_centimes: "charge_centimes - 1",
  cost_centimes: "null",
  is_repeat: "not is_repeat",
  origin_order_id: "id",
  placed_at: "placed_at + interval '1 second'",
};

test.each(Object.entries(frozen))("what was sold is frozen: %s", async (column, value) => {
  const id = await orderIn("pending");
  const change = database.sql.unsafe(`update orders set ${column} = ${value} where id = '${id}'`);
  await expect(change).rejects.toMatchObject({ code: "23001" });
});

test.each([
  { column: "topup_id", from: "pending", first: "'6981c39ff0a1b2c3d4e5f600'", second: "'6981c39ff0a1b2c3d4e5f601'" },
  { column: "reversed_at", from: "fulfilled", first: "now()", second: "null" },
] as const)("$column is written once", async ({ column, from, first, second }) => {
  const id = await orderIn(from);
  await database.sql.unsafe(`update orders set ${column} = ${first} where id = '${id}'`);
  const again = database.sql.unsafe(`update orders set ${column} = ${second} where id = '${id}'`);
  await expect(again).rejects.toMatchObject({ code: "23001" });
});

test.each(["due_at = now()", "finished_at = null", "finished_at = now()"])(
  "a final order stays final: %s",
  async (change) => {
    const id = await orderIn("fulfilled");
    await expect(database.sql.unsafe(`update orders set ${change} where id = '${id}'`)).rejects.toThrow();
  },
);

test("orders and their events can neither be deleted nor rewritten", async () => {
  const { sql } = database;
  const id = await orderIn("queued");
  const attempts = [
    sql`delete from orders where id = ${id}`,
    sql`truncate orders cascade`,
    sql`update order_events set kind = 'seen' where order_id = ${id}`,
    sql`delete from order_events where order_id = ${id}`,
    sql`truncate order_events`,
    sql`truncate shops cascade`,
  ];
  for (const attempt of attempts) await expect(attempt).rejects.toMatchObject({ code: "23001" });
  expect(await sql`select kind from order_events where order_id = ${id}`).toMatchObject([{ kind: "placed" }]);
});

test("one order of the provider's is adopted by one order of ours", async () => {
  const [one, other] = [await orderIn("pending"), await orderIn("pending")];
  await database.sql`update orders set topup_id = 'taken' where id = ${one}`;
  await expect(database.sql`update orders set topup_id = 'taken' where id = ${other}`).rejects.toMatchObject({
    code: "23505",
  });
});
