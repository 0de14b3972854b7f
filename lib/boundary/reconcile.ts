import { after } from "next/server";
import type { Session } from "@/lib/auth/types";
import { heedAnswer, openGate } from "@/lib/orders/open-gate";
import { takeRequests } from "@/lib/orders/rate-budget";
import type { EngineDeps } from "@/lib/orders/types";
import type { ReconcileError } from "@/lib/reconcile/errors";
import { reconcile, type ReconcileStep } from "@/lib/reconcile/reconcile";
import type { ReconcileDeps } from "@/lib/reconcile/types";
import { err, ok, type Result } from "@/lib/result";
import type { Context } from "./context";
import { reportIncident } from "./incident";

/** What a person's press may take before the scheduler goes on with it. */
const PRESS_DEADLINE_MS = 10_000;

/** What reconciliation needs of the engine: its gate and its budget, and nothing that moves money. */
export function reconcileDeps(engine: EngineDeps): ReconcileDeps {
  return {
    sql: engine.sql,
    upstream: engine.upstream,
    log: engine.log,
    virtualNow: engine.virtualNow,
    findAccount: async () => {
      const { username } = await openGate(engine);
      return username === null ? null : `${engine.settings.environment}:${username}`;
    },
    takeRequest: async () => (await takeRequests(engine, 1, "audit")) === 1,
    heedAnswer: (answer) => heedAnswer(engine, answer),
  };
}

/** The scheduler's part of it: begins the day's run, goes on with the one under way. What fails here must not fail the tick. */
export async function reconcileOnTick(
  engine: EngineDeps,
  deadline: () => boolean,
): Promise<ReconcileStep["state"] | "failed"> {
  try {
    return (await reconcile(reconcileDeps(engine), "daily", deadline)).state;
  } catch (error) {
    reportIncident(error, "reconcile");
    return "failed";
  }
}

/** Begins a run because a person asks, or joins the one under way. The walk goes on after the answer, and with every tick. */
export async function askForReconciliation(
  { engine }: Context,
  session: Session,
): Promise<Result<null, ReconcileError>> {
  const deps = reconcileDeps(engine);
  const { state } = await reconcile(deps, "asked", () => true, session.staffId);
  if (state === "closed") return err({ code: "provider_unreachable" });
  const startedAt = Date.now();
  after(() =>
    reconcile(deps, "resume", () => Date.now() - startedAt > PRESS_DEADLINE_MS).catch((error: unknown) =>
      reportIncident(error, "reconcile"),
    ),
  );
  return ok(null);
}
