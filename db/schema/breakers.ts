import { sql } from "drizzle-orm";
import { bigint, check, index, integer, pgTable, primaryKey, text, uuid } from "drizzle-orm/pg-core";
import { shops, staff } from "./shops";
import { instant } from "./types";

/**
 * An operator or a plan that is, or last was, paused because the provider fails with it. Open while `closed_at` is null; moved by
 * `judge_breakers`, and by `claim_sends`, which takes a probe now and then.
 */
export const breakers = pgTable(
  "breakers",
  {
    scope: text("scope", { enum: ["operator", "plan"] }).notNull(),
    /** The operator as orders name it, or the plan's code. */
    subject: text("subject").notNull(),
    reason: text("reason", { enum: ["failing", "reported_down"] }).notNull(),
    /** Numbers that met the failure; 0 where the provider itself said so. */
    badNumbers: integer("bad_numbers").notNull(),
    openedAt: instant("opened_at").notNull(),
    closedAt: instant("closed_at"),
    /** From when on one queued order may be sent to see whether it works again. */
    probeAt: instant("probe_at").notNull(),
    probeOrderId: uuid("probe_order_id"),
  },
  (t) => [
    primaryKey({ columns: [t.scope, t.subject] }),
    check("breakers_scope_known", sql`${t.scope} in ('operator','plan')`),
    check("breakers_reason_known", sql`${t.reason} in ('failing','reported_down')`),
    check("breakers_closed_after_opened", sql`${t.closedAt} >= ${t.openedAt}`),
  ],
);

/**
 * A shop that sells a paused plan all the same, because its owner or an operator said so, until then, and no longer than the pause
 * in which they said it. One row for each breaker that paused the plan at that moment. Append only.
 */
export const breakerOverrides = pgTable(
  "breaker_overrides",
  {
    id: bigint("id", { mode: "number" }).primaryKey().generatedAlwaysAsIdentity(),
    shopId: integer("shop_id")
      .notNull()
      .references(() => shops.id),
    planCode: text("plan_code").notNull(),
    /** The pause it was said in: which of the plan's breakers, and when that had opened. */
    scope: text("scope", { enum: ["operator", "plan"] }).notNull(),
    openedAt: instant("opened_at").notNull(),
    staffId: integer("staff_id")
      .notNull()
      .references(() => staff.id),
    createdAt: instant("created_at").notNull(),
    untilAt: instant("until_at").notNull(),
  },
  (t) => [
    index("breaker_overrides_shop_plan_idx").on(t.shopId, t.planCode, t.untilAt.desc()),
    check("breaker_overrides_scope_known", sql`${t.scope} in ('operator','plan')`),
    check("breaker_overrides_end", sql`${t.untilAt} > ${t.createdAt}`),
  ],
);

/** How long a plan takes from the send to the delivery: as a rule, and of late. Written by `judge_breakers`. */
export const planDelays = pgTable(
  "plan_delays",
  {
    planCode: text("plan_code").primaryKey(),
    /** A moving average of the medians of past minutes; null until there was one. */
    usualMs: integer("usual_ms"),
    usualAt: instant("usual_at"),
    /** The median of what was sent lately, what is still under way counted as old as it is; null when nothing was. */
    presentMs: integer("present_ms"),
  },
  (t) => [check("plan_delays_not_negative", sql`${t.usualMs} >= 0 and ${t.presentMs} >= 0`)],
);
