import { sql } from "drizzle-orm";
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
  const rows = await db.execute<{ msisdn: string }>(sql`
    select msisdn from (
      select ${orders.msisdn} as msisdn from ${orders}
      where ${orders.shopId} = ${shopId} and ${orders.status} = 'fulfilled' and ${orders.book} = 'live'
      order by ${orders.placedAt} desc limit ${DELIVERIES_MAX}) recent
    group by msisdn having count(*) >= ${TIMES_MIN} order by count(*) desc, msisdn limit ${REGULARS_MAX}`);
  return rows.map((row) => row.msisdn);
}
