import type { Applied, Outcome } from "./apply-outcomes";
import { claimLookBacks } from "./claim-orders";
import { applyGathered } from "./gather-outcomes";
import { BULK_LOOK_MIN, lookUpByList } from "./look-up-by-list";
import { lookUpOrder } from "./look-up-orders";
import { LOOK_BACK_AGAIN_MS } from "./next-look";
import type { Gate } from "./open-gate";
import { openAllowance, takeRequests } from "./rate-budget";
import type { ClaimedOrder, EngineDeps } from "./types";

/** Final orders looked at in one run: none of them is urgent, and a page of the list answers for a hundred. */
const LOOK_BACKS_PER_RUN_MAX = 200;
/** Orders of one walk of the list were sent within this time of each other; a longer window holds too many others. */
const WINDOW_MS = 60 * 60_000;
/** Asked for one by one in a run, where the list did not hold them. */
const SINGLE_LOOKS_MAX = 10;

/**
 * Looks once more at orders that are final: a provider may take back what it delivered, or deliver what it refunded, days
 * later. It uses only what the budget has to spare, and what cannot be asked for now is asked for a quarter of an hour later.
 */
export async function lookBackAtOrders(deps: EngineDeps, gate: Gate, deadline: () => boolean): Promise<Applied[]> {
  const claimed = await claimLookBacks(deps, LOOK_BACKS_PER_RUN_MAX);
  const outcomes: Outcome[] = [];
  let singles = SINGLE_LOOKS_MAX;
  for (const near of groupBySendTime(claimed)) {
    let open: readonly ClaimedOrder[] = near;
    if (near.length >= BULK_LOOK_MIN && !deadline()) {
      const spend = async () => !deadline() && (await takeRequests(deps, 1, "lookBack")) === 1;
      const walked = await lookUpByList(deps, near, spend);
      outcomes.push(...walked.outcomes);
      open = [...walked.missing, ...walked.unreached];
    }
    for (const order of open) {
      const mayAsk = singles > 0 && !deadline() && (await takeRequests(deps, 1, "lookBack")) === 1;
      singles -= 1;
      outcomes.push(
        mayAsk
          ? await lookUpOrder(deps, order, gate.username, openAllowance(deps, 1, "lookBack"))
          : { orderId: order.id, word: "missed", answer: "postponed", lookBackInMs: LOOK_BACK_AGAIN_MS },
      );
    }
  }
  return Promise.all(outcomes.map((outcome) => applyGathered(deps.outcomes, outcome)));
}

function groupBySendTime(claimed: readonly ClaimedOrder[]): ClaimedOrder[][] {
  const groups: ClaimedOrder[][] = [];
  for (const order of claimed.toSorted((a, b) => a.placedAt.getTime() - b.placedAt.getTime())) {
    const group = groups.at(-1);
    const first = group?.[0];
    if (group && first && order.placedAt.getTime() - first.placedAt.getTime() < WINDOW_MS) group.push(order);
    else groups.push([order]);
  }
  return groups;
}
