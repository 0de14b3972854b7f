import type { Session } from "@/lib/auth/types";
import { err, ok, type Result } from "@/lib/result";
import type { OverrideError } from "./errors";
import type { EngineDeps } from "./types";

/** How long such a word holds at most: the next bad hour is decided anew. */
const OVERRIDE_MS = 30 * 60_000;

export type Overridden = { readonly planCode: string; readonly untilAt: string };

/**
 * Sells a paused plan all the same, in this shop, for half an hour or until this pause is over. What is queued of it leaves with
 * the next tick, and says on its timeline who wanted it.
 */
export async function overridePause(
  { sql, virtualNow }: Pick<EngineDeps, "sql" | "virtualNow">,
  { shopId, staffId }: Session,
  planCode: string,
): Promise<Result<Overridden, OverrideError>> {
  const now = virtualNow()?.toISOString() ?? null;
  const [row] = await sql<{ until_at: string }[]>`
    insert into breaker_overrides (shop_id, plan_code, scope, opened_at, staff_id, created_at, until_at)
    select ${shopId}, p.code, b.scope, b.opened_at, ${staffId}, n.now, n.now + make_interval(secs => ${OVERRIDE_MS / 1000})
    from (select coalesce(${now}::timestamptz, now()) as now) n cross join plans p
    cross join lateral list_pauses(${shopId}, p.operator, p.code, n.now) b
    where p.code = ${planCode} and b.overridden_by is null
    returning until_at`;
  return row ? ok({ planCode, untilAt: new Date(row.until_at).toISOString() }) : err({ code: "not_paused" });
}
