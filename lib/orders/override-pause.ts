import type { Sql } from "@/db/types";
import type { Session } from "@/lib/auth/types";
import { err, ok, type Result } from "@/lib/result";
import type { OverrideError } from "./errors";

/** How long an owner's word holds: the next bad hour is decided anew. */
const OVERRIDE_MS = 30 * 60_000;

export type Overridden = { readonly planCode: string; readonly untilAt: string };

/** Sells a paused plan all the same, in this shop, for half an hour. What is queued of it leaves with the next tick. */
export async function overridePause(
  { sql }: { readonly sql: Sql },
  { shopId, staffId }: Session,
  planCode: string,
): Promise<Result<Overridden, OverrideError>> {
  const [row] = await sql<{ until_at: string }[]>`
    insert into breaker_overrides (shop_id, plan_code, staff_id, created_at, until_at)
    select ${shopId}, p.code, ${staffId}, now(), now() + make_interval(secs => ${OVERRIDE_MS / 1000})
    from plans p where p.code = ${planCode} and is_paused(${shopId}, p.operator, p.code, now())
    returning until_at`;
  return row ? ok({ planCode, untilAt: new Date(row.until_at).toISOString() }) : err({ code: "not_paused" });
}
