import { syncPlansDaily } from "@/lib/plans/sync-plans";
import { releaseLooks } from "./claim-orders";
import { dispatchDue } from "./dispatch-due-orders";
import { judgeBreakers } from "./judge-breakers";
import { lookBackAtOrders } from "./look-back-orders";
import { lookUpDue } from "./look-up-due-orders";
import { openGate, type Gate } from "./open-gate";
import { takeRequests } from "./rate-budget";
import type { EngineDeps, Run, SyncCounts } from "./types";

/** So many times what the lanes hold is begun in one run: then what is final has its turn, and the scheduler hears of it. */
const FILLS_PER_RUN_MAX = 100;

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
  await workOff(deps, counts, deadline);
  await lookBackApart(deps, gate, counts, deadline);
  return counts;
}

/** What is final can wait: trouble with it must not cost the run. */
async function lookBackApart(deps: EngineDeps, gate: Gate, counts: SyncCounts, deadline: () => boolean): Promise<void> {
  try {
    const applied = await lookBackAtOrders(deps, gate, deadline);
    counts.lookedBack = applied.length;
    counts.moved += applied.filter((one) => one.verdict === "moved" || one.verdict === "reversed").length;
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

/**
 * Keeps the lanes full as long as anything is due: whenever enough requests have ended, more orders are claimed, sends before
 * looks. Nobody waits for the slowest of a round, and what a run holds in memory is what its lanes hold.
 */
async function workOff(deps: EngineDeps, counts: SyncCounts, deadline: () => boolean): Promise<void> {
  const { run, idle, ended } = openRun(deps, counts, deadline);
  let fills = 0;
  try {
    while (!deadline() && fills < FILLS_PER_RUN_MAX) {
      const free = deps.lanes.free();
      const begun = free === 0 ? 0 : await refill(run, free);
      if (begun === 0 && idle()) break;
      fills += begun / Math.max(1, deps.lanes.width());
      // What ended while orders were claimed has freed its lanes already.
      if (begun === 0 || deps.lanes.free() < deps.lanes.refillAt()) await ended(deps.lanes.refillAt());
    }
  } finally {
    await ended(Infinity);
    await releaseLooks(deps, run.single);
  }
}

/** Claims work for free lanes and begins it. Answers for how many. */
async function refill(run: Run, free: number): Promise<number> {
  // Asked every time: what has ended meanwhile may have closed it.
  const gate = await openGate(run.deps);
  if (gate.username === null) return 0;
  const sent = gate.isOpen && !run.isPutOff ? await dispatchDue(run, gate.username, free) : 0;
  return sent < free ? sent + (await lookUpDue(run, gate, free - sent)) : sent;
}

type OpenRun = {
  readonly run: Run;
  /** Whether nothing of this run is under way. */
  readonly idle: () => boolean;
  /** Waits until so many pieces of work have ended, or all. */
  readonly ended: (count: number) => Promise<void>;
};

function openRun(deps: EngineDeps, counts: SyncCounts, deadline: () => boolean): OpenRun {
  let underWay = 0;
  let waiter: { left: number; go: () => void } | null = null;
  const end = () => {
    underWay -= 1;
    deps.lanes.leave();
    if (waiter === null) return;
    waiter.left -= 1;
    if (waiter.left > 0 && underWay > 0) return;
    waiter.go();
    waiter = null;
  };
  const run: Run = {
    ...{ deps, counts, deadline, single: [], isPutOff: false },
    begin(orders, work) {
      underWay += 1;
      deps.lanes.enter();
      // One that throws is a bug to be logged, not a reason to lose its neighbours: its lease lapses.
      void work()
        .catch((error: unknown) => {
          counts.failed += orders.length;
          deps.log.error({ orderIds: orders.map(({ id }) => id), error }, "orders could not be worked on");
        })
        .finally(end);
    },
  };
  return {
    run,
    idle: () => underWay === 0,
    ended: (count) => (underWay === 0 ? Promise.resolve() : new Promise((go) => (waiter = { left: count, go }))),
  };
}
