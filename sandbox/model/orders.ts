/** What the service proposes instead of a plan. Whole dinars. */
export type Offer = { readonly typename: string; readonly planCode: string; readonly amountDinars: number };

export const STATUSES = ["PENDING", "HANDLING", "FULFILLED", "REFUNDED", "UNKNOWN_ERROR"] as const;

/** A step of an order's life, decided when it was accepted. */
export type Step = {
  readonly atMs: number;
  readonly status: string;
  readonly refundMessage: string | null;
  readonly offers: readonly Offer[];
};

/** What never changes about an order, as it stands in the journal. */
export type AcceptedOrder = {
  readonly id: string;
  readonly book: string;
  /** As the caller sent it; what the service stores and shows is `API-<username>-<ref>`. */
  readonly ref: string;
  readonly planCode: string;
  readonly msisdn: string;
  readonly amountDinars: number;
  /** What the order says it cost. */
  readonly chargeCentimes: bigint;
  /** What left the wallet: the charge, or nothing for a GETMENU and for a sandbox that does not debit. */
  readonly debitCentimes: bigint;
  /** False for GETMENU: nothing is sent to a phone. */
  readonly reachesPhone: boolean;
  readonly createdAtMs: number;
  /** Frozen here, so that a later change of timing or catalogue leaves this order alone. */
  readonly script: readonly Step[];
};

/** An order as it stands. Only the provider's book-keeping changes it. */
export type Order = AcceptedOrder & {
  status: string;
  refundMessage: string | null;
  offers: readonly Offer[];
  /** Whether the wallet has paid and not been given back. */
  isDebited: boolean;
  /** The steps still to come, next first. */
  ahead: readonly Step[];
};

export function openOrder(accepted: AcceptedOrder): Order {
  return {
    ...accepted,
    status: "PENDING",
    refundMessage: null,
    offers: [],
    isDebited: accepted.debitCentimes > 0n,
    ahead: accepted.script,
  };
}

export function prefixedRef(username: string, ref: string): string {
  return `API-${username}-${ref}`;
}
