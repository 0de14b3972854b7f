import type { Applied, Outcome } from "./apply-outcomes";
import { applyGathered } from "./gather-outcomes";
import type { Run } from "./types";

/** Applies what a run has learned of an order. What the database refuses, or may have lost, is logged: the order's lease lapses. */
export async function settleOutcome(run: Run, outcome: Outcome): Promise<Applied | null> {
  const { counts, deps } = run;
  try {
    const applied = await applyGathered(deps.outcomes, outcome);
    if (applied.verdict === "moved" || applied.verdict === "reversed") counts.moved += 1;
    return applied;
  } catch (error) {
    counts.failed += 1;
    deps.log.error({ orderId: outcome.orderId, error }, "what was learned of an order could not be applied");
    return null;
  }
}
