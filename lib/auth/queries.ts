import { asc, eq, sql } from "drizzle-orm";
import { shops, staff } from "@/db/schema/shops";
import type { Db } from "@/db/types";
import type { Role } from "./roles";

/** The shops an operator may choose from; more than these are found by name, not by scrolling. */
const SHOPS_LISTED_MAX = 500;

export type StaffCredentials = {
  readonly staffId: number;
  readonly passwordHash: string;
  readonly role: Role;
  readonly sessionVersion: number;
  readonly isActive: boolean;
  /** Null where there is no shop: an operator's. */
  readonly isShopActive: boolean | null;
};

/** The person of that user name, whatever the case typed. */
export async function findCredentials(db: Db, userName: string): Promise<StaffCredentials | null> {
  const [row] = await db
    .select({
      staffId: staff.id,
      passwordHash: staff.passwordHash,
      role: staff.role,
      sessionVersion: staff.sessionVersion,
      isActive: staff.isActive,
      isShopActive: shops.isActive,
    })
    .from(staff)
    .leftJoin(shops, eq(shops.id, staff.shopId))
    .where(eq(sql`lower(${staff.userName})`, sql`lower(${userName})`));
  return row ?? null;
}

/** False for a database that was just made: nobody can sign in to it yet. */
export async function hasStaff(db: Db): Promise<boolean> {
  const rows = await db.select({ id: staff.id }).from(staff).limit(1);
  return rows.length > 0;
}

export async function hasShops(db: Db): Promise<boolean> {
  const rows = await db.select({ id: shops.id }).from(shops).limit(1);
  return rows.length > 0;
}

export async function hasShop(db: Db, id: number): Promise<boolean> {
  const rows = await db.select({ id: shops.id }).from(shops).where(eq(shops.id, id));
  return rows.length > 0;
}

export type ShopChoice = { readonly id: number; readonly name: string; readonly isActive: boolean };

/** Every shop, for those whose role sees every shop. The ids are not tenants until a session is minted from one. */
export async function listShops(db: Db): Promise<ShopChoice[]> {
  return db
    .select({ id: shops.id, name: shops.name, isActive: shops.isActive })
    .from(shops)
    .orderBy(asc(shops.id))
    .limit(SHOPS_LISTED_MAX);
}
