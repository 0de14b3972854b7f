import { sql } from "drizzle-orm";
import {
  bigint,
  boolean,
  check,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  smallint,
  text,
  unique,
  uniqueIndex,
  uuid,
} from "drizzle-orm/pg-core";
import { orders } from "./orders";
import { shops, staff } from "./shops";
import { centimes, instant } from "./types";

/**
 * One comparison of our orders with the provider's list and the provider's account. Written by `lib/reconcile` alone, which
 * walks its windows page by page; whoever finds it due goes on where the last one stopped. The figures of the statement fill
 * when it is concluded.
 */
export const reconcileRuns = pgTable(
  "reconcile_runs",
  {
    id: integer("id").primaryKey().generatedAlwaysAsIdentity(),
    /** Whose books at the provider: environment and user name. Another key of the same account goes on with the same books. */
    account: text("account").notNull(),
    reason: text("reason", { enum: ["daily", "asked"] }).notNull(),
    /** Who asked. */
    staffId: integer("staff_id").references(() => staff.id),
    startedAt: instant("started_at").notNull(),
    /** When somebody may go on with it: a claim pushes it ahead. Null once it has ended. */
    dueAt: instant("due_at"),
    concludedAt: instant("concluded_at"),
    /** Where the books of this account begin for us: everything before is in the opening balance. */
    since: instant("since").notNull(),
    /** What this run reads anew. */
    walkFrom: instant("walk_from").notNull(),
    walkUntil: instant("walk_until").notNull(),
    requestCount: integer("request_count").notNull().default(0),
    /** Requests in a row that brought nothing. */
    failureCount: smallint("failure_count").notNull().default(0),
    /** Why the last one brought nothing, in a word. */
    waitReason: text("wait_reason"),
    balanceCentimes: centimes("balance_centimes"),
    balanceAt: instant("balance_at"),
    /** False when a window could not be read whole: nothing is then concluded from what is absent in it. */
    isWhole: boolean("is_whole"),
    openingCentimes: centimes("opening_centimes"),
    depositCentimes: centimes("deposit_centimes"),
    /** Signed totals of the account's movements that are neither deposits nor top-ups, by the provider's own words. */
    otherMovements: jsonb("other_movements"),
    /** What our delivered and our refunded orders should have cost, and what those still open have cost so far. Negative: taken. */
    chargedCentimes: centimes("charged_centimes"),
    refundedCentimes: centimes("refunded_centimes"),
    underWayCentimes: centimes("under_way_centimes"),
    /** Differences of a centime, which come from how the provider rounds. */
    roundingCentimes: centimes("rounding_centimes"),
    /** What the findings explain. */
    namedCentimes: centimes("named_centimes"),
    restCentimes: centimes("rest_centimes"),
    orderCount: integer("order_count"),
  },
  (t) => [
    // One at a time; also what a tick asks for.
    uniqueIndex("reconcile_runs_open_key")
      .on(t.account)
      .where(sql`${t.dueAt} is not null`),
    index("reconcile_runs_account_idx").on(t.account, t.id.desc()),
    check("reconcile_runs_reason_known", sql`${t.reason} in ('daily','asked')`),
    check("reconcile_runs_ended_once", sql`${t.dueAt} is null or ${t.concludedAt} is null`),
    check("reconcile_runs_walk_forward", sql`${t.walkFrom} < ${t.walkUntil}`),
  ],
);

/**
 * A stretch of the provider's list or account, walked page by page. It overlaps its neighbours: the provider's clock is not
 * ours. One that could not be read whole is walked again as a new row; the failed one stays.
 */
export const reconcileWindows = pgTable(
  "reconcile_windows",
  {
    id: integer("id").primaryKey().generatedAlwaysAsIdentity(),
    runId: integer("run_id")
      .notNull()
      .references(() => reconcileRuns.id),
    source: text("source", { enum: ["orders", "lines"] }).notNull(),
    opensAt: instant("opens_at").notNull(),
    closesAt: instant("closes_at").notNull(),
    attempt: smallint("attempt").notNull().default(1),
    nextPage: integer("next_page").notNull().default(1),
    /** How often that page was asked for and came faulty. */
    pageTries: smallint("page_tries").notNull().default(0),
    /** What the provider says there is. */
    pageCount: integer("page_count"),
    rowCount: integer("row_count"),
    /** Null while it is walked; true once every row that the provider counts was seen. */
    isWhole: boolean("is_whole"),
  },
  (t) => [
    unique("reconcile_windows_attempt_key").on(t.runId, t.source, t.opensAt, t.closesAt, t.attempt),
    // Whether the absence of something at an instant proves anything.
    index("reconcile_windows_whole_idx")
      .on(t.source, t.opensAt)
      .where(sql`${t.isWhole}`),
    check("reconcile_windows_source_known", sql`${t.source} in ('orders','lines')`),
  ],
);

/** A page that was not as a page should be: said, and walked again. */
export const reconcileFaults = pgTable(
  "reconcile_faults",
  {
    id: integer("id").primaryKey().generatedAlwaysAsIdentity(),
    runId: integer("run_id")
      .notNull()
      .references(() => reconcileRuns.id),
    windowId: integer("window_id").references(() => reconcileWindows.id),
    source: text("source", { enum: ["orders", "lines", "balance"] }).notNull(),
    page: integer("page"),
    kind: text("kind").notNull(),
    /** How many rows it is about, or the provider's word. */
    detail: text("detail"),
    at: instant("at").notNull(),
  },
  (t) => [
    index("reconcile_faults_run_idx").on(t.runId, t.id),
    check("reconcile_faults_source_known", sql`${t.source} in ('orders','lines','balance')`),
  ],
);

/** An order as the provider's list last had it. Every reading of a row writes the same row. */
export const providerOrders = pgTable(
  "provider_orders",
  {
    account: text("account").notNull(),
    topupId: text("topup_id").notNull(),
    ref: text("ref").notNull(),
    /** The order of ours that the reference names, if there is one. */
    refOrderId: uuid("ref_order_id"),
    status: text("status").notNull(),
    rawStatus: text("raw_status").notNull(),
    planCode: text("plan_code").notNull(),
    msisdn: text("msisdn").notNull(),
    faceCentimes: centimes("face_centimes").notNull(),
    /** What the list says it cost; 0 once refunded, null when it does not say. */
    chargedCentimes: centimes("charged_centimes"),
    createdAt: instant("created_at").notNull(),
    /** The window and the page in which it was last seen. */
    windowId: integer("window_id").notNull(),
    windowPage: integer("window_page").notNull(),
    seenAt: instant("seen_at").notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.account, t.topupId] }),
    index("provider_orders_ref_idx")
      .on(t.refOrderId)
      .where(sql`${t.refOrderId} is not null`),
    // Those that were still open when they were last seen: the next walk begins before them.
    index("provider_orders_created_idx").on(t.account, t.createdAt),
    // How many rows of a window were seen.
    index("provider_orders_window_idx").on(t.windowId),
    // Whether an order of ours was another account's.
    index("provider_orders_topup_idx").on(t.topupId),
  ],
);

/** A line of the provider's account. It never changes there: a later reading that differs is a fault, and the first one stays. */
export const providerLines = pgTable(
  "provider_lines",
  {
    account: text("account").notNull(),
    lineId: text("line_id").notNull(),
    kind: text("kind").notNull(),
    amountCentimes: centimes("amount_centimes").notNull(),
    oldBalanceCentimes: centimes("old_balance_centimes").notNull(),
    newBalanceCentimes: centimes("new_balance_centimes").notNull(),
    /** The provider's order that it is about. */
    topupId: text("topup_id"),
    note: text("note").notNull(),
    at: instant("at").notNull(),
    windowId: integer("window_id").notNull(),
    windowPage: integer("window_page").notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.account, t.lineId] }),
    index("provider_lines_at_idx").on(t.account, t.at),
    index("provider_lines_topup_idx")
      .on(t.topupId)
      .where(sql`${t.topupId} is not null`),
    index("provider_lines_window_idx").on(t.windowId),
  ],
);

/**
 * A difference with its name. The same difference found again by the next run is the same row; it is a present one while
 * `last_run_id` is the account's last concluded run.
 */
export const reconcileFindings = pgTable(
  "reconcile_findings",
  {
    id: bigint("id", { mode: "number" }).primaryKey().generatedAlwaysAsIdentity(),
    account: text("account").notNull(),
    kind: text("kind").notNull(),
    /** What it is about: an order of ours, an order or a line of the provider's. */
    subject: text("subject").notNull(),
    firstRunId: integer("first_run_id")
      .notNull()
      .references(() => reconcileRuns.id),
    lastRunId: integer("last_run_id")
      .notNull()
      .references(() => reconcileRuns.id),
    orderId: uuid("order_id").references(() => orders.id),
    shopId: integer("shop_id").references(() => shops.id),
    topupId: text("topup_id"),
    planCode: text("plan_code"),
    msisdn: text("msisdn"),
    /** When the thing it is about happened. */
    at: instant("at"),
    expectedCentimes: centimes("expected_centimes"),
    foundCentimes: centimes("found_centimes"),
    /** What it does to the provider's balance, against what our books expect. */
    effectCentimes: centimes("effect_centimes").notNull(),
    /** The provider's word, or the two words that differ. */
    note: text("note"),
  },
  (t) => [
    unique("reconcile_findings_subject_key").on(t.account, t.kind, t.subject),
    // The present findings, the dearest first.
    index("reconcile_findings_run_idx").on(t.lastRunId, sql`abs(${t.effectCentimes}) desc`),
  ],
);
