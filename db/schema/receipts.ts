import { sql } from "drizzle-orm";
import { bigint, check, integer, pgTable, unique, uuid } from "drizzle-orm/pg-core";
import { orders } from "./orders";
import { shops, staff } from "./shops";
import { instant } from "./types";

/** A receipt that left the printer. Written by `print_receipt`, append only: whatever is printed after the first one is a duplicate and says so. */
export const receiptPrints = pgTable(
  "receipt_prints",
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
    /** 1 is the original. */
    copy: integer("copy").notNull(),
    createdAt: instant("created_at").notNull().defaultNow(),
  },
  (t) => [
    // Two tills that print at once do not both print the original; also how many there are of an order.
    unique("receipt_prints_order_copy_key").on(t.orderId, t.copy),
    check("receipt_prints_copy_positive", sql`${t.copy} > 0`),
  ],
);
