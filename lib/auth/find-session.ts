import { eq, sql } from "drizzle-orm";
import { shops, staff } from "@/db/schema/shops";
import type { Db } from "@/db/types";
import type { Role } from "./roles";
import type { SessionClaims } from "./schema";
import { mintShopId } from "./shop-id";
import type { Session } from "./types";

/**
 * The person behind a session cookie as the staff table has them now: null when they were dismissed, signed out
 * everywhere, or their shop was closed. An operator acts in the shop they chose if it exists, else in the first; the
 * choice counts for nobody else, and a closed shop is closed to all but the operator.
 */
export async function findSessionOf(
  db: Db,
  claims: SessionClaims,
  chosenShopId: number | null,
): Promise<Session | null> {
  const [row] = await statementOf(db).execute({ staffId: claims.staffId, chosenShopId });
  return row ? toSession(row, claims) : null;
}

/** A staff row and the shop its person would act in. */
export type SessionRow = {
  readonly staffId: number;
  readonly userName: string;
  readonly displayName: string;
  readonly role: Role;
  readonly isActive: boolean;
  readonly sessionVersion: number;
  readonly shopId: number | null;
  readonly shopName: string | null;
  readonly isShopActive: boolean | null;
};

/** Whether this row lets the bearer of these claims in. */
export function toSession(row: SessionRow, claims: SessionClaims): Session | null {
  if (!row.isActive || row.sessionVersion !== claims.sessionVersion) return null;
  if (row.shopId === null || row.shopName === null) return null;
  if (!row.isShopActive && row.role !== "operator") return null;
  return {
    staffId: row.staffId,
    userName: row.userName,
    displayName: row.displayName,
    role: row.role,
    shopId: mintShopId(row.shopId),
    shopName: row.shopName,
  };
}

/** Runs at every request of every signed-in person, so it is parsed and planned once a connection. */
function prepareSession(db: Db) {
  const chosen = sql`(select id from ${shops} where id = ${sql.placeholder("chosenShopId")}::integer)`;
  const first = sql`(select id from ${shops} order by id limit 1)`;
  return db
    .select({
      staffId: staff.id,
      userName: staff.userName,
      displayName: staff.displayName,
      role: staff.role,
      isActive: staff.isActive,
      sessionVersion: staff.sessionVersion,
      shopId: shops.id,
      shopName: shops.name,
      isShopActive: shops.isActive,
    })
    .from(staff)
    .leftJoin(shops, eq(shops.id, sql`coalesce(${staff.shopId}, ${chosen}, ${first})`))
    .where(eq(staff.id, sql.placeholder("staffId")))
    .prepare("find_session");
}

const statements = new WeakMap<Db, ReturnType<typeof prepareSession>>();

function statementOf(db: Db): ReturnType<typeof prepareSession> {
  const known = statements.get(db);
  if (known) return known;
  const statement = prepareSession(db);
  statements.set(db, statement);
  return statement;
}
