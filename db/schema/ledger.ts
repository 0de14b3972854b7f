import { sql } from "drizzle-orm";
import {
  bigint,
  check,
  foreignKey,
  index,
  integer,
  pgTable,
  text,
  unique,
  uniqueIndex,
  uuid,
} from "drizzle-orm/pg-core";
import { orders } from "./orders";
import { shops, staff } from "./shops";
import { centimes, instant } from "./types";

/**
 * A place where money of one shop can be. The balance is kept on the row and moves only with a transfer, by the
 * database function `post_transfers`; `floor_centimes` is how low it may go (null: as low as it likes).
 */
export const accounts = pgTable(
  "accounts",
  {
    id: integer("id").primaryKey().generatedAlwaysAsIdentity(),
    shopId: integer("shop_id")
      .notNull()
      .references(() => shops.id),
    book: text("book", { enum: ["live", "training"] }).notNull(),
    kind: text("kind", { enum: ["float", "held", "sold", "funding"] }).notNull(),
    balanceCentimes: centimes("balance_centimes")
      .notNull()
      .default(sql`0`),
    floorCentimes: centimes("floor_centimes"),
  },
  (t) => [
    unique("accounts_shop_book_kind_key").on(t.shopId, t.book, t.kind),
    // Lets a transfer's foreign keys prove that both of its accounts belong to its shop.
    unique("accounts_shop_id_key").on(t.shopId, t.id),
    check("accounts_above_floor", sql`${t.balanceCentimes} >= ${t.floorCentimes}`),
    check("accounts_kind_known", sql`${t.kind} in ('float','held','sold','funding')`),
    check("accounts_book_known", sql`${t.book} in ('live','training')`),
  ],
);

/**
 * A positive amount that moved from one account of a shop to another. Written only by `post_transfers`; never
 * edited, never deleted (a trigger refuses both): a correction is another transfer.
 */
export const transfers = pgTable(
  "transfers",
  {
    id: bigint("id", { mode: "number" }).primaryKey().generatedAlwaysAsIdentity(),
    shopId: integer("shop_id").notNull(),
    kind: text("kind", { enum: ["hold", "settle", "release", "reversal", "deposit"] }).notNull(),
    fromAccountId: integer("from_account_id").notNull(),
    toAccountId: integer("to_account_id").notNull(),
    amountCentimes: centimes("amount_centimes").notNull(),
    fromBalanceCentimes: centimes("from_balance_centimes").notNull(),
    toBalanceCentimes: centimes("to_balance_centimes").notNull(),
    /** Null for movements that are not an order's. */
    orderId: uuid("order_id").references(() => orders.id),
    /** The natural key of a movement that is not an order's: a deposit sent twice is one deposit. */
    requestId: uuid("request_id"),
    staffId: integer("staff_id").references(() => staff.id),
    reason: text("reason"),
    createdAt: instant("created_at").notNull().defaultNow(),
  },
  (t) => [
    foreignKey({
      name: "transfers_from_account_fk",
      columns: [t.shopId, t.fromAccountId],
      foreignColumns: [accounts.shopId, accounts.id],
    }),
    foreignKey({
      name: "transfers_to_account_fk",
      columns: [t.shopId, t.toAccountId],
      foreignColumns: [accounts.shopId, accounts.id],
    }),
    // Each movement of an order once; and held money leaves once: delivered or given back, never both.
    uniqueIndex("transfers_order_outcome_key").on(
      t.orderId,
      sql`(case when ${t.kind} in ('settle','release') then 'outcome' else ${t.kind} end)`,
    ),
    uniqueIndex("transfers_request_key")
      .on(t.requestId)
      .where(sql`${t.requestId} is not null`),
    // The statement of a float, newest first: a hold leaves it, and whatever else touches it arrives. A settle does not touch it.
    index("transfers_float_idx")
      .on(sql`(case when ${t.kind} = 'hold' then ${t.fromAccountId} else ${t.toAccountId} end)`, t.id)
      .where(sql`${t.kind} <> 'settle'`),
    check("transfers_amount_positive", sql`${t.amountCentimes} > 0`),
    check("transfers_two_accounts", sql`${t.fromAccountId} <> ${t.toAccountId}`),
    check("transfers_kind_known", sql`${t.kind} in ('hold','settle','release','reversal','deposit')`),
    check("transfers_natural_key", sql`(${t.orderId} is null) <> (${t.requestId} is null)`),
  ],
);
