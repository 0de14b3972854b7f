import { createHash, timingSafeEqual } from "node:crypto";
import type { Sql } from "@/db/types";
import { syncOrders } from "@/lib/orders/sync-orders";
import type { SyncCounts } from "@/lib/orders/types";
import { foldEvents } from "@/lib/reports/fold-events";
import { getContext } from "./context";
import { reportIncident } from "./incident";
import { reconcileOnTick } from "./reconcile";
import { answerJson } from "./route";

/** A run starts no new request after this long, so that a platform's limit of a minute seldom cuts one in the air; the lease mends it when it does. */
const DEADLINE_MS = 20_000;

/** What a run may give to the reports, which are exact without it: they are only slower to read the further behind they are. */
const FOLD_MS = 2_000;

/**
 * The scheduler's door. Fails closed: 503 while no secret is configured, 401 for a wrong one, compared in constant time.
 * Answers the counts of the run, and records when it ran for the health route.
 */
export async function runCron(request: Request): Promise<Response> {
  try {
    const { env, sql, log, engine } = getContext();
    if (env.cronSecret === null) return answerJson({ code: "no_secret_configured" }, 503);
    if (!isAuthorised(request.headers.get("authorization"), env.cronSecret)) {
      log.warn({ route: "cron", refused: "wrong_secret" }, "cron");
      return answerJson({ code: "wrong_secret" }, 401);
    }
    const startedAt = Date.now();
    await sql`
      insert into upstream_state (id, tick_started_at) values (1, now())
      on conflict (id) do update set tick_started_at = now()`;
    const deadline = () => Date.now() - startedAt > DEADLINE_MS;
    const counts: SyncCounts = await syncOrders(engine, deadline);
    const reconciliation = await reconcileOnTick(engine, deadline);
    const folded = await foldOnTick(sql);
    await sql`update upstream_state set tick_finished_at = now(), tick_count = tick_count + 1 where id = 1`;
    const ms = Date.now() - startedAt;
    const isIdle = counts.sent + counts.resent + counts.looked + counts.lookedBack + counts.failed === 0;
    log[isIdle ? "debug" : "info"]({ ...counts, reconciliation, folded, ms }, "tick");
    return answerJson({ ...counts, reconciliation, folded, ms });
  } catch (error) {
    return answerJson({ code: "failed", incident: reportIncident(error, "cron") }, 500);
  }
}

/** Ledger lines taken into the reports; null when it failed, which must not fail the tick. */
async function foldOnTick(sql: Sql): Promise<number | null> {
  try {
    const startedAt = Date.now();
    return await foldEvents(sql, () => Date.now() - startedAt > FOLD_MS);
  } catch (error) {
    reportIncident(error, "reports");
    return null;
  }
}

function isAuthorised(header: string | null, secret: string): boolean {
  const digest = (text: string) => createHash("sha256").update(text).digest();
  return timingSafeEqual(digest(header ?? ""), digest(`Bearer ${secret}`));
}
