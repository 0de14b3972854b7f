import type { Sql } from "@/db/types";
import type { ReadOutcome, Upstream } from "@/lib/oneclick/types";

/** What reconciliation is handed. It reads the provider and writes its own tables; it knows nobody who could move money. */
export type ReconcileDeps = {
  readonly sql: Sql;
  readonly upstream: Pick<Upstream, "balance" | "listOrders" | "listWalletLines">;
  readonly log: {
    info(fields: Record<string, unknown>, message: string): void;
    warn(fields: Record<string, unknown>, message: string): void;
  };
  readonly virtualNow: () => Date | null;
  /** Whose books the key opens, as `SANDBOX:+213…`; null while nothing may be asked. */
  readonly findAccount: () => Promise<string | null>;
  /** Takes one request from the shared budget; false when none is left for work that is in no hurry. */
  readonly takeRequest: () => Promise<boolean>;
  /** What an answer says of the key or the provider's door is everybody's business. */
  readonly heedAnswer: (answer: ReadOutcome<unknown>) => Promise<void>;
};

export type Source = "orders" | "lines";

/** A stretch of the provider's list or account, both ends included. */
export type Window = {
  readonly id: number;
  readonly runId: number;
  readonly source: Source;
  readonly opensAt: Date;
  readonly closesAt: Date;
  readonly nextPage: number;
};

/** What was not as a page should be; what each kind means is told on the screen. */
export const FAULT_KINDS = [
  /** Another page than the one asked for. */
  "wrong_page",
  /** Fewer rows than the provider's own count promises. */
  "truncated",
  /** No page at all: an answer that cannot be read. */
  "unreadable",
  /** Rows of a time that has not come yet, */
  "future",
  /** or outside of what was asked for, */
  "outside",
  /** or without a time. */
  "timeless",
  /** Rows in another order than newest first. */
  "unsorted",
  /** Rows that another page of the same walk had, or one row twice. */
  "repeated",
  /** A line of the account that says something else than the first time. */
  "rewritten",
] as const;

export type FaultKind = (typeof FAULT_KINDS)[number];

export type Fault = { readonly kind: FaultKind; readonly detail: string };
