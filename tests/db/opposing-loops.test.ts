import { expect, test } from "vitest";
import { auditLedger } from "@/lib/ledger/audit";
import { postDeposit } from "@/lib/ledger/post-transfers";
import { mintOrderId, type ShopId } from "@/lib/id";
import { applyOutcomes, type Outcome } from "@/lib/orders/apply-outcomes";
import { claimLooks, claimSends, releaseLooks } from "@/lib/orders/claim-orders";
import { placeOrders } from "@/lib/orders/place-orders";
import { useEngine, type Instance } from "../support/engine";

/**
 * Everything that moves money, on both instances and several connections at once, over the same shops in different orders. A
 * deadlock would be an error of one of the statements, and each of them must succeed.
 */
const engine = useEngine();

/** Numbers that repeat from run to run. */
function drawFrom(seed: number): (below: number) => number {
  let state = seed;
  return (below) => (state = (state * 48_271) % 2_147_483_647) % below;
}

type Shop = { shopId: ShopId; staffId: number };

function shuffled<T>(things: readonly T[], draw: (below: number) => number): T[] {
  const order = things.map((thing) => ({ thing, at: draw(1_000_000) }));
  return order.sort((a, b) => a.at - b.at).map(({ thing }) => thing);
}

async function sellLoop(deps: Instance, shops: readonly Shop[], seed: number): Promise<number> {
  const draw = drawFrom(seed);
  let placed = 0;
  for (let round = 0; round < 12; round += 1) {
    const batch = shuffled([...shops, ...shops], draw).map((shop) => engine.placement({ ...shop, dinars: 100 }));
    const answers = await placeOrders(deps.sql, batch, engine.now());
    placed += answers.filter((answer) => answer.code === "placed").length;
  }
  return placed;
}

/** Sends without a provider, and ends what was sent, whatever anybody else ends at the same moment. */
async function finishLoop(deps: Instance, seed: number): Promise<number> {
  const draw = drawFrom(seed);
  const ends = ["fulfilled", "refunded", "uncertain", "pending"] as const;
  let moved = 0;
  for (let round = 0; round < 25; round += 1) {
    const sent = await claimSends(deps, 10, null);
    const looked = await claimLooks(deps, 10, null);
    const outcomes = shuffled([...sent, ...looked], draw).map((order): Outcome => ({
      orderId: order.id,
      word: "seen",
      toStatus: ends[draw(4)]!,
      dueInMs: 0,
    }));
    const applied = await applyOutcomes(deps, outcomes);
    moved += applied.filter((one) => one.verdict === "moved").length;
    const given = await claimLooks(deps, 5, null);
    await releaseLooks(deps, given);
  }
  return moved;
}

async function cancelLoop(deps: Instance, seed: number): Promise<void> {
  const draw = drawFrom(seed);
  for (let round = 0; round < 20; round += 1) {
    const rows = await deps.sql<
      { id: string }[]
    >`select id from orders where status in ('queued', 'sending', 'pending') limit 8`;
    await applyOutcomes(
      deps,
      shuffled(rows, draw).map(({ id }) => ({ orderId: id, word: "cancel" })),
    );
  }
}

async function depositLoop(deps: Instance, shops: readonly Shop[]): Promise<void> {
  for (const { shopId } of [...shops, ...shops, ...shops]) {
    const requestId = mintOrderId();
    await postDeposit(deps.sql, {
      shopId,
      book: "live",
      amountCentimes: 1_000n,
      requestId,
      staffId: null,
      reason: "more",
    });
  }
}

test("placing, sending, applying, cancelling and depositing against each other: no deadlock, no centime astray", async () => {
  const shops = await Promise.all(Array.from({ length: 6 }, () => engine.openShop(5_000)));
  const { deps, twin } = engine;
  const [sold, moreSold, ...moved] = await Promise.all([
    sellLoop(deps, shops, 11),
    sellLoop(twin, [...shops].reverse(), 12),
    finishLoop(deps, 13),
    finishLoop(twin, 14),
    finishLoop(deps, 15),
    cancelLoop(twin, 16),
    depositLoop(deps, shops),
    depositLoop(twin, [...shops].reverse()),
  ]);
  expect(sold + moreSold).toBe(288);
  expect(moved[0] + moved[1] + moved[2]).toBeGreaterThan(0);
  const [deadlocks] =
    await deps.sql`select deadlocks::integer from pg_stat_database where datname = current_database()`;
  expect(deadlocks).toEqual({ deadlocks: 0 });
  expect(await auditLedger(deps.sql)).toEqual([]);
  const [funded] = await deps.sql`
    select sum(balance_centimes)::bigint as total from accounts where kind = 'funding' and shop_id = any(${shops.map((shop) => shop.shopId)}::integer[])`;
  expect(funded).toEqual({ total: -(6n * 500_000n + 6n * 6n * 1_000n) });
});

test("the same outcomes applied by all at once, each in another order: each is applied once", async () => {
  const shops = await Promise.all(Array.from({ length: 4 }, () => engine.openShop(2_000)));
  const draw = drawFrom(17);
  for (let round = 0; round < 8; round += 1) {
    const batch = shops.flatMap((shop) => [
      engine.placement({ ...shop, dinars: 100 }),
      engine.placement({ ...shop, dinars: 100 }),
    ]);
    await placeOrders(engine.deps.sql, batch, engine.now());
    await claimSends(engine.deps, 100, null);
    const applied = await Promise.all(
      [engine.deps, engine.twin, engine.deps, engine.twin].map((deps) =>
        applyOutcomes(
          deps,
          shuffled(batch, draw).map(({ orderId }) => ({
            orderId,
            word: "seen",
            toStatus: round % 2 ? "fulfilled" : "refunded",
          })),
        ),
      ),
    );
    expect(applied.flat().filter((one) => one.verdict === "moved")).toHaveLength(batch.length);
  }
  expect(await auditLedger(engine.deps.sql)).toEqual([]);
});
