import { syncPlansDaily } from "@/lib/plans/sync-plans";
import { releaseLooks } from "./claim-orders";
import { dispatchDue } from "./dispatch-due-orders";
import { judgeBreakers } from "./judge-breakers";
import { lookBackAtOrders } from "./look-back-orders";
import { lookUpDue } from "./look-up-due-orders";
import { openGate, type Gate } from "./open-gate";
import { inLane } from "./open-lanes";
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
 * looks. Nobody waits for the slowest of a round, and a run holds in memory no more than what twice its lanes hold: what is in the
 * air, and as much again whose outcome is being written.
 */
async function workOff(deps: EngineDeps, counts: SyncCounts, deadline: () => boolean): Promise<void> {
  const { lanes } = deps;
  const { run, unsettled, steps, until } = openRun(deps, counts, deadline);
  const room = () => Math.min(lanes.free(), 2 * lanes.width() - unsettled());
  let fills = 0;
  try {
    while (!deadline() && fills < FILLS_PER_RUN_MAX) {
      const begun = room() <= 0 ? 0 : await refill(run, room());
      if (begun === 0 && unsettled() === 0) break;
      fills += begun / lanes.width();
      const seen = steps();
      await until(() => (begun > 0 ? room() : steps() - seen) >= lanes.refillAt());
    }
  } finally {
    await until(() => false);
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
  /** Pieces of work that were begun and are not over. */
  readonly unsettled: () => number;
  /** How often so far an answer has come, or what followed from one was done. */
  readonly steps: () => number;
  /** Waits until something holds, which is asked at every step, or everything is over. */
  readonly until: (holds: () => boolean) => Promise<void>;
};

function openRun(deps: EngineDeps, counts: SyncCounts, deadline: () => boolean): OpenRun {
  let unsettled = 0;
  let steps = 0;
  let waiter: { holds: () => boolean; go: () => void } | null = null;
  const step = () => {
    steps += 1;
    if (waiter === null || (unsettled > 0 && !waiter.holds())) return;
    waiter.go();
    waiter = null;
  };
  const until = (holds: () => boolean): Promise<void> =>
    unsettled === 0 || holds() ? Promise.resolve() : new Promise((go) => (waiter = { holds, go }));
  const run: Run = {
    ...{ deps, counts, deadline, single: [], isPutOff: false },
    begin(orders, ask, settle) {
      unsettled += 1;
      const work = async () => {
        const answer = await inLane(deps, ask);
        step();
        await settle(answer);
      };
      // One that throws is a bug to be logged, not a reason to lose its neighbours: its lease lapses.
      void work()
        .catch((error: unknown) => {
          counts.failed += orders.length;
          deps.log.error({ orderIds: orders.map(({ id }) => id), error }, "orders could not be worked on");
        })
        .finally(() => {
          unsettled -= 1;
          step();
        });
    },
  };
  return { run, unsettled: () => unsettled, steps: () => steps, until };
}
