import { isRefusedByDatabase } from "@/lib/database-error";
import { syncPlansDaily } from "@/lib/plans/sync-plans";
import { applyOutcomes, type Applied, type Outcome } from "./apply-outcomes";
import { claimLooks, claimResend, claimSends, countDueSends, mayResend, releaseLooks } from "./claim-orders";
import { sendClaimed } from "./dispatch-orders";
import { judgeBreakers } from "./judge-breakers";
import { lookBackAtOrders } from "./look-back-orders";
import { BULK_LOOK_MIN, lookUpByList, lookUpOrder, priceOfLook } from "./look-up-orders";
import { openGate, type Gate } from "./open-gate";
import { openAllowance, returnRequests, takeRequests } from "./rate-budget";
import type { ClaimedOrder, EngineDeps } from "./types";

/** Requests in the air at once: enough to hide the provider's latency, and fewer than the five refused keys that lock an address out. */
const CONCURRENCY = 4;
/** Orders claimed in one run for each kind of work; the rest is due in the next run. */
const SENDS_PER_RUN_MAX = 100;
const LOOKS_PER_RUN_MAX = 500;
/** Fresh orders stand together at the head of the provider's list; older ones are asked for one by one. */
const LIST_AGE_MAX_MS = 30 * 60_000;

/** What one run did. Counts of orders, `requests` aside. */
export type SyncCounts = {
  sent: number;
  resent: number;
  looked: number;
  /** Final orders that were looked at once more. */
  lookedBack: number;
  moved: number;
  failed: number;
  plansSynced: boolean;
  gate: string;
};

/**
 * One run of the engine: finishes whatever anybody left behind. Runs may overlap, on one instance and on several.
 *
 * @param deadline no new request is started after it says so; claims not worked on lapse and are due again.
 */
export async function syncOrders(deps: EngineDeps, deadline: () => boolean): Promise<SyncCounts> {
  const counts: SyncCounts = {
    sent: 0,
    resent: 0,
    looked: 0,
    lookedBack: 0,
    moved: 0,
    failed: 0,
    plansSynced: false,
    gate: "open",
  };
  const gate = await openGate(deps);
  counts.gate = gate.isOpen ? "open" : gate.reason;
  if (gate.username === null) return counts;
  await syncPlansApart(deps, counts);
  await judgeApart(deps, counts);
  if (gate.isOpen) await sendDue(deps, counts, deadline);
  await lookUpDue(deps, counts, deadline);
  await lookBackApart(deps, gate, counts, deadline);
  return counts;
}

/** What is final can wait: trouble with it must not cost the run. */
async function lookBackApart(deps: EngineDeps, gate: Gate, counts: SyncCounts, deadline: () => boolean): Promise<void> {
  try {
    const applied = await lookBackAtOrders(deps, gate, deadline);
    counts.lookedBack = applied.length;
    countMoves(counts, applied);
  } catch (error) {
    counts.failed += 1;
    deps.log.error({ error }, "final orders could not be looked at again");
  }
}

/** A catalogue that cannot be stored must not stop the sales of what is in the old one. */
async function syncPlansApart(deps: EngineDeps, counts: SyncCounts): Promise<void> {
  try {
    const takeRequest = async () => (await takeRequests(deps, 1, "look")) === 1;
    counts.plansSynced = await syncPlansDaily({ ...deps, takeRequest });
  } catch (error) {
    counts.failed += 1;
    deps.log.error({ error }, "the catalogue could not be stored");
  }
}

/** Without a judgement orders are sent as before. */
async function judgeApart(deps: EngineDeps, counts: SyncCounts): Promise<void> {
  try {
    await judgeBreakers(deps);
  } catch (error) {
    counts.failed += 1;
    deps.log.error({ error }, "what the provider fails with could not be judged");
  }
}

async function sendDue(deps: EngineDeps, counts: SyncCounts, deadline: () => boolean): Promise<void> {
  for (let claimedTotal = 0; claimedTotal < SENDS_PER_RUN_MAX && !deadline();) {
    // Asked before every round: the last one may have closed it.
    const gate = await openGate(deps);
    if (!gate.isOpen) return;
    const granted = await takeRequests(deps, await countDueSends(deps, CONCURRENCY), "send");
    if (granted === 0) return;
    const claimed = await claimSends(deps, granted, null);
    await returnRequests(deps, granted - claimed.length);
    if (claimed.length === 0) return;
    claimedTotal += claimed.length;
    const outcomes = await settleAll(deps, claimed, counts, (order) => sendClaimed(deps, order, gate.username));
    counts.sent += outcomes.length;
    countMoves(counts, await applyEach(deps, outcomes, counts));
    if (outcomes.some((outcome) => outcome.word === "later")) return;
  }
}

async function lookUpDue(deps: EngineDeps, counts: SyncCounts, deadline: () => boolean): Promise<void> {
  const claimed = await claimLooks(deps, LOOKS_PER_RUN_MAX, null);
  const isListed = (order: ClaimedOrder) => order.claimedAt.getTime() - order.placedAt.getTime() < LIST_AGE_MAX_MS;
  const fresh = claimed.filter(isListed);
  let open = claimed;
  if (fresh.length >= BULK_LOOK_MIN) {
    const bulk = await lookUpByList(deps, fresh, deadline);
    counts.looked += bulk.outcomes.length;
    countMoves(counts, await applyEach(deps, bulk.outcomes, counts));
    open = [...bulk.left, ...claimed.filter((order) => !isListed(order))];
  }
  while (open.length > 0 && !deadline()) {
    const gate = await openGate(deps);
    if (gate.username === null) break;
    const round = await affordLooks(deps, open.slice(0, CONCURRENCY));
    if (round.length === 0) break;
    open = open.slice(round.length);
    await lookAtEach(deps, gate, round, counts, deadline);
  }
  await releaseLooks(deps, open);
}

/** As many of the orders, from the first on, as the budget can pay a whole look for. */
async function affordLooks(deps: EngineDeps, orders: readonly ClaimedOrder[]): Promise<ClaimedOrder[]> {
  let left = await takeRequests(
    deps,
    orders.reduce((sum, order) => sum + priceOfLook(order), 0),
    "look",
  );
  const affordable: ClaimedOrder[] = [];
  for (const order of orders) {
    if (left < priceOfLook(order)) break;
    left -= priceOfLook(order);
    affordable.push(order);
  }
  await returnRequests(deps, left);
  return affordable;
}

async function lookAtEach(
  deps: EngineDeps,
  gate: Gate,
  orders: readonly ClaimedOrder[],
  counts: SyncCounts,
  deadline: () => boolean,
): Promise<void> {
  const allowances = new Map(orders.map((order) => [order.id, openAllowance(deps, priceOfLook(order), "look")]));
  const outcomes = await settleAll(deps, orders, counts, (order) =>
    lookUpOrder(deps, order, gate.username, allowances.get(order.id)),
  );
  await returnRequests(
    deps,
    [...allowances.values()].reduce((sum, allowance) => sum + allowance.left(), 0),
  );
  counts.looked += outcomes.length;
  const applied = await applyEach(deps, outcomes, counts);
  countMoves(counts, applied);
  if (gate.isOpen) await resendLost(deps, gate.username, orders, applied, counts, deadline);
}

/** Repeats, with the same ref, the sends that spaced look-ups did not find. */
async function resendLost(
  deps: EngineDeps,
  username: string,
  looked: readonly ClaimedOrder[],
  applied: readonly Applied[],
  counts: SyncCounts,
  deadline: () => boolean,
): Promise<void> {
  const missesById = new Map(applied.map((one) => [one.orderId, one.missCount ?? 0]));
  for (const order of looked.filter((one) => mayResend(one, missesById.get(one.id) ?? 0))) {
    if (deadline() || (await takeRequests(deps, 1, "send")) === 0) return;
    const claimed = await claimResend(deps, order.id);
    if (!claimed) {
      await returnRequests(deps, 1);
      continue;
    }
    deps.log.warn({ orderId: claimed.id, attempt: claimed.sendCount }, "sending again with the same reference");
    counts.resent += 1;
    countMoves(counts, await applyEach(deps, [await sendClaimed(deps, claimed, username)], counts));
  }
}

/** Works on orders side by side. One that throws is a bug to be logged, not a reason to lose its neighbours: its lease lapses. */
async function settleAll(
  deps: EngineDeps,
  claimed: readonly ClaimedOrder[],
  counts: SyncCounts,
  work: (order: ClaimedOrder) => Promise<Outcome>,
): Promise<Outcome[]> {
  const settled = await Promise.allSettled(claimed.map(work));
  return settled.flatMap((result, index) => {
    if (result.status === "fulfilled") return [result.value];
    counts.failed += 1;
    deps.log.error({ orderId: claimed[index]?.id, error: result.reason }, "an order could not be worked on");
    return [];
  });
}

/** Applies outcomes together; should the database refuse one of them, each by itself, so that its neighbours do not wait for it. */
async function applyEach(deps: EngineDeps, outcomes: readonly Outcome[], counts: SyncCounts): Promise<Applied[]> {
  if (outcomes.length <= 1) return settleApplied(deps, outcomes, counts);
  try {
    return await applyOutcomes(deps, outcomes);
  } catch (error) {
    // A connection may be lost after the commit, and an answer applied twice would take another request out of doubt.
    if (!isRefusedByDatabase(error)) {
      counts.failed += outcomes.length;
      deps.log.error(
        { error, count: outcomes.length },
        "nobody knows whether outcomes were applied: their leases lapse",
      );
      return [];
    }
    deps.log.warn({ error, count: outcomes.length }, "outcomes could not be applied together");
    const applied: Applied[] = [];
    for (const outcome of outcomes) applied.push(...(await settleApplied(deps, [outcome], counts)));
    return applied;
  }
}

async function settleApplied(deps: EngineDeps, outcomes: readonly Outcome[], counts: SyncCounts): Promise<Applied[]> {
  try {
    return await applyOutcomes(deps, outcomes);
  } catch (error) {
    counts.failed += 1;
    deps.log.error({ orderId: outcomes[0]?.orderId, error }, "what was learned of an order could not be applied");
    return [];
  }
}

function countMoves(counts: SyncCounts, applied: readonly Applied[]): void {
  counts.moved += applied.filter((one) => one.verdict === "moved" || one.verdict === "reversed").length;
}
