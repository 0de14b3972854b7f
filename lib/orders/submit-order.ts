import type { Database } from "@/db/types";
import type { Session } from "@/lib/auth/types";
import { getBalance } from "@/lib/ledger/queries";
import type { BalanceView } from "@/lib/ledger/view";
import { dinarsToCentimes } from "@/lib/money/centimes";
import { parseDinars } from "@/lib/money/parse-dinars";
import { parseMsisdn } from "@/lib/phone/msisdn";
import { err, ok, type Result } from "@/lib/result";
import type { PlaceOrderError } from "./errors";
import type { PlacementGatherer } from "./gather-placements";
import type { Placed, Placement } from "./place-orders";
import { findOrder } from "./queries";
import type { PlaceOrderInput } from "./schema";
import type { OrderView } from "./view";

export type Submitted = {
  readonly order: OrderView;
  readonly balance: BalanceView;
  /** The same sale was placed before: nothing new happened. */
  readonly isReplay: boolean;
  /** For how long it can still be called back; 0 where the shop takes no grace seconds, or nobody knows any more. */
  readonly graceMs: number;
};

/** The counter's form, from text to a saved order. Refusals leave no trace but the log's. */
export async function submitOrder(
  { db, placements }: Pick<Database, "db"> & { readonly placements: PlacementGatherer },
  session: Session,
  input: PlaceOrderInput,
): Promise<Result<Submitted, PlaceOrderError>> {
  const msisdn = parseMsisdn(input.msisdn);
  if (!msisdn.ok) return err({ code: "bad_number", reason: msisdn.error.code });
  const amount = parseDinars(input.amount);
  if (!amount.ok) return err({ code: "bad_amount", reason: amount.error.code });
  const placement: Placement = {
    orderId: input.orderId,
    shopId: session.shopId,
    staffId: session.staffId,
    book: "live",
    msisdn: msisdn.value,
    planCode: input.planCode,
    faceCentimes: dinarsToCentimes(amount.value),
    isRepeat: input.isRepeat,
    originOrderId: input.originOrderId,
  };
  const gathered = await placements.gather(placement);
  if (!gathered.ok) return gathered;
  const placed = gathered.value;
  if (placed.code === "placed") {
    const balance = { floatCentimes: placed.floatCentimes.toString(), heldCentimes: placed.heldCentimes.toString() };
    return ok({
      order: viewOfPlaced(placement, placed, session),
      balance,
      isReplay: false,
      graceMs: placed.dueAt.getTime() - placed.placedAt.getTime(),
    });
  }
  if (placed.code === "replayed") {
    const [order, balance] = await Promise.all([
      findOrder(db, session.shopId, input.orderId),
      getBalance(db, session.shopId),
    ]);
    if (!order) throw new Error(`order ${input.orderId} was replayed and cannot be found`);
    return ok({ order, balance, isReplay: true, graceMs: 0 });
  }
  return err(toError(placed));
}

/** What was just written, without reading it back: placing costs one round trip. */
function viewOfPlaced(placement: Placement, placed: Extract<Placed, { code: "placed" }>, session: Session): OrderView {
  return {
    id: placement.orderId,
    msisdn: placement.msisdn,
    operator: placed.operator,
    planCode: placement.planCode,
    planName: placed.planName,
    faceCentimes: placement.faceCentimes.toString(),
    chargeCentimes: placed.chargeCentimes.toString(),
    status: "queued",
    isRepeat: placement.isRepeat,
    originOrderId: placement.originOrderId,
    sellerName: session.displayName,
    staffId: session.staffId,
    placedAt: placed.placedAt.toISOString(),
    finishedAt: null,
    reversedAt: null,
    refundMessage: null,
    offers: [],
    refusalCode: null,
    version: 1,
  };
}

function toError(placed: Exclude<Placed, { code: "placed" | "replayed" }>): PlaceOrderError {
  switch (placed.code) {
    case "amount_out_of_range":
      return {
        code: placed.code,
        minCentimes: placed.minCentimes.toString(),
        maxCentimes: placed.maxCentimes.toString(),
      };
    case "insufficient_balance":
      return {
        code: placed.code,
        chargeCentimes: placed.chargeCentimes.toString(),
        floatCentimes: placed.floatCentimes.toString(),
      };
    case "duplicate_recent":
      return {
        code: placed.code,
        otherOrderId: placed.otherOrderId,
        otherPlacedAt: placed.otherPlacedAt.toISOString(),
      };
    case "id_conflict":
    case "plan_unavailable":
    case "shop_inactive":
      return { code: placed.code };
  }
}
