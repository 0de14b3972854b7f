import type { Sql } from "@/db/types";
import type { ShopId } from "@/lib/id";
import { findPace, PACE_WEEKS } from "./find-pace";
import type { PaceView } from "./view";

const WEEK_MS = 7 * 86_400_000;

/** What a shop will spend, from its kept hours and what is not in them yet; null while too little is known of it. */
export async function readPace(sql: Sql, shopId: ShopId, now: Date): Promise<PaceView | null> {
  const from = new Date(now.getTime() - PACE_WEEKS * WEEK_MS).toISOString();
  const rows = await sql<{ hour: string; centimes: bigint }[]>`
    with tail as materialized (select * from report_tail(${shopId}))
    select hour, sum(case when flow = 'sold' then charge else -charge end)::bigint as centimes from (
      select hour, flow, charge_centimes as charge from report_hours
      where shop_id = ${shopId} and hour >= ${from} and (select known_report_cursor() is not null)
      union all
      select hour, flow, charge_centimes from tail where hour >= ${from}) moves
    -- What was sold leaves the balance; what was given or taken back returns to it.
    where flow <> 'delivered' group by hour`;
  return findPace(
    rows.map(({ hour, centimes }) => ({ hour: new Date(hour), centimes: Number(centimes) })),
    now,
  );
}
