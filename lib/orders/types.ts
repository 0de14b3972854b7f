import type { Sql } from "@/db/types";
import type { ShopId } from "@/lib/id";
import type { Centimes } from "@/lib/money/centimes";
import type { Upstream } from "@/lib/oneclick/types";
import type { OutcomeGatherer } from "./gather-outcomes";
import type { Lanes } from "./open-lanes";
import type { Listing } from "./read-listing";
import type { OrderStatus } from "./status";

/** What the engine is handed. Everything it knows of the world comes through here. */
export type EngineDeps = {
  readonly sql: Sql;
  readonly upstream: Upstream;
  readonly settings: EngineSettings;
  readonly log: EngineLog;
  /** Null in production, where the database's clock is the one clock of all instances; a virtual instant in a simulation. */
  readonly virtualNow: () => Date | null;
  /** Whatever the instance learns of orders is applied through it. */
  readonly outcomes: OutcomeGatherer;
  /** The instance's requests in the air. */
  readonly lanes: Lanes;
  /** What the instance has noticed of the provider's list. */
  readonly listing: Listing;
};

export type EngineSettings = {
  readonly environment: "SANDBOX" | "PRODUCTION";
  /** Tells one configured URL and key from another without being either. */
  readonly keyDigest: string;
  readonly ratePerMinute: number;
};

export type EngineLog = {
  info(fields: Record<string, unknown>, message: string): void;
  warn(fields: Record<string, unknown>, message: string): void;
  error(fields: Record<string, unknown>, message: string): void;
};

/** An order as somebody who has claimed it sees it. */
export type ClaimedOrder = {
  readonly id: string;
  readonly shopId: ShopId;
  readonly status: OrderStatus;
  readonly msisdn: string;
  readonly planCode: string;
  readonly faceCentimes: Centimes;
  readonly topupId: string | null;
  readonly sendCount: number;
  readonly missCount: number;
  readonly placedAt: Date;
  readonly lastSentAt: Date | null;
  /** Null while its fate is open; a final order is claimed to be looked at once more. */
  readonly finishedAt: Date | null;
  /** People decided it, because the provider had not. */
  readonly isByPeople: boolean;
  /** The database's instant of the claim. */
  readonly claimedAt: Date;
  /** When it was due before it was claimed. */
  readonly wasDueAt: Date;
};

/** What one run did. Counts of orders, `requests` aside. */
export type SyncCounts = {
  sent: number;
  resent: number;
  looked: number;
  /** Final orders that were looked at once more. */
  lookedBack: number;
  moved: number;
  failed: number;
  plansSynced: boolean;
  gate: string;
};

/** One run of the engine under way. */
export type Run = {
  readonly deps: EngineDeps;
  readonly counts: SyncCounts;
  /** No new request is started after it says so. */
  readonly deadline: () => boolean;
  /** Claimed for a look, not found in the list, and to be asked for one by one. */
  single: ClaimedOrder[];
  /** The provider wants nothing sent for now. */
  isPutOff: boolean;
  /**
   * Begins work on orders: `ask` holds a lane, one request of it at a time, and `settle` does what follows from its answer. What
   * either throws is logged, and the orders' leases lapse.
   */
  begin<T>(orders: readonly ClaimedOrder[], ask: () => Promise<T>, settle: (answer: T) => Promise<void>): void;
};
