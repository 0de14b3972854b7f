import type { Outcome } from "./apply-outcomes";
import { claimLooks, claimResend, countDueLooks, mayResend, releaseLooks } from "./claim-orders";
import { sendClaimed } from "./dispatch-orders";
import { BULK_LOOK_MIN, LIST_PAGE_SIZE, lookUpByList, WALK_ORDERS_MAX, type Walked } from "./look-up-by-list";
import { lookUpOrder, priceOfLook } from "./look-up-orders";
import type { Gate } from "./open-gate";
import { inLane } from "./open-lanes";
import { openAllowance, returnRequests, takeRequests, type Allowance } from "./rate-budget";
import { settleOutcome } from "./settle-outcome";
import type { ClaimedOrder, Run } from "./types";

/** Walks begun together. Their orders are all that a run holds in memory at a time. */
const WALKS_MAX = 16;
/** What a look at one order may cost. */
const LOOK_PRICE_MAX = 3;

/**
 * Begins looks at orders that are due, the longest due first, as many as lanes are free and the budget allows: first at those
 * that no page held, one by one, then at the others by pages. Answers how many lanes were taken.
 */
export async function lookUpDue(run: Run, gate: Gate, free: number): Promise<number> {
  const singles = run.single.splice(0, free);
  if (singles.length > 0) {
    const price = singles.reduce((sum, order) => sum + priceOfLook(order), 0);
    const purse = openAllowance(run.deps, await takeRequests(run.deps, price, "look"), "look");
    const begun = lookAtEach(run, gate, singles, purse);
    run.single.unshift(...singles.slice(begun));
    await returnRequests(run.deps, purse.left());
    return begun;
  }
  return lookUpClaimed(run, gate, free);
}

async function lookUpClaimed(run: Run, gate: Gate, free: number): Promise<number> {
  const { deps } = run;
  const due = await countDueLooks(deps, Math.min(free, WALKS_MAX) * WALK_ORDERS_MAX);
  if (due === 0) return 0;
  // One page more than they would fill: the first and the last of a walk are rarely full of them.
  const want =
    due < BULK_LOOK_MIN ? due * LOOK_PRICE_MAX : Math.max(LOOK_PRICE_MAX, Math.ceil(due / LIST_PAGE_SIZE) + 1);
  const purse = openAllowance(deps, await takeRequests(deps, want, "look"), "look");
  if (purse.left() === 0) return 0;
  const claimed = await claimLooks(deps, Math.min(due, purse.left() * LIST_PAGE_SIZE), null);
  const isSingle = (order: ClaimedOrder) => claimed.length < BULK_LOOK_MIN || deps.listing.wasMissed(order.id);
  // Told apart once: whoever is being asked for by itself is no longer remembered as missed.
  const singles = claimed.filter(isSingle);
  const isAlone = new Set(singles);
  const listed = claimed.filter((order) => !isAlone.has(order)).toSorted((a, b) => sentMs(a) - sentMs(b));
  const begunSingles = lookAtEach(run, gate, singles.slice(0, free), purse);
  let left = singles.slice(begunSingles);
  let begun = begunSingles;
  for (const walk of toWalks(listed)) {
    // Who could not be paid for has waited longest: the budget is saved up for them.
    if (left.length > 0 || begun >= free || purse.left() === 0) left = [...left, ...walk];
    else {
      const allowance = openAllowance(deps, purse.draw(Math.ceil(walk.length / LIST_PAGE_SIZE)), "look");
      beginWalk(run, walk, allowance);
      begun += 1;
    }
  }
  await returnRequests(deps, purse.left());
  await releaseLooks(deps, left);
  return begun;
}

/** Neighbours in time together, and first those among whom somebody has waited longest. */
function toWalks(listed: readonly ClaimedOrder[]): ClaimedOrder[][] {
  const walks: ClaimedOrder[][] = [];
  for (let first = 0; first < listed.length; first += WALK_ORDERS_MAX) {
    walks.push(listed.slice(first, first + WALK_ORDERS_MAX));
  }
  const longest = (walk: readonly ClaimedOrder[]) => Math.min(...walk.map((order) => order.wasDueAt.getTime()));
  return walks.sort((a, b) => longest(a) - longest(b));
}

function sentMs(order: ClaimedOrder): number {
  return (order.lastSentAt ?? order.placedAt).getTime();
}

function beginWalk(run: Run, walk: readonly ClaimedOrder[], allowance: Allowance): void {
  const { deps } = run;
  const spend = async () => !run.deadline() && (await allowance.spend());
  const settle = async ({ outcomes, unreached }: Walked) => {
    run.counts.looked += outcomes.length;
    const applied = outcomes.map((outcome) => settleOutcome(run, outcome));
    await Promise.all([returnRequests(deps, allowance.left()), releaseLooks(deps, unreached), ...applied]);
  };
  const ask = async () => {
    const walked = await lookUpByList(deps, walk, spend);
    for (const order of walked.missing) deps.listing.miss(order.id);
    run.single.push(...walked.missing);
    return walked;
  };
  run.begin(walk, ask, settle);
}

/** Begins a look at each of the orders, from the first on, that the purse can pay a whole look for. Answers how many. */
function lookAtEach(run: Run, gate: Gate, orders: readonly ClaimedOrder[], purse: Allowance): number {
  const { deps } = run;
  for (const [index, order] of orders.entries()) {
    if (purse.left() < priceOfLook(order)) return index;
    const allowance = openAllowance(deps, purse.draw(priceOfLook(order)), "look");
    deps.listing.forget(order.id);
    const ask = () => lookUpOrder(deps, order, gate.username, allowance);
    run.begin([order], ask, (outcome) => settleLook(run, gate, order, outcome, allowance));
  }
  return orders.length;
}

async function settleLook(
  run: Run,
  gate: Gate,
  order: ClaimedOrder,
  outcome: Outcome,
  allowance: Allowance,
): Promise<void> {
  await returnRequests(run.deps, allowance.left());
  run.counts.looked += 1;
  const applied = await settleOutcome(run, outcome);
  if (gate.isOpen && applied && mayResend(order, applied.missCount ?? 0))
    await resendLost(run, gate.username, order.id);
}

/** Repeats, with the same ref, a send that spaced look-ups did not find. */
async function resendLost(run: Run, username: string, orderId: string): Promise<void> {
  const { deps } = run;
  if (run.deadline() || run.isPutOff || (await takeRequests(deps, 1, "send")) === 0) return;
  const claimed = await claimResend(deps, orderId);
  if (!claimed) return returnRequests(deps, 1);
  deps.log.warn({ orderId: claimed.id, attempt: claimed.sendCount }, "sending again with the same reference");
  run.counts.resent += 1;
  await settleOutcome(run, await inLane(deps, () => sendClaimed(deps, claimed, username)));
}
