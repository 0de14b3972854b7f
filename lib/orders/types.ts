import type { Sql } from "@/db/types";
import type { ShopId } from "@/lib/id";
import type { Centimes } from "@/lib/money/centimes";
import type { Upstream } from "@/lib/oneclick/types";
import type { OrderStatus } from "./status";

/** What the engine is handed. Everything it knows of the world comes through here. */
export type EngineDeps = {
  readonly sql: Sql;
  readonly upstream: Upstream;
  readonly settings: EngineSettings;
  readonly log: EngineLog;
  /** Null in production, where the database's clock is the one clock of all instances; a virtual instant in a simulation. */
  readonly virtualNow: () => Date | null;
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
};
