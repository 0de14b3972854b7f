import { expect, test } from "vitest";
import postgres from "postgres";
import { createShop, createStaff, depositTo } from "@/db/factories";
import { mintOrderId } from "@/lib/id";
import { chargeFor, costFor } from "@/lib/money/centimes";
import { placeOrders, type Placement } from "@/lib/orders/place-orders";
import { applyOutcomes } from "@/lib/orders/apply-outcomes";
import { dispatchOrder } from "@/lib/orders/dispatch-orders";
import { freshNumber, useEngine } from "../support/engine";
import { findLies } from "../support/truth";

/** One placement and what is judged of it: nothing is saved and no money moves unless all is well. */
const engine = useEngine();

const changed = async (run: () => Promise<unknown>) => {
  const count = async () => {
    const [row] = await engine.database.sql`
      select (select count(*)::integer from orders) as orders, (select count(*)::integer from transfers) as transfers,
        (select count(*)::integer from order_events) as events`;
    return { ...row, ...(await engine.balances()) };
  };
  const before = await count();
  await run();
  return JSON.stringify(before, text) !== JSON.stringify(await count(), text);
};
const text = (_key: string, value: unknown) => (typeof value === "bigint" ? value.toString() : value);

test("placing costs one statement, which saves the order, its hold and its event together", async () => {
  const statements: string[] = [];
  const sql = postgres(engine.url, {
    max: 1,
    types: { bigint: postgres.BigInt },
    debug: (_connection, query) => void statements.push(query.trim().slice(0, 27)),
  });
  await sql`select 1`;
  statements.length = 0;
  const placement = engine.placement();
  expect(await placeOrders(sql, [placement], engine.now())).toMatchObject([
    { code: "placed", chargeCentimes: 49_000n },
  ]);
  expect(statements).toEqual(["select * from place_orders("]);
  await sql.end();
  const { orderId } = placement;
  expect(await engine.order(orderId)).toMatchObject({
    status: "queued",
    face_centimes: 50_000n,
    charge_centimes: 49_000n,
    version: 1,
  });
  expect(await engine.events(orderId)).toEqual(["placed"]);
  const moves = await engine.database.sql`select kind, amount_centimes from transfers where order_id = ${orderId}`;
  expect(moves).toMatchObject([{ kind: "hold", amount_centimes: 49_000n }]);
});

test("the same id and input again is the same order; nothing happens twice", async () => {
  const placement = engine.placement();
  expect(await engine.place(placement)).toMatchObject({ code: "placed" });
  expect(await changed(async () => expect(await engine.place(placement)).toMatchObject({ code: "replayed" }))).toBe(
    false,
  );
  await dispatchOrder(engine.deps, placement.orderId);
  await engine.run(20_000, 5_000);
  expect(await engine.place(placement)).toMatchObject({ code: "replayed" });
  expect(await engine.order(placement.orderId)).toMatchObject({ status: "fulfilled", send_count: 1 });
});

test("the same id with other input is a conflict", async () => {
  const placement = engine.placement();
  await engine.place(placement);
  const others: Partial<Placement>[] = [
    { faceCentimes: 60_000n },
    { msisdn: engine.placement().msisdn },
    { planCode: "FACTURE_DJEZZY" },
    { book: "training" },
  ];
  for (const other of others) {
    const again = async () =>
      expect(await engine.place({ ...placement, ...other })).toMatchObject({ code: "id_conflict" });
    expect(await changed(again)).toBe(false);
  }
});

test("another shop's id is a conflict that says nothing of it", async () => {
  const placement = engine.placement();
  await engine.place(placement);
  const other = await engine.openShop(1_000);
  const [answer] = await placeOrders(engine.database.sql, [{ ...placement, ...other }], engine.now());
  expect(answer).toEqual({ code: "id_conflict" });
  expect(await engine.balances(other.shopId)).toMatchObject({ float: 100_000n, held: 0n });
});

test.each([
  { name: "a plan that nobody lists", change: { planCode: "PREPAID_MARS" }, answer: { code: "plan_unavailable" } },
  {
    name: "a plan that is disabled",
    change: { planCode: "DATA1GB_DJEZZY", dinars: 300 },
    answer: { code: "plan_unavailable" },
  },
  { name: "a question for offers", change: { planCode: "GETMENU_Djezzy" }, answer: { code: "plan_unavailable" } },
  { name: "the code in other letters", change: { planCode: "prepaid_djezzy" }, answer: { code: "plan_unavailable" } },
  {
    name: "too little",
    change: { dinars: 99 },
    answer: { code: "amount_out_of_range", minCentimes: 10_000n, maxCentimes: 1_000_000n },
  },
  {
    name: "too much",
    change: { dinars: 10_001 },
    answer: { code: "amount_out_of_range", minCentimes: 10_000n, maxCentimes: 1_000_000n },
  },
  { name: "nothing", change: { faceCentimes: 0n }, answer: { code: "amount_out_of_range" } },
  { name: "less than nothing", change: { faceCentimes: -50_000n }, answer: { code: "amount_out_of_range" } },
  {
    name: "another price for a fixed plan",
    change: { planCode: "MIX500_DJEZZY", dinars: 501 },
    answer: { code: "amount_out_of_range", minCentimes: 50_000n, maxCentimes: 50_000n },
  },
])("$name is refused before anything is saved", async ({ change, answer }) => {
  expect(await changed(async () => expect(await engine.place(change)).toMatchObject(answer))).toBe(false);
});

test("an empty float is refused with both figures", async () => {
  const { shopId, staffId } = await engine.openShop(490);
  const place = (dinars: number) => engine.place({ shopId, staffId, dinars });
  expect(await place(501)).toMatchObject({
    code: "insufficient_balance",
    chargeCentimes: 49_098n,
    floatCentimes: 49_000n,
  });
  expect(await place(500)).toMatchObject({ code: "placed", floatCentimes: 0n, heldCentimes: 49_000n });
  expect(await place(100)).toMatchObject({ code: "insufficient_balance", chargeCentimes: 9_800n, floatCentimes: 0n });
});

test("a shop that is closed, or has no accounts, sells nothing; what it sold before is still its own", async () => {
  const { shopId, staffId } = await engine.openShop(1_000);
  const sold = await engine.sell({ shopId, staffId });
  await engine.database.sql`update shops set is_active = false where id = ${shopId}`;
  expect(await engine.place({ shopId, staffId })).toMatchObject({ code: "shop_inactive" });
  await engine.run(30_000, 5_000);
  expect(await engine.order(sold)).toMatchObject({ status: "fulfilled" });
  const [bare] = await engine.database.sql<
    { id: number }[]
  >`insert into shops (name) values ('No accounts') returning id`;
  const [answer] = await placeOrders(
    engine.database.sql,
    [{ ...engine.placement(), shopId: bare!.id as typeof shopId }],
    engine.now(),
  );
  expect(answer).toEqual({ code: "shop_inactive" });
});

test("the price list: by plan, else the shop's own, rounded half up to the centime, never less than one", async () => {
  const { sql } = engine.database;
  const { shopId } = await createShop(sql, {
    defaultChargeBp: 9_925,
    prices: { PIXX_500: 9_701, FACTURE_DJEZZY: 10_250 },
  });
  const { staffId } = await createStaff(sql, { shopId });
  await depositTo(sql, { shopId }, 10_000_000n);
  const charge = async (planCode: string, faceCentimes: bigint) => {
    const placed = await engine.place({ shopId, staffId, planCode, faceCentimes, number: freshNumber() });
    return placed.code === "placed" ? [placed.operator, placed.chargeCentimes] : placed.code;
  };
  expect(await charge("PIXX_500", 50_000n)).toEqual(["Pixx", 48_505n]);
  expect(await charge("FACTURE_DJEZZY", 10_000n)).toEqual(["Djezzy", 10_250n]);
  expect(await charge("PREPAID_DJEZZY", 10_100n)).toEqual(["Djezzy", 10_024n]);
  // 110 at 0.9925 is 109.175: half a centime goes up.
  expect(await charge("PREPAID_DJEZZY", 11_000n)).toEqual(["Djezzy", 10_918n]);
});

test("face, charge and cost are frozen: a later price or catalogue changes nothing of what was sold", async () => {
  const { sql } = engine.database;
  const orderId = await engine.sell({ dinars: 110 });
  const frozen = { face_centimes: 11_000n, charge_centimes: 10_780n, cost_centimes: 10_918n };
  expect(await engine.order(orderId)).toMatchObject(frozen);
  await sql`update shops set default_charge_bp = 20000 where id = ${engine.shopId}`;
  await sql`update plans set cost_ratio = 0.5, name = 'Renamed' where code = 'PREPAID_DJEZZY'`;
  await engine.run(30_000, 5_000);
  expect(await engine.order(orderId)).toMatchObject({ ...frozen, status: "fulfilled", plan_name: "PREPAID | عادي" });
  expect(await findLies(engine)).toEqual([]);
  await sql`update shops set default_charge_bp = 9800 where id = ${engine.shopId}`;
  await sql`update plans set cost_ratio = 0.9925, name = 'PREPAID | عادي' where code = 'PREPAID_DJEZZY'`;
});

test("a thousand charges and costs agree with those that the program computes", async () => {
  const { sql } = engine.database;
  const { shopId } = await createShop(sql, { defaultChargeBp: 9_733 });
  const { staffId } = await createStaff(sql, { shopId });
  await depositTo(sql, { shopId }, 1_000_000_000_000n);
  // Faces of odd centimes are not sold; they are where rounding shows.
  const faces = Array.from({ length: 1_000 }, (_, n) => BigInt(10_000 + ((n * 7_919) % 990_000)));
  const batch = faces.map((faceCentimes) => engine.placement({ shopId, staffId, faceCentimes }));
  const answers = await placeOrders(sql, batch, engine.now());
  expect(answers.map((answer) => (answer.code === "placed" ? answer.chargeCentimes : answer.code))).toEqual(
    faces.map((face) => chargeFor(face, 9_733)),
  );
  const costs = await sql<
    { id: string; cost_centimes: bigint }[]
  >`select id, cost_centimes from orders where shop_id = ${shopId}`;
  const costById = new Map(costs.map((row) => [row.id, row.cost_centimes]));
  expect(batch.map(({ orderId }) => costById.get(orderId))).toEqual(faces.map((face) => costFor(face, "0.9925")));
  await applyOutcomes(
    engine.deps,
    batch.map(({ orderId }) => ({ orderId, word: "cancel" })),
  );
  expect(await engine.balances(shopId)).toMatchObject({ float: 1_000_000_000_000n, held: 0n });
});

test("what is sold in training never leaves the house", async () => {
  const { shopId, staffId } = await engine.openShop(0);
  await depositTo(engine.database.sql, { shopId, book: "training" }, 100_000n);
  const orderId = await engine.sell({ shopId, staffId, book: "training" });
  await dispatchOrder(engine.deps, orderId);
  await engine.run(60_000, 10_000);
  expect(engine.sendsOf(orderId)).toBe(0);
  expect(await engine.order(orderId)).toMatchObject({ status: "queued" });
  expect(await engine.balances(shopId)).toMatchObject({ float: 0n, held: 0n });
  expect(await findLies(engine)).toEqual([]);
});

test("a cost that the provider does not say is unknown, not nothing", async () => {
  const placed = await engine.place({ planCode: "GROS_MOBILIS", dinars: 5_000, number: "0661234567" });
  expect(placed).toMatchObject({ code: "placed", operator: "Mobilis" });
  expect(await engine.order(placed.orderId)).toMatchObject({ cost_centimes: null });
});

test("seconds of grace: not sent before they are over, and called back within them", async () => {
  await engine.database.sql`update shops set grace_seconds = 5 where id = ${engine.shopId}`;
  const [kept, called] = [await engine.sell(), await engine.sell()];
  await dispatchOrder(engine.deps, kept);
  await engine.run(4_000);
  expect([engine.sendsOf(kept), engine.sendsOf(called)]).toEqual([0, 0]);
  expect(
    await applyOutcomes(engine.deps, [{ orderId: called, word: "cancel", staffId: engine.staffId }]),
  ).toMatchObject([{ verdict: "moved", toStatus: "cancelled" }]);
  await engine.run(2_000);
  expect([engine.sendsOf(kept), engine.sendsOf(called)]).toEqual([1, 0]);
  await engine.database.sql`update shops set grace_seconds = 0 where id = ${engine.shopId}`;
  await engine.run(30_000, 5_000);
  expect(await findLies(engine)).toEqual([]);
});

test("the order that suggested this one is remembered, if it is the shop's own", async () => {
  const other = await engine.openShop(1_000);
  const [own, foreign] = [await engine.sell(), await engine.sell({ ...other })];
  const following = await engine.sell({ originOrderId: own });
  const straying = await engine.sell({ originOrderId: foreign });
  const nowhere = await engine.sell({ originOrderId: mintOrderId() });
  expect(await engine.order(following)).toMatchObject({ origin_order_id: own });
  expect(await engine.order(straying)).toMatchObject({ origin_order_id: null });
  expect(await engine.order(nowhere)).toMatchObject({ origin_order_id: null });
});
