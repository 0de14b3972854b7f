import { expect, test } from "vitest";
import { mintOrderId } from "@/lib/id";
import { placeOrders, type Placement } from "@/lib/orders/place-orders";
import { defer } from "../support/deferred";
import { freshNumber, useEngine } from "../support/engine";
import { findLies } from "../support/truth";

/** Orders gathered into one statement are judged as if they had come one after the other. */
const engine = useEngine();

const place = (placements: readonly Placement[]) => placeOrders(engine.database.sql, placements, engine.now());
const codes = async (placements: readonly Placement[]) => (await place(placements)).map((answer) => answer.code);

test("refusals of every kind among good ones touch nobody else, in the order of arrival", async () => {
  const number = freshNumber();
  const twice = engine.placement();
  const sold = engine.placement({ number: freshNumber() });
  await place([sold]);
  const other = await engine.openShop(100);
  const batch = [
    engine.placement({ number }),
    engine.placement({ planCode: "NOPE" }),
    twice,
    engine.placement({ number }),
    engine.placement({ dinars: 1 }),
    sold,
    twice,
    { ...sold, faceCentimes: 70_000n },
    engine.placement({ ...other, dinars: 500 }),
    engine.placement({ number, isRepeat: true }),
    engine.placement({ ...other, dinars: 100 }),
    { ...twice, ...other },
    engine.placement(),
  ];
  expect(await codes(batch)).toEqual([
    "placed",
    "plan_unavailable",
    "placed",
    "duplicate_recent",
    "amount_out_of_range",
    "replayed",
    "replayed",
    "id_conflict",
    "insufficient_balance",
    "placed",
    "placed",
    "id_conflict",
    "placed",
  ]);
  expect(await findLies(engine)).toEqual([]);
});

test("on a float that cannot pay for all, each is judged on what the ones before it left", async () => {
  const { shopId, staffId } = await engine.openShop(980);
  const at = (dinars: number) => engine.placement({ shopId, staffId, dinars });
  const answers = await place([at(600), at(500), at(400), at(100), at(1_000)]);
  expect(answers).toMatchObject([
    { code: "placed", floatCentimes: 39_200n, heldCentimes: 58_800n },
    { code: "insufficient_balance", chargeCentimes: 49_000n, floatCentimes: 39_200n },
    { code: "placed", floatCentimes: 0n, heldCentimes: 98_000n },
    { code: "insufficient_balance", floatCentimes: 0n },
    { code: "insufficient_balance", floatCentimes: 0n },
  ]);
  expect(await findLies(engine)).toEqual([]);
});

test("a batch agrees with the same orders placed one by one, whatever is in it", async () => {
  let seed = 20_260_203;
  const draw = (below: number) => (seed = (seed * 48_271) % 2_147_483_647) % below;
  for (let round = 0; round < 12; round += 1) {
    const [together, apart] = [await engine.openShop(2_000), await engine.openShop(2_000)];
    const numbers = Array.from({ length: 3 }, freshNumber);
    const drawn = Array.from({ length: 12 }, () => ({
      number: numbers[draw(3)]!,
      dinars: [100, 300, 50][draw(3)]!,
      isRepeat: draw(3) === 0,
      planCode: draw(6) === 0 ? "NOPE" : "PREPAID_DJEZZY",
    }));
    const again = draw(12);
    const write = (shop: typeof together) => {
      const placements = drawn.map((one) => engine.placement({ ...one, ...shop }));
      return [...placements, placements[again]!];
    };
    const one = await codes(write(together));
    const other: string[] = [];
    for (const placement of write(apart)) other.push(...(await codes([placement])));
    expect(one).toEqual(other);
    expect(await engine.balances(together.shopId)).toEqual(await engine.balances(apart.shopId));
  }
  expect(await findLies(engine)).toEqual([]);
});

test("two batches with the same ids in opposite order, for different shops, wait for each other and never in a ring", async () => {
  const shops = await Promise.all([engine.openShop(1_000), engine.openShop(1_000), engine.openShop(1_000)]);
  const [one, other, third] = shops;
  if (!one || !other || !third) throw new Error("three shops");
  const ids = Array.from({ length: 6 }, () => mintOrderId(engine.now().getTime())).sort();
  const batch = (shop: typeof one, orderIds: readonly string[]) =>
    orderIds.map((orderId) => engine.placement({ ...shop, orderId, dinars: 100 }));
  // A third shop holds an id in the middle until both batches stand in front of it, or of each other.
  const [held, release] = [defer(), defer()];
  const blocker = engine.database.sql.begin(async (tx) => {
    await tx`insert into orders (id, shop_id, book, staff_id, msisdn, operator, plan_code, plan_name, face_centimes, charge_centimes,
        placed_at, status)
      values (${ids[3] ?? ""}, ${third.shopId}, 'live', ${third.staffId}, '0770445566', 'Djezzy', 'P', 'P', 1, 1, now(), 'queued')`;
    held.resolve();
    await release.promise;
    throw new Error("never mind");
  });
  await held.promise;
  const placing = Promise.all([
    placeOrders(engine.deps.sql, batch(one, ids), engine.now()),
    placeOrders(engine.twin.sql, batch(other, [...ids].reverse()), engine.now()),
  ]);
  for (let waiting = 0; waiting < 2;) {
    const [row] = await engine.twin.sql<{ waiting: number }[]>`
      select count(*)::integer as waiting from pg_stat_activity
      where datname = current_database() and wait_event_type = 'Lock'`;
    waiting = row?.waiting ?? 0;
  }
  release.resolve();
  await expect(blocker).rejects.toThrow("never mind");
  const codes = (await placing).flat().map((answer) => answer.code);
  expect(codes.sort()).toEqual([...Array(6).fill("id_conflict"), ...Array(6).fill("placed")]);
  expect(await findLies(engine)).toEqual([]);
});

test("a hundred orders of ten shops in one statement", async () => {
  const shops = await Promise.all(Array.from({ length: 10 }, () => engine.openShop(1_000)));
  const batch = Array.from({ length: 100 }, (_, n) => engine.placement({ ...shops[n % 10]!, dinars: 100 }));
  expect(new Set(await codes(batch))).toEqual(new Set(["placed"]));
  const held = await Promise.all(shops.map(async ({ shopId }) => (await engine.balances(shopId)).held));
  expect(held).toEqual(shops.map(() => 98_000n));
  expect(await findLies(engine)).toEqual([]);
});

test("no placements are no answers", async () => {
  expect(await place([])).toEqual([]);
});
