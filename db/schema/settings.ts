import { bigint, check, index, integer, pgTable, text } from "drizzle-orm/pg-core";
import { sql } from "drizzle-orm";
import { shops, staff } from "./shops";
import { instant } from "./types";

/** Who changed what a shop works by, from what to what. Written with the change; append only. */
export const settingChanges = pgTable(
  "setting_changes",
  {
    id: bigint("id", { mode: "number" }).primaryKey().generatedAlwaysAsIdentity(),
    shopId: integer("shop_id")
      .notNull()
      .references(() => shops.id),
    staffId: integer("staff_id")
      .notNull()
      .references(() => staff.id),
    /** The column of `shops`. */
    name: text("name").notNull(),
    before: bigint("before", { mode: "bigint" }).notNull(),
    after: bigint("after", { mode: "bigint" }).notNull(),
    createdAt: instant("created_at").notNull().defaultNow(),
  },
  (t) => [
    index("setting_changes_shop_idx").on(t.shopId, t.id.desc()),
    check("setting_changes_changed", sql`${t.before} <> ${t.after}`),
  ],
);
