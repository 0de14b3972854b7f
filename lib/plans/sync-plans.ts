import type { Sql } from "@/db/types";
import { toJsonText } from "@/lib/json-text";
import { dinarsToCentimes } from "@/lib/money/centimes";
import type { ProviderPlan, Upstream } from "@/lib/oneclick/types";

export type PlanDeps = {
  readonly sql: Sql;
  readonly upstream: Upstream;
  readonly virtualNow: () => Date | null;
  /** Takes the request from the shared budget; false when there is none left. */
  readonly takeRequest: () => Promise<boolean>;
};

/** The provider calls its plans stable and asks for a daily resync; an empty catalogue is read at once. */
const SYNC_EVERY_MS = 24 * 60 * 60_000;
/** After a failed attempt, so that a broken endpoint is not asked at every tick. */
const RETRY_AFTER_MS = 60_000;

/**
 * Refreshes the catalogue when it is a day old. The claim is one statement, so that of many instances one asks.
 * True when the catalogue was replaced.
 */
export async function syncPlansDaily(deps: PlanDeps): Promise<boolean> {
  const now = deps.virtualNow()?.toISOString() ?? null;
  const claim = await deps.sql`
    update upstream_state set plans_synced_at = coalesce(${now}::timestamptz, now())
      - make_interval(secs => ${(SYNC_EVERY_MS - RETRY_AFTER_MS) / 1000})
    where id = 1 and (plans_synced_at is null
      or plans_synced_at <= coalesce(${now}::timestamptz, now()) - make_interval(secs => ${SYNC_EVERY_MS / 1000}))
    returning 1`;
  if (claim.length === 0 || !(await deps.takeRequest())) return false;
  const answer = await deps.upstream.listPlans();
  // An empty catalogue is taken for an accident: closing every plan of every shop needs more than that.
  if (answer.kind !== "found" || answer.value.length === 0) return false;
  await replacePlans(deps.sql, answer.value, deps.virtualNow());
  return true;
}

/** Writes the catalogue as read; plans it no longer lists are disabled. One statement: a sale meets the old one or the new one. */
export async function replacePlans(sql: Sql, plans: readonly ProviderPlan[], virtualNow: Date | null): Promise<void> {
  const rows = plans.map((plan, position) => ({
    code: plan.code,
    name: plan.name,
    operator: plan.operator === "GMobilis" ? "Mobilis" : plan.operator,
    kind: plan.kind,
    min_centimes: dinarsToCentimes(plan.kind === "fixed" ? plan.amountDinars : plan.minDinars).toString(),
    max_centimes: dinarsToCentimes(plan.kind === "fixed" ? plan.amountDinars : plan.maxDinars).toString(),
    cost_ratio: plan.costRatio,
    is_enabled: plan.isEnabled,
    position,
  }));
  await sql`
    with listed as materialized (
      select * from jsonb_to_recordset(${toJsonText(rows)}::text::jsonb) as t(code text, name text, operator text, kind text,
        min_centimes bigint, max_centimes bigint, cost_ratio numeric, is_enabled boolean, position integer)
    ),
    gone as (
      update plans set is_enabled = false where code not in (select code from listed) and is_enabled
    ),
    seen as (
      insert into plans (code, name, operator, kind, min_centimes, max_centimes, cost_ratio, is_enabled, position, seen_at)
      select distinct on (code) code, name, operator, kind, min_centimes, max_centimes, cost_ratio, is_enabled, position,
        coalesce(${virtualNow?.toISOString() ?? null}::timestamptz, now())
      from listed order by code, position
      on conflict (code) do update set name = excluded.name, operator = excluded.operator, kind = excluded.kind,
        min_centimes = excluded.min_centimes, max_centimes = excluded.max_centimes, cost_ratio = excluded.cost_ratio,
        is_enabled = excluded.is_enabled, position = excluded.position, seen_at = excluded.seen_at
    )
    update upstream_state set plans_synced_at = coalesce(${virtualNow?.toISOString() ?? null}::timestamptz, now()) where id = 1`;
}
