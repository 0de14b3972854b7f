import { sql } from "drizzle-orm";
import { bigint, check, date, integer, pgTable, primaryKey, smallint, text } from "drizzle-orm/pg-core";
import { shops } from "./shops";
import { centimes, instant } from "./types";

const FLOWS = ["sold", "delivered", "refunded", "rejected", "cancelled", "reversed"] as const;

/** What every cell of the reports counts: ledger lines of one kind, and what their orders were worth. */
const sums = () => ({
  orders: integer("orders").notNull(),
  faceCentimes: centimes("face_centimes").notNull(),
  chargeCentimes: centimes("charge_centimes").notNull(),
  /** How many answers took how long: element n counts those of `delay_bucket` n - 1. Empty where nobody answered. */
  delays: integer("delays").array().notNull(),
});

/**
 * What a shop's ledger lines add up to, along one dimension at a time: a cell for each day and for each month of Algiers, in
 * all, by operator, by plan, by seller and by hour of the day. However many sales there are, a screen reads a few hundred of
 * them. Written by `fold_reports` alone, from facts that never change: a cell only ever grows, and `restart_reports` makes
 * all of them anew.
 */
export const reportCells = pgTable(
  "report_cells",
  {
    shopId: integer("shop_id")
      .notNull()
      .references(() => shops.id),
    grain: text("grain", { enum: ["day", "month"] }).notNull(),
    part: text("part", { enum: ["totals", "operators", "plans", "sellers", "hours"] }).notNull(),
    /** Of a month its first. */
    day: date("day").notNull(),
    flow: text("flow", { enum: FLOWS }).notNull(),
    /** Which operator, plan, seller (who sold it, whoever's word ended it) or hour; empty for the whole. */
    key: text("key").notNull(),
    operator: text("operator").notNull(),
    ...sums(),
    /** Of the orders whose cost the provider says; the next two are of the others. */
    costCentimes: centimes("cost_centimes").notNull(),
    uncostedOrders: integer("uncosted_orders").notNull(),
    uncostedChargeCentimes: centimes("uncosted_charge_centimes").notNull(),
    /** Between these two are all its lines: where an explanation begins and ends to read the ledger. */
    firstTransferId: bigint("first_transfer_id", { mode: "bigint" }).notNull(),
    lastTransferId: bigint("last_transfer_id", { mode: "bigint" }).notNull(),
  },
  (t) => [
    // A part of a shop's days, in the order of time: any period is one stretch of it.
    primaryKey({ columns: [t.shopId, t.grain, t.part, t.day, t.flow, t.key] }),
    check("report_cells_grain_known", sql`${t.grain} in ('day','month')`),
    check("report_cells_part_known", sql`${t.part} in ('totals','operators','plans','sellers','hours')`),
    check(
      "report_cells_flow_known",
      sql`${t.flow} in ('sold','delivered','refunded','rejected','cancelled','reversed')`,
    ),
  ],
);

/** The same lines by the very hour: for the hours that a period is compared with, and for the pace of a balance. */
export const reportHours = pgTable(
  "report_hours",
  {
    shopId: integer("shop_id")
      .notNull()
      .references(() => shops.id),
    /** Its beginning; Algiers is a whole hour from UTC, all the year round. */
    hour: instant("hour").notNull(),
    flow: text("flow", { enum: FLOWS }).notNull(),
    operator: text("operator").notNull(),
    ...sums(),
  },
  (t) => [
    primaryKey({ columns: [t.shopId, t.hour, t.flow, t.operator] }),
    check(
      "report_hours_flow_known",
      sql`${t.flow} in ('sold','delivered','refunded','rejected','cancelled','reversed')`,
    ),
  ],
);

/** How far `fold_reports` has come. A single row, whose lock makes the folders of several instances take turns. */
export const reportCursor = pgTable(
  "report_cursor",
  {
    id: smallint("id").primaryKey().default(1),
    /** The text of a `pg_snapshot`: exactly the events of the transactions that it sees are in the cells. */
    cursor: text("cursor").notNull(),
    foldedAt: instant("folded_at"),
  },
  (t) => [check("report_cursor_single", sql`${t.id} = 1`)],
);
