import { ORDER_ID_PATTERN } from "@/lib/id";
import { centimesToDinars } from "@/lib/money/centimes";
import type { OrderView } from "@/lib/orders/view";
import { isMsisdn } from "@/lib/phone/msisdn";

/** A counter filled in from elsewhere. The person still reads it and presses Enter: nothing is sold by a link. */
export type Prefill = {
  readonly msisdn: string;
  readonly planCode: string;
  readonly amountDinars: number;
  readonly originOrderId: string;
};

type Offer = OrderView["offers"][number];

export function prefillOfOffer(order: OrderView, offer: Offer): Prefill {
  return {
    msisdn: order.msisdn,
    planCode: offer.planCode,
    amountDinars: offer.amountDinars,
    originOrderId: order.id,
  };
}

/** The same sale once more, for an order that certainly did not arrive. */
export function prefillOfOrder(order: OrderView): Prefill {
  return {
    msisdn: order.msisdn,
    planCode: order.planCode,
    amountDinars: centimesToDinars(BigInt(order.faceCentimes)),
    originOrderId: order.id,
  };
}

export function hrefOfPrefill({ msisdn, planCode, amountDinars, originOrderId }: Prefill): string {
  return `/?${new URLSearchParams({ number: msisdn, plan: planCode, amount: String(amountDinars), from: originOrderId })}`;
}

/** Null for an address that carries no whole sale: the counter opens empty. */
export function parsePrefill(get: (name: string) => string | undefined): Prefill | null {
  const [msisdn = "", planCode = "", amount = "", originOrderId = ""] = ["number", "plan", "amount", "from"].map(get);
  const isWhole = isMsisdn(msisdn) && planCode !== "" && /^[1-9][0-9]{0,8}$/.test(amount);
  if (!isWhole || !ORDER_ID_PATTERN.test(originOrderId)) return null;
  return { msisdn, planCode, amountDinars: Number(amount), originOrderId };
}
