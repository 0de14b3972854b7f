import type { Sql } from "@/db/types";
import { toSession, type SessionRow } from "./find-session";
import type { SessionClaims } from "./schema";
import type { Session } from "./types";

/** Who asks to be let in, or to stay. */
export type SessionAsk = { readonly claims: SessionClaims; readonly chosenShopId: number | null };

/**
 * What `findSessionOf` answers to each, in the order asked, from one statement: for those who stay connected, and are looked at
 * again together.
 */
export async function listSessions(sql: Sql, asks: readonly SessionAsk[]): Promise<(Session | null)[]> {
  const rows = await sql<({ n: number } & SessionRow)[]>`
    select ask.n::integer, p.id as "staffId", p.user_name as "userName", p.display_name as "displayName", p.role,
      p.is_active as "isActive", p.session_version as "sessionVersion",
      s.id as "shopId", s.name as "shopName", s.is_active as "isShopActive"
    from unnest(${asks.map(({ claims }) => claims.staffId)}::integer[],
      ${asks.map(({ chosenShopId }) => chosenShopId)}::integer[]) with ordinality as ask(staff_id, chosen_shop_id, n)
    join staff p on p.id = ask.staff_id
    left join shops s on s.id = coalesce(p.shop_id, (select id from shops where id = ask.chosen_shop_id),
      (select id from shops order by id limit 1))`;
  const byAsk = new Map(rows.map((row) => [row.n, row]));
  return asks.map(({ claims }, index) => {
    const row = byAsk.get(index + 1);
    return row === undefined ? null : toSession(row, claims);
  });
}
