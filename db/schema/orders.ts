import { sql } from "drizzle-orm";
import {
  type AnyPgColumn,
  bigint,
  boolean,
  check,
  index,
  integer,
  jsonb,
  pgEnum,
  pgTable,
  primaryKey,
  text,
  uniqueIndex,
  uuid,
} from "drizzle-orm/pg-core";
import { ORDER_STATUSES } from "../../lib/orders/status";
import { shops, staff } from "./shops";
import { centimes, instant, xid8 } from "./types";

export const orderStatus = pgEnum("order_status", ORDER_STATUSES);

/** The legal moves of `lib/orders/status.ts`, as rows, so that the database refuses the others. Rewritten by every migration run that finds anything to do. */
export const orderTransitions = pgTable(
  "order_transitions",
  { fromStatus: orderStatus("from_status").notNull(), toStatus: orderStatus("to_status").notNull() },
  (t) => [primaryKey({ columns: [t.fromStatus, t.toStatus] })],
);

/**
 * One top-up. Inserted by `place_orders` with its hold; moved by `claim_sends`, `claim_looks` and `apply_outcomes`.
 * The first block never changes after the insert (a trigger refuses it).
 */
export const orders = pgTable(
  "orders",
  {
    /** UUIDv7 minted by the till: primary key, idempotency key and the provider's `ref`. */
    id: uuid("id").primaryKey(),
    shopId: integer("shop_id")
      .notNull()
      .references(() => shops.id),
    book: text("book", { enum: ["live", "training"] }).notNull(),
    staffId: integer("staff_id")
      .notNull()
      .references(() => staff.id),
    msisdn: text("msisdn").notNull(),
    operator: text("operator").notNull(),
    planCode: text("plan_code").notNull(),
    planName: text("plan_name").notNull(),
    /** What the phone receives. */
    faceCentimes: centimes("face_centimes").notNull(),
    /** What leaves the shop's balance. */
    chargeCentimes: centimes("charge_centimes").notNull(),
    /** What the provider should charge us; null when it does not say. */
    costCentimes: centimes("cost_centimes"),
    /** A deliberate second sale of the same number and amount. */
    isRepeat: boolean("is_repeat").notNull().default(false),
    /** The order whose refund suggested this one. */
    originOrderId: uuid("origin_order_id").references((): AnyPgColumn => orders.id),
    placedAt: instant("placed_at").notNull(),

    status: orderStatus("status").notNull(),
    /** When the engine has something to do next; null once final. A claim pushes it ahead: that is the lease. */
    dueAt: instant("due_at"),
    /** POSTs made, and those of them whose fate nobody knows. While the second is not 0, no refusal proves anything. */
    sendCount: integer("send_count").notNull().default(0),
    doubtCount: integer("doubt_count").notNull().default(0),
    /** Look-ups made, and those since the last send that found nothing. */
    lookCount: integer("look_count").notNull().default(0),
    missCount: integer("miss_count").notNull().default(0),
    lastSentAt: instant("last_sent_at"),
    lastLookAt: instant("last_look_at"),
    /** The last answer in a word: `accepted`, `timeout`, `http_500`, `absent`, … */
    lastAnswer: text("last_answer"),

    topupId: text("topup_id"),
    topupRef: text("topup_ref"),
    /** The provider's word as it came. */
    providerStatus: text("provider_status"),
    /** What the provider says it charged; 0 once refunded. */
    providerChargedCentimes: centimes("provider_charged_centimes"),
    refundMessage: text("refund_message"),
    suggestedOffers: jsonb("suggested_offers"),
    /** Why the provider never accepted it. */
    refusalCode: text("refusal_code"),
    refusalMessage: text("refusal_message"),
    /** When the provider took a delivered order back. */
    reversedAt: instant("reversed_at"),
    finishedAt: instant("finished_at"),
    /** When people decided its fate, because the provider had not; null when the provider did. */
    verdictAt: instant("verdict_at"),
    /** When a final order is looked at once more: the provider's last word is sometimes not its last. */
    lookBackAt: instant("look_back_at"),
    /** Grows with every event: a browser keeps the newer of two views. */
    version: integer("version").notNull().default(1),
  },
  (t) => [
    // The list of a shop, newest first. The screens list the live book alone. Ascending and read backwards: an index written with
    // `desc` has its nulls last, which `order by … desc` has not, and the planner would sort the whole shop.
    index("orders_shop_placed_idx")
      .on(t.shopId, t.placedAt, t.id)
      .where(sql`${t.book} = 'live'`),
    // The list by seller, operator and status, and by any of them together: `list-order-ids` puts its rows together from as many
    // places of this index as there are combinations, so that one index does for all filters, and a rare match is no long walk.
    index("orders_shop_sale_idx")
      .on(t.shopId, t.staffId, t.operator, t.status, t.placedAt, t.id)
      .where(sql`${t.book} = 'live'`),
    // The orders of a shop that are on their way, oldest first: a handful, whatever is stored.
    index("orders_shop_open_idx")
      .on(t.shopId, t.placedAt)
      .where(sql`${t.finishedAt} is null`),
    // What was sold in the place of a refunded order.
    index("orders_origin_idx")
      .on(t.originOrderId)
      .where(sql`${t.originOrderId} is not null`),
    // Search by the first digits, by the last ones, and the guard against an unintended second sale.
    index("orders_shop_msisdn_idx").on(t.shopId, t.msisdn.op("text_pattern_ops")),
    index("orders_shop_msisdn_reverse_idx").on(t.shopId, sql`reverse(${t.msisdn}) text_pattern_ops`),
    // The engine's work: only orders in flight have a due time.
    index("orders_due_idx")
      .on(t.dueAt)
      .where(sql`${t.dueAt} is not null`),
    // What was sent in the last minutes. Orders come in the order of time, so the coarsest index will do, and costs next to nothing.
    index("orders_sent_idx").using("brin", t.lastSentAt).with({ autosummarize: true, pages_per_range: 32 }),
    index("orders_look_back_idx")
      .on(t.lookBackAt)
      .where(sql`${t.lookBackAt} is not null`),
    // The code on a customer's slip: the last six digits of the id.
    index("orders_shop_code_idx").on(t.shopId, sql`right(${t.id}::text, 6)`),
    // One provider order is adopted by one order of ours.
    uniqueIndex("orders_topup_key")
      .on(t.topupId)
      .where(sql`${t.topupId} is not null`),
    check("orders_msisdn_form", sql`${t.msisdn} ~ '^0[567][0-9]{8}$'`),
    check("orders_face_positive", sql`${t.faceCentimes} > 0`),
    check("orders_charge_positive", sql`${t.chargeCentimes} > 0`),
    check("orders_cost_not_negative", sql`${t.costCentimes} >= 0`),
    check("orders_book_known", sql`${t.book} in ('live','training')`),
    check("orders_look_back_is_final", sql`${t.lookBackAt} is null or ${t.finishedAt} is not null`),
    check("orders_verdict_is_final", sql`${t.verdictAt} is null or ${t.status} in ('fulfilled','refunded')`),
    check(
      "orders_final_is_not_due",
      sql`(${t.status} in ('fulfilled','refunded','rejected','cancelled')) = (${t.finishedAt} is not null) and (${t.finishedAt} is null or ${t.dueAt} is null)`,
    ),
  ],
);

/**
 * What happened to an order, in the order it happened. Written in the transaction of the change it tells of;
 * never edited. `tx` lets the live channel ask for what became visible since its last look.
 */
export const orderEvents = pgTable(
  "order_events",
  {
    id: bigint("id", { mode: "number" }).notNull().generatedAlwaysAsIdentity(),
    shopId: integer("shop_id").notNull(),
    orderId: uuid("order_id")
      .notNull()
      .references(() => orders.id),
    kind: text("kind").notNull(),
    fromStatus: orderStatus("from_status"),
    toStatus: orderStatus("to_status").notNull(),
    /** Who did it; null for the engine and the provider. */
    staffId: integer("staff_id").references(() => staff.id),
    detail: jsonb("detail").notNull(),
    createdAt: instant("created_at").notNull().defaultNow(),
    tx: xid8("tx")
      .notNull()
      .default(sql`pg_current_xact_id()`),
  },
  (t) => [
    // The timeline of one order. Nobody asks for an event by its number alone, and this is the table with the most rows.
    primaryKey({ columns: [t.orderId, t.id] }),
    // What became visible since a snapshot.
    index("order_events_tx_idx").on(t.tx),
  ],
);
