/** What the reports speak of, as a browser gets it: centimes as decimal text, days as `2026-11-25`, instants as ISO 8601 UTC. */
export const FLOWS = ["sold", "delivered", "refunded", "rejected", "cancelled", "reversed"] as const;

/** What a ledger line did to an order: a hold, a settle, a release by how the order ended, a reversal. */
export type Flow = (typeof FLOWS)[number];

export type FigureName =
  | "sold"
  | "delivered"
  | "failed"
  | Exclude<Flow, "sold" | "delivered">
  | "charged"
  | "profit"
  | "cost"
  | "margin"
  | "uncosted";

/** Which part of the period a figure is of; empty for all of it. */
export type Scope = {
  readonly operator?: string;
  readonly planCode?: string;
  readonly staffId?: number;
  readonly day?: string;
  /** Of the day, 0 to 23, on every day of the period. */
  readonly hour?: number;
};

/** A sum of ledger lines, and everything that is needed to ask which. */
export type FigureView = {
  readonly figure: FigureName;
  readonly scope: Scope;
  readonly centimes: string;
  readonly lines: number;
};

/** What the viewer may see of the money beyond what customers pay. */
export type Sight = { readonly profit: boolean; readonly cost: boolean };

export const PERIOD_KINDS = ["day", "week", "month"] as const;

export type PeriodKind = (typeof PERIOD_KINDS)[number];

/** Whole days of Algiers, `lastDay` included; weeks begin on Saturday. */
export type PeriodView = {
  readonly kind: PeriodKind;
  readonly firstDay: string;
  readonly lastDay: string;
  /** A day of the period before, and of the one after; null where that has not begun. */
  readonly previousDay: string;
  readonly nextDay: string | null;
  readonly isCurrent: boolean;
};

export type FigureRow<Key> = Key & { readonly figures: readonly FigureView[] };

/** How long the provider's answers took and how many of them were no delivery. Percentiles in milliseconds, within 9.1 %. */
export type AnswersView = {
  readonly answers: number;
  readonly failures: number;
  readonly p50Ms: number | null;
  readonly p95Ms: number | null;
};

export type DelayRow = { readonly operator: string; readonly now: AnswersView; readonly before: AnswersView };

export type ReportView = {
  readonly period: PeriodView;
  /** How many days before the period the hours lie that the delays are compared with. */
  readonly comparedDays: number;
  readonly totals: readonly FigureView[];
  readonly operators: readonly FigureRow<{ operator: string }>[];
  readonly plans: readonly FigureRow<{ planCode: string; planName: string; operator: string }>[];
  readonly sellers: readonly FigureRow<{ staffId: number; name: string }>[];
  readonly days: readonly FigureRow<{ day: string }>[];
  readonly hours: readonly FigureRow<{ hour: number }>[];
  readonly delays: readonly DelayRow[];
};

/** One ledger line of an explanation. `centimes` is what it adds to the figure, with its sign. */
export type LineView = {
  readonly transferId: string;
  readonly at: string;
  readonly flow: Flow;
  readonly orderId: string;
  readonly msisdn: string;
  readonly operator: string;
  readonly planCode: string;
  readonly planName: string;
  readonly sellerName: string;
  readonly faceCentimes: string;
  /** Null for those who may not know it. */
  readonly chargeCentimes: string | null;
  readonly costCentimes: string | null;
  readonly centimes: string;
};

export type ExplanationView = {
  readonly period: PeriodView;
  /** As the report says it; null for a part that the report does not speak of. */
  readonly figure: FigureView | null;
  /** As the lines add up, all of them, whatever page is shown. */
  readonly total: { readonly centimes: string; readonly lines: number };
  readonly rows: readonly LineView[];
  readonly nextCursor: string | null;
};

/** What a shop is expected to spend from `at` on: in the rest of that hour, and in each of the hours that follow. */
export type PaceView = { readonly at: string; readonly hourlyCentimes: readonly number[] };
