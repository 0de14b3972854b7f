import type { FaultKind } from "./types";

/** A difference by its name. What each means is told on the screen. */
export const FINDING_KINDS = [
  "missing_there",
  "missing_here",
  "charged_twice",
  "charged_otherwise",
  "uncharged",
  "refunded_there",
  "refunded_here",
  "refund_unpaid",
  "refunded_twice",
  "refund_differs",
  "amount_differs",
  "sale_differs",
  "list_differs",
  "line_differs",
  "balance_jump",
] as const;

export type FindingKind = (typeof FINDING_KINDS)[number];

/** What the operator's browser gets of a reconciliation: centimes as decimal text, instants as ISO 8601 UTC. */
export type FindingView = {
  readonly id: number;
  readonly kind: FindingKind;
  /** With its shop, because an order is opened in its shop; null for what is the provider's alone. */
  readonly order: { readonly id: string; readonly shopId: number; readonly shopName: string } | null;
  readonly topupId: string | null;
  readonly planCode: string | null;
  readonly msisdn: string | null;
  readonly at: string | null;
  readonly expectedCentimes: string | null;
  readonly foundCentimes: string | null;
  readonly effectCentimes: string;
  readonly note: string | null;
  /** When a run first found it. */
  readonly since: string;
};

/** What a plan costs otherwise than the catalogue said when it was sold. */
export type DriftView = {
  readonly planCode: string;
  readonly orderCount: number;
  readonly expectedCentimes: string;
  readonly chargedCentimes: string;
};

export type StatementView = {
  readonly openingCentimes: string;
  readonly depositCentimes: string;
  readonly otherMovements: readonly { readonly kind: string; readonly centimes: string }[];
  readonly chargedCentimes: string;
  readonly refundedCentimes: string;
  readonly underWayCentimes: string;
  readonly roundingCentimes: string;
  /** The findings' effects by name. */
  readonly named: readonly { readonly kind: FindingKind; readonly count: number; readonly centimes: string }[];
  readonly restCentimes: string;
  readonly balanceCentimes: string;
};

export type ConcludedView = {
  readonly id: number;
  readonly reason: "daily" | "asked";
  readonly staffName: string | null;
  readonly startedAt: string;
  readonly concludedAt: string;
  readonly balanceAt: string;
  readonly since: string;
  readonly walkFrom: string;
  readonly isWhole: boolean;
  readonly orderCount: number;
  readonly requestCount: number;
  readonly statement: StatementView;
  readonly findingCount: number;
  /** The dearest first, and no more of them than a person reads. */
  readonly findings: readonly FindingView[];
  readonly drifts: readonly DriftView[];
  readonly faults: readonly FaultView[];
};

export type FaultView = {
  readonly source: "orders" | "lines" | "balance";
  readonly kind: FaultKind;
  readonly count: number;
  readonly lastAt: string;
};

/** The run under way. */
export type ProgressView = {
  readonly startedAt: string;
  readonly staffName: string | null;
  readonly requestCount: number;
  /** Stretches of the list and the account read, of those there are. */
  readonly doneCount: number;
  readonly windowCount: number;
  /** The provider's last answer brought nothing: it is asked again at this instant. */
  readonly waitsUntil: string | null;
};

export type ReconcileView = { readonly running: ProgressView | null; readonly last: ConcludedView | null };
