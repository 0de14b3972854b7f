import { eq, sql } from "drizzle-orm";
import { shops, staff } from "@/db/schema/shops";
import type { Db } from "@/db/types";
import { preparedOnce } from "@/lib/prepared";
import type { SessionClaims } from "./schema";
import { mintShopId } from "./shop-id";
import type { Session } from "./types";

/** Who asks to be let in, or to stay. */
export type SessionAsk = { readonly claims: SessionClaims; readonly chosenShopId: number | null };

/**
 * The people behind session cookies as the staff table has them now, in the order asked: null for whoever was dismissed, signed
 * out everywhere, or whose shop was closed. An operator acts in the shop they chose if it exists, else in the first; the choice
 * counts for nobody else, and a closed shop is closed to all but the operator.
 */
export async function listSessions(db: Db, asks: readonly SessionAsk[]): Promise<(Session | null)[]> {
  const rows = await preparedOnce(db, "list_sessions", prepareSessions).execute({
    staffIds: toArray(asks.map(({ claims }) => claims.staffId)),
    chosenShopIds: toArray(asks.map(({ chosenShopId }) => chosenShopId)),
  });
  const byAsk = new Map(rows.map((row) => [row.n, row]));
  return asks.map(({ claims }, index) => toSession(byAsk.get(index + 1), claims));
}

type SessionRow = Awaited<ReturnType<ReturnType<typeof prepareSessions>["execute"]>>[number];

function toSession(row: SessionRow | undefined, claims: SessionClaims): Session | null {
  if (!row || !row.isActive || row.sessionVersion !== claims.sessionVersion) return null;
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
function prepareSessions(db: Db, name: string) {
  const texts = (name: string) => sql`${sql.placeholder(name)}::text::integer[]`;
  const asked = sql`unnest(${texts("staffIds")}, ${texts("chosenShopIds")}) with ordinality as asked (staff_id, chosen_shop_id, n)`;
  const chosen = sql`(select id from ${shops} where id = asked.chosen_shop_id)`;
  const first = sql`(select id from ${shops} order by id limit 1)`;
  return db
    .select({
      n: sql<number>`asked.n::integer`,
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
    .from(asked)
    .innerJoin(staff, sql`${staff.id} = asked.staff_id`)
    .leftJoin(shops, eq(shops.id, sql`coalesce(${staff.shopId}, ${chosen}, ${first})`))
    .prepare(name);
}

/** As PostgreSQL writes an array: postgres.js takes a list with nulls in it for a list of texts. */
function toArray(values: readonly (number | null)[]): string {
  return `{${values.map((value) => value ?? "null").join(",")}}`;
}
