import { sql } from "drizzle-orm";
import { boolean, check, doublePrecision, integer, pgTable, smallint, text } from "drizzle-orm/pg-core";
import { instant } from "./types";

/** Tokens left of the requests a minute that all instances share, because they share one API key. One row a budget; moved by `take_rate_tokens`. */
export const rateBudgets = pgTable("rate_budgets", {
  name: text("name").primaryKey(),
  tokens: doublePrecision("tokens").notNull(),
  refilledAt: instant("refilled_at").notNull(),
});

/** What is known of the upstream, shared by all instances. A single row. */
export const upstreamState = pgTable(
  "upstream_state",
  {
    id: smallint("id").primaryKey().default(1),
    /** What `/v3/validate` last said of the key in use; null until it has answered. */
    environment: text("environment", { enum: ["SANDBOX", "PRODUCTION"] }),
    username: text("username"),
    /** A digest of URL and key: another key must be validated anew. */
    keyDigest: text("key_digest"),
    isUsable: boolean("is_usable").notNull().default(false),
    refusal: text("refusal"),
    validatedAt: instant("validated_at"),
    /** Nothing is sent before this instant. */
    pausedUntil: instant("paused_until"),
    pauseReason: text("pause_reason"),
    plansSyncedAt: instant("plans_synced_at"),
    /** When the provider was last asked how its operators are, and what came of the sends last judged. */
    pingedAt: instant("pinged_at"),
    breakersJudgedAt: instant("breakers_judged_at"),
    /** Pings in a row without a good answer, and since when. */
    pingMisses: integer("ping_misses").notNull().default(0),
    silentSince: instant("silent_since"),
    tickStartedAt: instant("tick_started_at"),
    tickFinishedAt: instant("tick_finished_at"),
    tickCount: integer("tick_count").notNull().default(0),
  },
  (t) => [
    check("upstream_state_single", sql`${t.id} = 1`),
    check("upstream_state_silence", sql`${t.pingMisses} >= 0 and (${t.pingMisses} = 0) = (${t.silentSince} is null)`),
    check("upstream_state_environment_known", sql`${t.environment} in ('SANDBOX','PRODUCTION')`),
  ],
);
