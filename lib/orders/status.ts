/**
 * The life of an order, declared once. The database enum, the legal moves that the database enforces
 * (`order_transitions`), the screens and the tests all read this file.
 */
export const ORDER_STATUSES = [
  "queued",
  "sending",
  "pending",
  "handling",
  "uncertain",
  "fulfilled",
  "refunded",
  "rejected",
  "cancelled",
] as const;

export type OrderStatus = (typeof ORDER_STATUSES)[number];

/**
 * Where an order may go from each status. A final status has no way out: a provider that takes a delivered
 * top-up back is answered by a `reversal` transfer, never by an edit of the order's past.
 *
 * - `sending → queued` only when the provider proved that nothing was created and no earlier attempt is in doubt.
 * - `handling → pending` is absent: a provider whose word flaps backwards teaches us nothing.
 * - `uncertain` leaves by final evidence alone; a late PENDING does not make it certain again.
 */
export const ORDER_TRANSITIONS: Readonly<Record<OrderStatus, readonly OrderStatus[]>> = {
  queued: ["sending", "cancelled"],
  sending: ["queued", "pending", "handling", "uncertain", "fulfilled", "refunded", "rejected"],
  pending: ["handling", "uncertain", "fulfilled", "refunded"],
  handling: ["uncertain", "fulfilled", "refunded"],
  uncertain: ["fulfilled", "refunded", "rejected"],
  fulfilled: [],
  refunded: [],
  rejected: [],
  cancelled: [],
};

export const FINAL_STATUSES = ORDER_STATUSES.filter((status) => ORDER_TRANSITIONS[status].length === 0);

/** What happened to the money once the order is final: it was earned, or it went back to the float. */
export const SETTLED_STATUSES: readonly OrderStatus[] = ["fulfilled"];

export function canMove(from: OrderStatus, to: OrderStatus): boolean {
  return ORDER_TRANSITIONS[from].includes(to);
}

export function isFinal(status: OrderStatus): boolean {
  return ORDER_TRANSITIONS[status].length === 0;
}

/** Money is held and the answer is still to come. */
export function isInFlight(status: OrderStatus): boolean {
  return !isFinal(status);
}

/** Staff may call an order back only while no request of it can have left. */
export function canCancel(status: OrderStatus): boolean {
  return canMove(status, "cancelled");
}

/** The provider may be asked about an order that was sent and whose fate is open. */
export function canLookUp(status: OrderStatus): boolean {
  return isInFlight(status) && status !== "queued";
}

/** A fresh sale of the same number and amount is safe to offer: this one certainly did not arrive. */
export function canSendAgain(status: OrderStatus): boolean {
  return status === "refunded" || status === "rejected" || status === "cancelled";
}

/** A customer's receipt says that the top-up arrived: there is none for anything else, nor for what was taken back. */
export function hasReceipt(order: { readonly status: OrderStatus; readonly reversedAt: string | null }): boolean {
  return order.status === "fulfilled" && order.reversedAt === null;
}

export function isOrderStatus(text: string): text is OrderStatus {
  return (ORDER_STATUSES as readonly string[]).includes(text);
}
