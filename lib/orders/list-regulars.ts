import { asc, desc, sql } from "drizzle-orm";
import { preparedOnce } from "@/lib/prepared";
import type { Db } from "@/db/types";
import { orders } from "@/db/schema";
import type { ShopId } from "@/lib/id";

/** Deliveries looked back over: some months of a small shop, some weeks of a large one. */
const DELIVERIES_MAX = 5_000;
/** Recharged so often, a number is a customer's and no slip. */
const TIMES_MIN = 3;
const REGULARS_MAX = 500;

/** The numbers that a shop recharges often, for the question "did you mean". */
export async function listRegulars(db: Db, shopId: ShopId): Promise<string[]> {
  const statement = preparedOnce(db, "list_regulars", (own, name) => {
    const recent = own
      .select({ msisdn: orders.msisdn })
      .from(orders)
      .where(
        sql`${orders.shopId} = ${sql.placeholder("shopId")} and ${orders.status} = 'fulfilled' and ${orders.book} = 'live'`,
      )
      .orderBy(desc(orders.placedAt), desc(orders.id))
      .limit(DELIVERIES_MAX)
      .as("recent");
    return own
      .select({ msisdn: recent.msisdn })
      .from(recent)
      .groupBy(recent.msisdn)
      .having(sql`count(*) >= ${sql.raw(String(TIMES_MIN))}`)
      .orderBy(desc(sql`count(*)`), asc(recent.msisdn))
      .limit(REGULARS_MAX)
      .prepare(name);
  });
  const rows = await statement.execute({ shopId });
  return rows.map((row) => row.msisdn);
}
