import type { Sql } from "@/db/types";
import type { ShopId } from "@/lib/id";
import { SILENT_AFTER_MISSES } from "./judge-breakers";
import type { PausesView, PauseView } from "./view";

/** A plan is called slow when it takes this many times what is usual … */
const SLOW_TIMES = 3;
/** … and so much longer that a customer notices. */
const SLOW_MS_MIN = 30_000;

type PauseRow = {
  plan_code: string;
  opened_at: string | null;
  reason: PauseView["reason"];
  until_at: string | null;
  usual_ms: number | null;
  present_ms: number | null;
};

/** The plans that are paused, and those that take much longer than usual. An empty list is what there is nearly always. */
export async function listPauses(sql: Sql, shopId: ShopId, virtualNow: Date | null = null): Promise<PauseView[]> {
  const now = virtualNow?.toISOString() ?? null;
  const rows = await sql<PauseRow[]>`
    select p.code as plan_code, b.opened_at, b.reason, b.until_at, d.usual_ms, d.present_ms
    from plans p
    left join lateral (
      -- Where an operator and a plan of it are paused, it takes a word for each to sell all the same.
      select min(l.opened_at) as opened_at, (array_agg(l.reason order by l.opened_at))[1] as reason,
        case when bool_and(l.overridden_by is not null) then min(l.overridden_until) end as until_at
      from list_pauses(${shopId}, p.operator, p.code, coalesce(${now}::timestamptz, now())) l) b on true
    left join plan_delays d on d.plan_code = p.code
    where p.is_enabled and p.kind <> 'getmenu' and (b.opened_at is not null
      or d.present_ms >= d.usual_ms::bigint * ${SLOW_TIMES}::integer and d.present_ms >= ${SLOW_MS_MIN}::integer)
    order by p.position`;
  return rows.map((row) => ({
    planCode: row.plan_code,
    pausedSince: row.opened_at === null ? null : new Date(row.opened_at).toISOString(),
    reason: row.reason,
    overriddenUntil: row.until_at === null ? null : new Date(row.until_at).toISOString(),
    usualMs: row.usual_ms,
    presentMs: row.present_ms,
  }));
}

/** Everything that the counter says of the provider's troubles. */
export async function readPauses(sql: Sql, shopId: ShopId): Promise<PausesView> {
  const [plans, [silence]] = await Promise.all([
    listPauses(sql, shopId),
    sql<{ silent_since: string }[]>`
      select silent_since from upstream_state where id = 1 and ping_misses >= ${SILENT_AFTER_MISSES}::integer`,
  ]);
  return { plans, silentSince: silence === undefined ? null : new Date(silence.silent_since).toISOString() };
}
