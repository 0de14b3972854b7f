import { and, eq, sql } from "drizzle-orm";
import { accounts, orderEvents, orders, transfers } from "@/db/schema";
import type { Placement } from "@/lib/orders/place-orders";
import { CHARGE_CENTIMES, PLAN, type Arena } from "./arena";

/**
 * The flow that the provider's documentation draws (save the order, read the balance, deduct, write the ledger), as one would
 * write it with Drizzle: an interactive transaction that locks the shop's accounts.
 */
export async function placeTheUsualWay({ db }: Arena, sale: Placement): Promise<void> {
  await db.transaction(async (tx) => {
    const own = await tx
      .select()
      .from(accounts)
      .where(and(eq(accounts.shopId, sale.shopId), eq(accounts.book, sale.book)))
      .orderBy(accounts.id)
      .for("no key update");
    const float = own.find(({ kind }) => kind === "float");
    const held = own.find(({ kind }) => kind === "held");
    if (!float || !held || float.balanceCentimes < CHARGE_CENTIMES) throw new Error("not enough money");
    await tx.insert(orders).values({
      id: sale.orderId,
      shopId: sale.shopId,
      book: sale.book,
      staffId: sale.staffId,
      msisdn: sale.msisdn,
      operator: "Djezzy",
      planCode: PLAN,
      planName: "Djezzy prépayé",
      faceCentimes: sale.faceCentimes,
      chargeCentimes: CHARGE_CENTIMES,
      costCentimes: 9_700n,
      placedAt: sql`now()`,
      status: "queued",
      dueAt: sql`now()`,
    });
    await tx.insert(orderEvents).values({
      shopId: sale.shopId,
      orderId: sale.orderId,
      kind: "placed",
      toStatus: "queued",
      staffId: sale.staffId,
      detail: {},
    });
    const fromBalanceCentimes = float.balanceCentimes - CHARGE_CENTIMES;
    const toBalanceCentimes = held.balanceCentimes + CHARGE_CENTIMES;
    await tx.update(accounts).set({ balanceCentimes: fromBalanceCentimes }).where(eq(accounts.id, float.id));
    await tx.update(accounts).set({ balanceCentimes: toBalanceCentimes }).where(eq(accounts.id, held.id));
    await tx.insert(transfers).values({
      shopId: sale.shopId,
      kind: "hold",
      fromAccountId: float.id,
      toAccountId: held.id,
      amountCentimes: CHARGE_CENTIMES,
      fromBalanceCentimes,
      toBalanceCentimes,
      orderId: sale.orderId,
      staffId: sale.staffId,
    });
  });
}
