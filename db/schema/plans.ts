import { sql } from "drizzle-orm";
import { boolean, check, integer, numeric, pgTable, text } from "drizzle-orm/pg-core";
import { centimes, instant } from "./types";

/**
 * The provider's catalogue as last read; `sync-plans` replaces it. A plan that the provider stops listing is
 * disabled, not deleted: orders and price lists go on naming it.
 */
export const plans = pgTable(
  "plans",
  {
    code: text("code").primaryKey(),
    name: text("name").notNull(),
    /** `Mobilis`, `Djezzy`, `Ooredoo`, `Pixx`, or a word of tomorrow. Wholesale `GMobilis` is kept as `Mobilis`. */
    operator: text("operator").notNull(),
    kind: text("kind", { enum: ["dynamic", "fixed", "getmenu"] }).notNull(),
    minCentimes: centimes("min_centimes").notNull(),
    /** Equal to the minimum for a fixed plan. */
    maxCentimes: centimes("max_centimes").notNull(),
    /** What the provider takes, as a share of face; null where it does not say. */
    costRatio: numeric("cost_ratio", { precision: 9, scale: 6 }),
    isEnabled: boolean("is_enabled").notNull(),
    /** The catalogue's own order. */
    position: integer("position").notNull(),
    seenAt: instant("seen_at").notNull(),
  },
  (t) => [
    check("plans_range", sql`${t.minCentimes} <= ${t.maxCentimes}`),
    check("plans_kind_known", sql`${t.kind} in ('dynamic','fixed','getmenu')`),
  ],
);
