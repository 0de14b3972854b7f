import { toJsonText } from "@/lib/json-text";
import { heedAnswer } from "./open-gate";
import { takeRequests } from "./rate-budget";
import type { EngineDeps } from "./types";

/** Between two judgements, over all instances. */
const JUDGE_EVERY_MS = 5_000;
/** What was sent this long ago still speaks of now. */
const WINDOW_MS = 10 * 60_000;
/** So many numbers must fail, and no fewer than are served: two families with a wrong tariff are no outage. */
const BAD_NUMBERS_MIN = 5;
/** So many pings in a row without a good answer are no slip of the network. */
export const SILENT_AFTER_MISSES = 2;
/** Between two questions to the provider how its operators are; oftener while a better answer is waited for. */
const PING_EVERY_MS = 60_000;
const PING_AGAIN_MS = 15_000;

/** What was paused or reopened. */
export type BreakerChange = {
  readonly scope: "operator" | "plan";
  readonly subject: string;
  readonly verdict: "opened" | "closed";
  readonly reason: "failing" | "reported_down";
};

/**
 * Pauses operators and plans with which the provider fails, and reopens them, by what became of the last minutes' orders and by
 * what the provider says of its operators. Orders of what is paused stay queued; `claim_sends` lets one a minute through.
 */
export async function judgeBreakers(deps: EngineDeps): Promise<BreakerChange[]> {
  const reported = await askForOperators(deps);
  const rows = await deps.sql<(BreakerChange & { bad_numbers: number })[]>`
    select * from judge_breakers(${JUDGE_EVERY_MS}::integer, ${WINDOW_MS}::integer, ${BAD_NUMBERS_MIN}::integer,
      ${reported === null ? null : toJsonText(reported)}::text::jsonb, ${nowText(deps)}::timestamptz)`;
  for (const { scope, subject, verdict, reason, bad_numbers } of rows) {
    const fields = { scope, subject, reason, badNumbers: bad_numbers };
    if (verdict === "opened") deps.log.warn(fields, "paused: its orders wait");
    else deps.log.info(fields, "reopened");
  }
  return [...rows];
}

/** The operators in the provider's own words, once a minute over all instances; null in between, and when it does not say. */
async function askForOperators(deps: EngineDeps): Promise<Readonly<Record<string, "up" | "down">> | null> {
  const now = nowText(deps);
  const [turn] = await deps.sql`
    update upstream_state set pinged_at = coalesce(${now}::timestamptz, now())
    where id = 1 and (pinged_at is null or pinged_at > coalesce(${now}::timestamptz, now())
      or pinged_at <= coalesce(${now}::timestamptz, now()) - make_interval(secs => case
        when silent_since is not null or exists (select from breakers where closed_at is null and reason = 'reported_down') then ${PING_AGAIN_MS / 1000}::float8
        else ${PING_EVERY_MS / 1000}::float8 end))
    returning id`;
  if (!turn || (await takeRequests(deps, 1, "look")) === 0) return null;
  const answer = await deps.upstream.ping();
  const isWell = answer.kind === "found" && answer.value.isApiUp;
  await noteSilence(deps, isWell);
  if (answer.kind === "found") return answer.value.operators;
  await heedAnswer(deps, answer);
  return null;
}

/** What a ping without a good answer means is for the counter to say: sales go on as long as the provider takes them. */
async function noteSilence(deps: EngineDeps, isWell: boolean): Promise<void> {
  const now = nowText(deps);
  if (isWell) {
    await deps.sql`update upstream_state set ping_misses = 0, silent_since = null where id = 1 and ping_misses > 0`;
    return;
  }
  const [row] = await deps.sql<{ ping_misses: number }[]>`
    update upstream_state set ping_misses = ping_misses + 1,
      silent_since = coalesce(silent_since, ${now}::timestamptz, now())
    where id = 1 returning ping_misses`;
  if (row?.ping_misses === SILENT_AFTER_MISSES) deps.log.error({}, "the provider does not answer a ping");
}

function nowText(deps: EngineDeps): string | null {
  return deps.virtualNow()?.toISOString() ?? null;
}
