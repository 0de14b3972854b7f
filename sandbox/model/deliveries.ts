/** What really reached a phone. */
export type Delivery = {
  readonly orderId: string;
  readonly book: string;
  readonly ref: string;
  readonly msisdn: string;
  readonly planCode: string;
  readonly amountDinars: number;
  readonly atMs: number;
  /** When the operator took it back: a FULFILLED that was changed to REFUNDED afterwards. */
  reversedAtMs: number | null;
};

/** The operators' side of the story: one record an order at most, whatever its status did in between. */
export class Deliveries {
  private readonly byOrder = new Map<string, Delivery>();

  deliver(order: Omit<Delivery, "reversedAtMs" | "orderId" | "atMs"> & { readonly id: string }, atMs: number): void {
    const known = this.byOrder.get(order.id);
    if (known !== undefined) {
      known.reversedAtMs = null;
      return;
    }
    const { id, book, ref, msisdn, planCode, amountDinars } = order;
    this.byOrder.set(id, { orderId: id, book, ref, msisdn, planCode, amountDinars, atMs, reversedAtMs: null });
  }

  reverse(orderId: string, atMs: number): void {
    const known = this.byOrder.get(orderId);
    if (known !== undefined) known.reversedAtMs ??= atMs;
  }

  list(): readonly Delivery[] {
    return [...this.byOrder.values()];
  }
}
