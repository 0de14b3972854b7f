import { isRefusedByDatabase } from "@/lib/database-error";
import { createGatherer, type Gatherer } from "@/lib/gather";
import { applyOutcomes, type Applied, type ApplyDeps, type Outcome } from "./apply-outcomes";

/** Beyond this a batch keeps its orders and their shops' accounts locked for longer than it saves. */
const BATCH_MAX = 500;
/** One is at the database while the next one's parameters are on their way. */
const RUNNING_MAX = 2;
/** Far more than there can be requests in the air: an outcome that is refused here waits for its lease to lapse. */
const QUEUE_MAX = 10_000;

export type OutcomeGatherer = Gatherer<Outcome, Applied>;

/**
 * Gathers what an instance learns of orders into as few statements as there is load for, at most one outcome an order in each. A
 * batch that the database refused as a whole is applied one by one. One whose connection was lost is not: it may have been
 * committed, and an answer applied twice would take another request out of doubt.
 */
export function gatherOutcomes(deps: ApplyDeps): OutcomeGatherer {
  return createGatherer<Outcome, Applied>({
    run: (outcomes) => applyInOrder(deps, outcomes),
    batchMax: BATCH_MAX,
    runningMax: RUNNING_MAX,
    queueMax: QUEUE_MAX,
    isUndone: isRefusedByDatabase,
    keyOf: (outcome) => outcome.orderId,
  });
}

/** The database answers in the order of ids, the callers wait in the order in which they came. */
async function applyInOrder(deps: ApplyDeps, outcomes: readonly Outcome[]): Promise<Applied[]> {
  const applied = new Map((await applyOutcomes(deps, outcomes)).map((one) => [one.orderId, one]));
  return outcomes.map(({ orderId }) => {
    const one = applied.get(orderId);
    if (!one) throw new Error(`no answer to what was learned of order ${orderId}`);
    return one;
  });
}

/** One outcome, in company with whatever else the instance learns at this moment. Throws where nobody could be told whether it was applied. */
export async function applyGathered(outcomes: OutcomeGatherer, outcome: Outcome): Promise<Applied> {
  const gathered = await outcomes.gather(outcome);
  if (!gathered.ok) throw new Error(`order ${outcome.orderId}: too many outcomes wait to be applied`);
  return gathered.value;
}
