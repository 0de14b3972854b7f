import { expect, test } from "vitest";
import { mintOrderId } from "@/lib/id";
import { placeOrders, type Placed, type Placement } from "@/lib/orders/place-orders";
import { freshNumber, useEngine } from "../support/engine";
import { findLies } from "../support/truth";

/** Many sales drawn at random from few ids, numbers and shops with little money, beside a model that knows nothing of batches. */
const engine = useEngine();
const FLOAT_DINARS = 1_500;
const CHARGE_PERCENT = 98n;

type Shop = Awaited<ReturnType<typeof engine.openShop>>;
type Told = Pick<Placed, "code"> & { readonly floatCentimes?: bigint };

/** Numbers that repeat from run to run. */
function drawFrom(seed: number): (below: number) => number {
  let state = seed;
  return (below) => (state = (state * 48_271) % 2_147_483_647) % below;
}

/** Judges one sale after the other, in memory. */
function createModel(shops: readonly Shop[]) {
  const floats = new Map(shops.map(({ shopId }) => [shopId, BigInt(FLOAT_DINARS) * 100n]));
  const orders = new Map<string, Placement>();

  function isSame(one: Placement, other: Placement): boolean {
    return one.shopId === other.shopId && one.msisdn === other.msisdn && one.faceCentimes === other.faceCentimes;
  }

  return {
    orders,
    floats,
    judge(sale: Placement): Told {
      const taken = orders.get(sale.orderId);
      if (taken) return { code: isSame(taken, sale) && taken.planCode === sale.planCode ? "replayed" : "id_conflict" };
      if (sale.planCode === "NOPE") return { code: "plan_unavailable" };
      if (sale.faceCentimes < 10_000n) return { code: "amount_out_of_range" };
      const isAsked = !sale.isRepeat && [...orders.values()].some((order) => isSame(order, sale));
      if (isAsked) return { code: "duplicate_recent" };
      const before = floats.get(sale.shopId) ?? 0n;
      const charge = (sale.faceCentimes * CHARGE_PERCENT) / 100n;
      if (charge > before) return { code: "insufficient_balance", floatCentimes: before };
      orders.set(sale.orderId, sale);
      floats.set(sale.shopId, before - charge);
      return { code: "placed", floatCentimes: before - charge };
    },
  };
}

function told(answer: Placed): Told {
  const { code } = answer;
  return code === "placed" || code === "insufficient_balance"
    ? { code, floatCentimes: answer.floatCentimes }
    : { code };
}

/** A drawer of sales in which ids, numbers and amounts come again and again. */
function createDrawer(shops: readonly Shop[], draw: (below: number) => number) {
  const numbers = Array.from({ length: 5 }, freshNumber);
  const sold: Placement[] = [];
  return (): Placement => {
    const again = sold[draw(Math.max(1, sold.length * 6))];
    if (again) return draw(3) === 0 ? { ...again, faceCentimes: again.faceCentimes + 5_000n } : again;
    const sale = engine.placement({
      ...shops[draw(shops.length)]!,
      orderId: mintOrderId(engine.now().getTime()),
      number: draw(3) === 0 ? numbers[draw(numbers.length)]! : freshNumber(),
      dinars: [100, 150, 200, 300, 50][draw(5)]!,
      isRepeat: draw(3) === 0,
      planCode: draw(12) === 0 ? "NOPE" : "PREPAID_DJEZZY",
    });
    sold.push(sale);
    return sale;
  };
}

test("gathered in bursts of any size, every sale is answered as if it had come alone, figures included", async () => {
  const draw = drawFrom(20_261_125);
  const shops = await Promise.all(Array.from({ length: 4 }, () => engine.openShop(FLOAT_DINARS)));
  const model = createModel(shops);
  const next = createDrawer(shops, draw);
  const codes = new Set<string>();
  for (let burst = 0; burst < 25; burst += 1) {
    const sales = Array.from({ length: 1 + draw(24) }, next);
    const answers = await Promise.all(sales.map((sale) => engine.deps.placements.gather(sale)));
    const expected = sales.map((sale) => model.judge(sale));
    expect(answers.map((answer) => (answer.ok ? told(answer.value) : answer.error))).toEqual(expected);
    for (const { code } of expected) codes.add(code);
  }
  expect([...codes].sort()).toEqual([
    ...["amount_out_of_range", "duplicate_recent", "id_conflict", "insufficient_balance"],
    ...["placed", "plan_unavailable", "replayed"],
  ]);
  for (const { shopId } of shops) expect((await engine.balances(shopId)).float).toBe(model.floats.get(shopId));
  expect(await findLies(engine)).toEqual([]);
});

test("from several pools at once, with duplicates inside and across batches: nothing lost, nothing twice, no centime too much", async () => {
  const draw = drawFrom(7_041_962);
  const shops = await Promise.all(Array.from({ length: 5 }, () => engine.openShop(FLOAT_DINARS)));
  const next = createDrawer(shops, draw);
  const pools = [engine.deps, engine.twin, engine.deps, engine.twin];
  const answered: { sale: Placement; answer: Placed }[] = [];
  const lives = pools.map(async ({ sql, placements }, pool) => {
    for (let round = 0; round < 12; round += 1) {
      const sales = Array.from({ length: 1 + draw(20) }, next);
      const gathered = async (sale: Placement) => {
        const answer = await placements.gather(sale);
        if (!answer.ok) throw new Error(answer.error.code);
        return answer.value;
      };
      const answers = pool < 2 ? await placeOrders(sql, sales, engine.now()) : await Promise.all(sales.map(gathered));
      answered.push(...answers.map((answer, n) => ({ sale: sales[n]!, answer })));
    }
  });
  await Promise.all(lives);

  const placed = answered.filter(({ answer }) => answer.code === "placed").map(({ sale }) => sale);
  const ids = placed.map(({ orderId }) => orderId);
  expect(new Set(ids).size).toBe(ids.length);
  const stored = await engine.database.sql<{ id: string }[]>`
    select id from orders where shop_id = any(${shops.map(({ shopId }) => shopId)}::integer[])`;
  expect(stored.map(({ id }) => id).sort()).toEqual(ids.toSorted());
  for (const { sale, answer } of answered) if (answer.code === "replayed") expect(ids).toContain(sale.orderId);

  for (const { shopId } of shops) {
    const own = placed.filter((sale) => sale.shopId === shopId);
    const spent = own.reduce((sum, sale) => sum + (sale.faceCentimes * CHARGE_PERCENT) / 100n, 0n);
    expect(await engine.balances(shopId)).toMatchObject({ float: BigInt(FLOAT_DINARS) * 100n - spent, held: spent });
  }
  const poor = answered.map(({ answer }) => answer).filter((answer) => answer.code === "insufficient_balance");
  expect(poor.length).toBeGreaterThan(0);
  for (const { chargeCentimes, floatCentimes } of poor) expect(chargeCentimes).toBeGreaterThan(floatCentimes);
  expect(await findLies(engine)).toEqual([]);
});
