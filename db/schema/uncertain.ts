import { sql } from "drizzle-orm";
import { bigint, boolean, check, index, integer, pgTable, text, unique, uuid } from "drizzle-orm/pg-core";
import { orders } from "./orders";
import { shops, staff } from "./shops";
import { centimes, instant } from "./types";

/**
 * One person's word on what became of an uncertain order. Written by `give_verdict`; never edited: who changes their mind
 * says so in another row, and the latest word of each person counts. A trigger checks the right, the order and the role.
 */
export const verdicts = pgTable(
  "verdicts",
  {
    id: bigint("id", { mode: "number" }).primaryKey().generatedAlwaysAsIdentity(),
    shopId: integer("shop_id")
      .notNull()
      .references(() => shops.id),
    orderId: uuid("order_id")
      .notNull()
      .references(() => orders.id),
    staffId: integer("staff_id")
      .notNull()
      .references(() => staff.id),
    /** Whether the person was an operator then; at least one of those who decide must be. Written by the trigger. */
    isOperator: boolean("is_operator").notNull(),
    /** How many people had to agree by the rule of that day. Written by the trigger. */
    voicesNeeded: integer("voices_needed").notNull(),
    said: text("said", { enum: ["delivered", "not_delivered"] }).notNull(),
    reason: text("reason").notNull(),
    /** What was seen: a screenshot's name, who was called, the words of a text message. */
    evidence: text("evidence").notNull(),
    createdAt: instant("created_at").notNull().defaultNow(),
  },
  (t) => [
    // The words on one order.
    index("verdicts_order_idx").on(t.orderId, t.id),
    check("verdicts_said_known", sql`${t.said} in ('delivered','not_delivered')`),
    check("verdicts_reason_given", sql`length(btrim(${t.reason})) between 3 and 500`),
    check("verdicts_evidence_given", sql`length(btrim(${t.evidence})) between 3 and 1000`),
  ],
);

/**
 * A result that nobody was there to hear: written by `apply_outcomes` with the outcome itself, closed once by whoever told
 * the customer. Open while `closed_at` is null; nothing else of the row ever changes (a trigger refuses it).
 */
export const lateResults = pgTable(
  "late_results",
  {
    id: bigint("id", { mode: "number" }).primaryKey().generatedAlwaysAsIdentity(),
    shopId: integer("shop_id")
      .notNull()
      .references(() => shops.id),
    orderId: uuid("order_id")
      .notNull()
      .references(() => orders.id),
    kind: text("kind", { enum: ["delivered_late", "refunded_late", "reversed", "contradiction"] }).notNull(),
    /** What the provider said that made it one; flapping between two words is told once for each. */
    said: text("said").notNull(),
    /** What the customer is owed in cash; 0 where nothing is. */
    cashCentimes: centimes("cash_centimes").notNull(),
    createdAt: instant("created_at").notNull().defaultNow(),
    closedAt: instant("closed_at"),
    closedBy: integer("closed_by").references(() => staff.id),
  },
  (t) => [
    unique("late_results_once").on(t.orderId, t.kind, t.said),
    // The inbox of a shop.
    index("late_results_open_idx")
      .on(t.shopId, t.id)
      .where(sql`${t.closedAt} is null`),
    // The last ones that were closed.
    index("late_results_closed_idx")
      .on(t.shopId, t.closedAt)
      .where(sql`${t.closedAt} is not null`),
    check("late_results_kind_known", sql`${t.kind} in ('delivered_late','refunded_late','reversed','contradiction')`),
    check("late_results_cash_not_negative", sql`${t.cashCentimes} >= 0`),
    check("late_results_closed_by_somebody", sql`(${t.closedAt} is null) = (${t.closedBy} is null)`),
  ],
);
