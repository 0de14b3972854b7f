import { afterAll, beforeAll, expect, test } from "vitest";
import { createShop, createStaff, depositTo } from "@/db/factories";
import type { ShopId } from "@/lib/id";
import { mintOrderId } from "@/lib/id";
import { postDeposit } from "@/lib/ledger/post-transfers";
import { createTestDatabase, type TestDatabase } from "../support/database";

/** What the database refuses of money whoever asks. */
let database: TestDatabase;
let shopId: ShopId;
let staffId: number;

beforeAll(async () => {
  database = await createTestDatabase();
  ({ shopId } = await createShop(database.sql));
  ({ staffId } = await createStaff(database.sql, { shopId }));
  await depositTo(database.sql, { shopId }, 100_000n);
});

afterAll(() => database.drop());

async function insertOrder(chargeCentimes: number): Promise<string> {
  const id = mintOrderId();
  await database.sql`
    insert into orders (id, shop_id, book, staff_id, msisdn, operator, plan_code, plan_name, face_centimes, charge_centimes,
      placed_at, status)
    values (${id}, ${shopId}, 'live', ${staffId}, '0770445566', 'Djezzy', 'P', 'P', ${chargeCentimes}, ${chargeCentimes}, now(), 'queued')`;
  return id;
}

/** The one writer, called as the engine's functions call it. */
function post(
  kind: string,
  amount: number,
  orderId: string | null,
  requestId: string | null = null,
  shop: number = shopId,
) {
  return database.sql`select post_transfers(array[${shop}::integer], array['live'], array[${kind}::text], array[${amount}::bigint],
    array[${orderId}::uuid], array[${requestId}::uuid], array[null::integer], array[null::text], now())`;
}

async function balances(): Promise<Record<string, bigint>> {
  const rows = await database.sql<{ kind: string; balance_centimes: bigint }[]>`
    select kind, balance_centimes from accounts where shop_id = ${shopId} and book = 'live'`;
  return Object.fromEntries(rows.map((row) => [row.kind, row.balance_centimes]));
}

test.each(["hold", "settle", "release", "reversal"])("a second %s of the same order is refused", async (kind) => {
  const id = await insertOrder(1_000);
  await post("hold", 1_000, id);
  if (kind === "settle" || kind === "reversal") await post("settle", 1_000, id);
  if (kind === "release") await post("release", 1_000, id);
  if (kind === "reversal") await post("reversal", 1_000, id);
  const before = await balances();
  await expect(post(kind, 1_000, id)).rejects.toMatchObject({ code: "23505" });
  expect(await balances()).toEqual(before);
});

test("held money leaves once: never settled and released", async () => {
  const [settled, released] = [await insertOrder(1_000), await insertOrder(1_000)];
  await post("hold", 1_000, settled);
  await post("hold", 1_000, released);
  await post("settle", 1_000, settled);
  await post("release", 1_000, released);
  const outcome = { code: "23505", constraint_name: "transfers_order_outcome_key" };
  await expect(post("release", 1_000, settled)).rejects.toMatchObject(outcome);
  await expect(post("settle", 1_000, released)).rejects.toMatchObject(outcome);
});

test("an overdraft is refused by the account itself, whichever account", async () => {
  const before = await balances();
  const floor = { code: "23514", constraint_name: "accounts_above_floor" };
  await expect(post("hold", 100_001, await insertOrder(100_001))).rejects.toMatchObject(floor);
  const { held } = before;
  await expect(post("settle", Number(held) + 1, await insertOrder(1))).rejects.toMatchObject(floor);
  await expect(post("release", Number(held) + 1, await insertOrder(1))).rejects.toMatchObject(floor);
  await expect(post("reversal", Number(before.sold) + 1, await insertOrder(1))).rejects.toMatchObject(floor);
  const { sql } = database;
  await expect(
    sql`update accounts set balance_centimes = -1 where shop_id = ${shopId} and kind = 'float'`,
  ).rejects.toMatchObject(floor);
  expect(await balances()).toEqual(before);
});

test("an amount is positive, a kind and an account are known, and a movement has one natural key", async () => {
  const id = await insertOrder(1_000);
  await expect(post("hold", 0, id)).rejects.toMatchObject({ code: "23514" });
  await expect(post("hold", -1, id)).rejects.toMatchObject({ code: "23514" });
  await expect(post("gift", 1, id)).rejects.toMatchObject({ code: "P0002" });
  await expect(post("hold", 1, id, null, 999_999)).rejects.toMatchObject({ code: "P0002" });
  await expect(post("deposit", 1, null, null)).rejects.toMatchObject({
    code: "23514",
    constraint_name: "transfers_natural_key",
  });
  await expect(post("deposit", 1, id, mintOrderId())).rejects.toMatchObject({
    constraint_name: "transfers_natural_key",
  });
});

test("transfers are append only, and accounts stay", async () => {
  const { sql } = database;
  const attempts = [
    sql`update transfers set amount_centimes = amount_centimes + 1`,
    sql`update transfers set reason = 'tidied up'`,
    sql`delete from transfers`,
    sql`truncate transfers`,
    sql`truncate accounts cascade`,
    sql`delete from accounts where shop_id = ${shopId}`,
  ];
  for (const attempt of attempts) await expect(attempt).rejects.toMatchObject({ code: "23001" });
});

test("no movement crosses shops, even written by hand", async () => {
  const { sql } = database;
  const { shopId: other } = await createShop(sql);
  const crossing = sql`
    insert into transfers (shop_id, kind, from_account_id, to_account_id, amount_centimes, from_balance_centimes, to_balance_centimes, request_id)
    select ${shopId}, 'deposit', f.id, g.id, 1, 0, 0, gen_random_uuid()
    from accounts f, accounts g
    where f.shop_id = ${shopId} and f.kind = 'float' and f.book = 'live' and g.shop_id = ${other} and g.kind = 'float' and g.book = 'live'`;
  await expect(crossing).rejects.toMatchObject({ code: "23503" });
});

test("a deposit sent twice is one deposit, and its id is no other deposit's", async () => {
  const { sql } = database;
  const deposit = {
    shopId,
    book: "live",
    amountCentimes: 5_000n,
    requestId: mintOrderId(),
    staffId,
    reason: "cash",
  } as const;
  const { float } = await balances();
  expect(await Promise.all(Array.from({ length: 8 }, () => postDeposit(sql, deposit)))).toContain(true);
  expect(await postDeposit(sql, deposit)).toBe(false);
  expect(await balances()).toMatchObject({ float: float! + 5_000n });
  await expect(postDeposit(sql, { ...deposit, amountCentimes: 6_000n })).rejects.toMatchObject({ code: "23505" });
  await expect(postDeposit(sql, { ...deposit, book: "training" })).rejects.toMatchObject({ code: "23505" });
  await expect(postDeposit(sql, { ...deposit, amountCentimes: 0n, requestId: mintOrderId() })).rejects.toMatchObject({
    code: "23514",
  });
  expect(await balances()).toMatchObject({ float: float! + 5_000n });
});

test("each line carries both balances after it, also within one batch", async () => {
  const { shopId: fresh } = await createShop(database.sql);
  await depositTo(database.sql, { shopId: fresh }, 700n);
  await depositTo(database.sql, { shopId: fresh }, 300n);
  const lines = await database.sql`
    select kind, from_balance_centimes, to_balance_centimes from transfers where shop_id = ${fresh} order by id`;
  expect(lines.map((line) => ({ ...line }))).toEqual([
    { kind: "deposit", from_balance_centimes: -700n, to_balance_centimes: 700n },
    { kind: "deposit", from_balance_centimes: -1_000n, to_balance_centimes: 1_000n },
  ]);
});
