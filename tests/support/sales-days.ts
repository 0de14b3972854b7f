import { createStaff } from "@/db/factories";
import type { ShopId } from "@/lib/id";
import { mintOrderId } from "@/lib/id";
import { applyOutcomes } from "@/lib/orders/apply-outcomes";
import { claimSends } from "@/lib/orders/claim-orders";
import { drawFrom } from "./draw";
import { freshNumber, type Engine } from "./engine";

const PLANS = ["PREPAID_DJEZZY", "PREPAID_MOBILIS", "PREPAID_OOREDOO"] as const;

export type Till = { readonly shopId: ShopId; readonly staffIds: readonly number[] };

/** Another seller beside the shop's first. */
export async function openTill(engine: Engine, shop: { shopId: ShopId; staffId: number }): Promise<Till> {
  const { staffId } = await createStaff(engine.database.sql, { shopId: shop.shopId, displayName: "Second seller" });
  return { shopId: shop.shopId, staffIds: [shop.staffId, staffId] };
}

/** Sells something to somebody; what is sold and by whom is drawn. */
export function sellSomething(engine: Engine, { shopId, staffIds }: Till, draw: () => number): Promise<string> {
  const planCode = PLANS[Math.floor(draw() * PLANS.length)] ?? PLANS[0];
  const prefix = { PREPAID_DJEZZY: "07", PREPAID_MOBILIS: "06", PREPAID_OOREDOO: "05" }[planCode];
  return engine.sell({
    orderId: mintOrderId(engine.now().getTime()),
    shopId,
    staffId: staffIds[Math.floor(draw() * staffIds.length)] ?? staffIds[0] ?? 0,
    planCode,
    number: prefix + freshNumber().slice(2),
    dinars: 100 + 10 * Math.floor(draw() * 40),
  });
}

/** Brings an order to an end in one of the ways there are, at the clock's present time; the way is drawn. */
export async function endSomehow(
  engine: Engine,
  orderId: string,
  operatorId: number,
  draw: () => number,
): Promise<void> {
  const fate = draw();
  if (fate < 0.05) return void (await applyOutcomes(engine.deps, [{ orderId, word: "cancel" }]));
  await claimSends(engine.deps, 1, orderId);
  if (fate < 0.12) {
    await applyOutcomes(engine.deps, [{ orderId, word: "refused", isAnswer: true, refusalCode: "VALIDATION" }]);
  } else if (fate < 0.3) {
    await applyOutcomes(engine.deps, [{ orderId, word: "seen", toStatus: "refunded" }]);
  } else if (fate < 0.4) {
    await applyOutcomes(engine.deps, [{ orderId, word: "seen", toStatus: "uncertain" }]);
    await engine.database.sql`
      select give_verdict(${orderId}, shop_id, ${operatorId}, ${fate < 0.35 ? "delivered" : "not_delivered"}, 'called', 'sms',
        null, ${engine.now().toISOString()}::timestamptz) from orders where id = ${orderId}`;
  } else {
    await applyOutcomes(engine.deps, [{ orderId, word: "seen", toStatus: "fulfilled" }]);
  }
}

/**
 * Sells at several tills for some days, from the engine's clock on: answers come after seconds or hours, over midnight too,
 * and some delivered orders are taken back a day later. Fast, because the provider is left out of it.
 */
export async function sellForDays(
  engine: Engine,
  tills: readonly Till[],
  { hours, seed, perHour }: { hours: number; seed: number; perHour: number },
): Promise<void> {
  const draw = drawFrom(seed);
  const { staffId: operatorId } = await createStaff(engine.database.sql, { shopId: null });
  let open: { orderId: string; endsAtMs: number }[] = [];
  const delivered: string[] = [];
  for (let step = 0; step < hours * perHour; step += 1) {
    engine.pass((3_600_000 / perHour) * (0.5 + draw()));
    const nowMs = engine.now().getTime();
    for (const { orderId } of open.filter(({ endsAtMs }) => endsAtMs <= nowMs)) {
      await endSomehow(engine, orderId, operatorId, draw);
      delivered.push(orderId);
    }
    open = open.filter(({ endsAtMs }) => endsAtMs > nowMs);
    const till = tills[Math.floor(draw() * tills.length)];
    if (till === undefined) throw new Error("nobody to sell");
    const orderId = await sellSomething(engine, till, draw);
    open.push({ orderId, endsAtMs: nowMs + 4_000 + (draw() < 0.2 ? draw() * 36_000_000 : draw() * 120_000) });
    const old = delivered[Math.floor(draw() * delivered.length)];
    if (draw() < 0.08 && old !== undefined) {
      await applyOutcomes(engine.deps, [{ orderId: old, word: "seen", toStatus: "refunded" }]);
    }
  }
}
