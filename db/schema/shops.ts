import { sql } from "drizzle-orm";
import { boolean, check, index, integer, pgTable, primaryKey, smallint, text, uniqueIndex } from "drizzle-orm/pg-core";
import { ROLES } from "../../lib/auth/roles";
import { centimes, instant } from "./types";

/** A point of sale and the tenant of everything else. Written by the seed and by the operator; never deleted. */
export const shops = pgTable(
  "shops",
  {
    id: integer("id").primaryKey().generatedAlwaysAsIdentity(),
    name: text("name").notNull(),
    isActive: boolean("is_active").notNull().default(true),
    /** What the shop pays for a top-up, in basis points of face, where `shop_prices` names no plan. Below half of face is a typing error. */
    defaultChargeBp: integer("default_charge_bp").notNull().default(10_000),
    /** Seconds an order waits before it is sent, so that staff can call it back. */
    graceSeconds: smallint("grace_seconds").notNull().default(0),
    /** Within this window a second sale of the same number and amount asks first. */
    repeatWindowSeconds: integer("repeat_window_seconds").notNull().default(600),
    /** After so many seconds the customer has left: an answer that comes later is told in the inbox. */
    lateAfterSeconds: integer("late_after_seconds").notNull().default(180),
    /** A verdict on a larger top-up takes two people who agree. 2 000 DA unless set. */
    secondVerdictAboveCentimes: centimes("second_verdict_above_centimes")
      .notNull()
      .default(sql`200000`),
    createdAt: instant("created_at").notNull().defaultNow(),
  },
  (t) => [
    uniqueIndex("shops_name_key").on(t.name),
    check("shops_default_charge_bp_range", sql`${t.defaultChargeBp} between 5000 and 20000`),
    check("shops_grace_seconds_range", sql`${t.graceSeconds} between 0 and 10`),
    check("shops_late_after_range", sql`${t.lateAfterSeconds} between 30 and 3600`),
    check("shops_second_verdict_not_negative", sql`${t.secondVerdictAboveCentimes} >= 0`),
    check("shops_repeat_window_range", sql`${t.repeatWindowSeconds} between 0 and 86400`),
  ],
);

/** The price list of a shop: basis points of face that it pays for one plan. A plan not listed costs the shop's default. */
export const shopPrices = pgTable(
  "shop_prices",
  {
    shopId: integer("shop_id")
      .notNull()
      .references(() => shops.id),
    planCode: text("plan_code").notNull(),
    chargeBp: integer("charge_bp").notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.shopId, t.planCode] }),
    check("shop_prices_charge_bp_range", sql`${t.chargeBp} between 5000 and 20000`),
  ],
);

/**
 * A person who may sign in. `shop_id` is null for operators alone, who belong to no shop and see all.
 * Raising `session_version` ends every session of the person at its next request.
 */
export const staff = pgTable(
  "staff",
  {
    id: integer("id").primaryKey().generatedAlwaysAsIdentity(),
    shopId: integer("shop_id").references(() => shops.id),
    userName: text("user_name").notNull(),
    displayName: text("display_name").notNull(),
    /** argon2id, PHC string. */
    passwordHash: text("password_hash").notNull(),
    role: text("role", { enum: ROLES }).notNull(),
    isActive: boolean("is_active").notNull().default(true),
    sessionVersion: integer("session_version").notNull().default(1),
    createdAt: instant("created_at").notNull().defaultNow(),
  },
  (t) => [
    // Sign-in looks a person up by name, whatever the case typed.
    uniqueIndex("staff_user_name_key").on(sql`lower(${t.userName})`),
    // Who sells in a shop.
    index("staff_shop_idx").on(t.shopId),
    check("staff_role_known", sql`${t.role} in ('cashier','manager','owner','auditor','operator')`),
    check("staff_shop_by_role", sql`(${t.role} = 'operator') = (${t.shopId} is null)`),
  ],
);
