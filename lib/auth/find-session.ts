import { eq, sql } from "drizzle-orm";
import { shops, staff } from "@/db/schema/shops";
import type { Db } from "@/db/types";
import { isRefusedByDatabase } from "@/lib/database-error";
import { createGatherer, type Gatherer } from "@/lib/gather";
import type { SessionClaims } from "./schema";
import { mintShopId } from "./shop-id";
import type { Session } from "./types";

/** Requests that may wait for their person to be read; beyond that the instance is drowning. */
const QUEUE_MAX = 10_000;
const BATCH_MAX = 500;
/** One is at the database while the next one's answers are read. */
const RUNNING_MAX = 2;

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
  const found = await gathererOf(db).gather({ staffId: claims.staffId, chosenShopId });
  if (!found.ok) throw new Error("too many requests wait for their session");
  const row = found.value;
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

type Asked = { readonly staffId: number; readonly chosenShopId: number | null };
type Found = Awaited<ReturnType<ReturnType<typeof prepareSessions>["execute"]>>[number];

/**
 * Runs at every request of every signed-in person, so it is parsed and planned once a connection, and those who come while one is
 * under way are read together by the next. Nobody is read before they have asked: a dismissal holds from the next request on.
 */
function prepareSessions(db: Db) {
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
    .prepare("find_sessions");
}

function gatherSessions(db: Db): Gatherer<Asked, Found | null> {
  const statement = prepareSessions(db);
  return createGatherer<Asked, Found | null>({
    async run(people) {
      const rows = await statement.execute({
        staffIds: toArray(people.map(({ staffId }) => staffId)),
        chosenShopIds: toArray(people.map(({ chosenShopId }) => chosenShopId)),
      });
      const byNumber = new Map(rows.map((row) => [row.n, row]));
      return people.map((_, index) => byNumber.get(index + 1) ?? null);
    },
    batchMax: BATCH_MAX,
    runningMax: RUNNING_MAX,
    queueMax: QUEUE_MAX,
    isUndone: isRefusedByDatabase,
  });
}

/** As PostgreSQL writes an array: postgres.js takes a list with nulls in it for a list of texts. */
function toArray(values: readonly (number | null)[]): string {
  return `{${values.map((value) => value ?? "null").join(",")}}`;
}

const gatherers = new WeakMap<Db, Gatherer<Asked, Found | null>>();

function gathererOf(db: Db): Gatherer<Asked, Found | null> {
  const known = gatherers.get(db);
  if (known) return known;
  const gatherer = gatherSessions(db);
  gatherers.set(db, gatherer);
  return gatherer;
}
