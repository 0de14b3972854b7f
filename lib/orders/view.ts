import type { BalanceView, TransferView } from "@/lib/ledger/view";
import type { Offer } from "@/lib/oneclick/types";
import type { OrderStatus } from "./status";

export type { PlanView } from "@/lib/plans/view";
export type { AccountKind, BalanceView, TransferKind, TransferView } from "@/lib/ledger/view";

/**
 * An order as the browser gets it: centimes as decimal text (JSON has no bigint), instants as ISO 8601 UTC.
 * Nothing in it is the operator's own business: the provider's cost is on `OrderDetailView` alone.
 */
export type OrderView = {
  readonly id: string;
  readonly msisdn: string;
  readonly operator: string;
  readonly planCode: string;
  readonly planName: string;
  readonly faceCentimes: string;
  readonly chargeCentimes: string;
  readonly status: OrderStatus;
  readonly isRepeat: boolean;
  readonly originOrderId: string | null;
  readonly sellerName: string;
  readonly staffId: number;
  readonly placedAt: string;
  readonly finishedAt: string | null;
  readonly reversedAt: string | null;
  /** The provider's own words to the customer, usually Arabic. */
  readonly refundMessage: string | null;
  readonly offers: readonly Offer[];
  readonly refusalCode: string | null;
  /** Of two views of one order the one with the larger version is newer. */
  readonly version: number;
};

export type OrderEventView = {
  readonly id: number;
  /** `placed`, `sending`, `resending`, `accepted`, `refused`, `later`, `unknown`, `seen`, `overdue`, `cancel`, `mismatch`, `reversed`, `contradiction`. */
  readonly kind: string;
  readonly fromStatus: OrderStatus | null;
  readonly toStatus: OrderStatus;
  readonly staffName: string | null;
  readonly detail: Readonly<Record<string, unknown>>;
  readonly at: string;
};

export type OrderDetailView = OrderView & {
  readonly topupId: string | null;
  readonly topupRef: string | null;
  readonly providerStatus: string | null;
  readonly refusalMessage: string | null;
  readonly lastAnswer: string | null;
  readonly sendCount: number;
  readonly lookCount: number;
  readonly lastLookAt: string | null;
  readonly nextLookAt: string | null;
  /** For operators; null for everybody else. */
  readonly costCentimes: string | null;
  readonly providerChargedCentimes: string | null;
  readonly events: readonly OrderEventView[];
  readonly transfers: readonly TransferView[];
  /** Orders placed from this one's suggested offers. */
  readonly followUps: readonly { readonly id: string; readonly status: OrderStatus; readonly planName: string }[];
};

/** A page of a list, newest first. `nextCursor` is null on the last page. `countCapped` counts at most 10 001 rows. */
export type OrderPageView = {
  readonly rows: readonly OrderView[];
  readonly nextCursor: string | null;
  readonly countCapped: number;
};

/** The filters of the orders list, as they stand in the URL. `q` is part of a number or a whole order id. */
export type OrderFilter = {
  readonly status?: OrderStatus;
  readonly operator?: string;
  readonly staffId?: number;
  /** A day in Africa/Algiers, `YYYY-MM-DD`. */
  readonly day?: string;
  readonly q?: string;
};

/** One person's word on an uncertain order. */
export type VoiceView = {
  readonly staffId: number;
  readonly staffName: string;
  readonly said: VerdictWord;
  readonly reason: string;
  readonly evidence: string;
  readonly at: string;
};

export type VerdictWord = "delivered" | "not_delivered";

/** An order whose fate is open longer than it should be, and what is known of it. */
export type ShelfOrderView = OrderView & {
  readonly lastAnswer: string | null;
  readonly providerStatus: string | null;
  readonly sendCount: number;
  readonly lookCount: number;
  readonly lastLookAt: string | null;
  readonly nextLookAt: string | null;
  /** The latest word of each person who has given one. */
  readonly voices: readonly VoiceView[];
  /** How many people must agree. */
  readonly voicesNeeded: number;
};

export type LateResultKind = "delivered_late" | "refunded_late" | "reversed" | "contradiction";

/** A movement of money that would put right what a changed word made wrong. Proposed to a person, never made by itself. */
export type CorrectionView = {
  readonly from: "float" | "sold";
  readonly to: "float" | "sold";
  readonly amountCentimes: string;
};

/** An entry of the inbox: a result that nobody was there to hear. */
export type LateResultView = {
  readonly id: number;
  readonly kind: LateResultKind;
  /** The provider's word, or ours for it. */
  readonly said: string;
  /** `0` where the customer is owed nothing. */
  readonly cashCentimes: string;
  readonly createdAt: string;
  readonly closedAt: string | null;
  readonly closedByName: string | null;
  readonly isByPeople: boolean;
  readonly corrections: readonly CorrectionView[];
  readonly order: OrderView;
};

export type ShelfCounts = { readonly open: number; readonly late: number };

/** The whole screen of what is uncertain. */
export type ShelfView = ShelfCounts & {
  readonly orders: readonly ShelfOrderView[];
  readonly results: readonly LateResultView[];
  /** The last ones closed, newest first. */
  readonly closed: readonly LateResultView[];
};

/** One message of the live stream. */
export type LiveMessage =
  | { readonly type: "orders"; readonly orders: readonly OrderView[]; readonly balance: BalanceView }
  | { readonly type: "balance"; readonly balance: BalanceView }
  /** Read everything again: the cursor could not be resumed, or too much changed. At some moment of the next `spreadMs`, as many others do. */
  | { readonly type: "reset"; readonly spreadMs: number };

/** A plan that is paused, or much slower than usual. Instants in ISO 8601, milliseconds from the send to the delivery. */
export type PauseView = {
  readonly planCode: string;
  /** Null where it is slow and not paused. */
  readonly pausedSince: string | null;
  readonly reason: "failing" | "reported_down" | null;
  /** Until when this shop sells it all the same. */
  readonly overriddenUntil: string | null;
  readonly usualMs: number | null;
  readonly presentMs: number | null;
};

/** What the counter says of the provider's troubles. `silentSince` is set while it does not answer at all. */
export type PausesView = { readonly plans: readonly PauseView[]; readonly silentSince: string | null };
