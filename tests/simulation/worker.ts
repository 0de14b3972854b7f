/** Plays seeds one after the other in a process of its own; `npm run sim` starts one for each core. */
import { dropTemplate, ensureTemplate, startTestServer } from "../support/test-database";
import { Arena } from "./arena";
import { runSeed } from "./run-seed";
import { shrink } from "./shrink";

export type WorkerJob = {
  readonly seeds: readonly number[];
  readonly isTraced: boolean;
  /** Only whether and when something fails matters: the first failure ends the job, and is not told at length. */
  readonly isHunt?: boolean;
  /** A server that somebody else keeps up. */
  readonly serverUrl?: string;
};
export type WorkerReport =
  | { readonly kind: "seed"; readonly seed: number; readonly steps: number; readonly orders: number }
  | { readonly kind: "failure"; readonly seed: number; readonly invariant: string; readonly text: string }
  | { readonly kind: "end" };

function tell(report: WorkerReport): void {
  process.send?.(report);
}

/** Seeds played side by side: while one waits for the database, another goes on. */
const LANES = 2;

async function work(job: WorkerJob): Promise<void> {
  const server = job.serverUrl === undefined ? await startTestServer() : null;
  const url = server?.url ?? job.serverUrl ?? "";
  try {
    await ensureTemplate(url);
    const queue = [...job.seeds];
    await Promise.all(Array.from({ length: Math.min(LANES, queue.length) }, () => playLane(url, queue, job)));
    if (job.isHunt) await dropTemplate(url);
  } finally {
    await server?.stop();
  }
  tell({ kind: "end" });
}

async function playLane(serverUrl: string, queue: number[], { isTraced, isHunt }: WorkerJob): Promise<void> {
  const arena = new Arena(serverUrl);
  try {
    for (let seed = queue.shift(); seed !== undefined; seed = queue.shift()) {
      const { steps, orders, violation, trace } = await runSeed(arena, seed, { isTraced });
      tell({ kind: "seed", seed, steps, orders });
      if (violation !== null && isHunt) {
        queue.length = 0;
        tell({ kind: "failure", seed, invariant: violation.invariant, text: violation.evidence });
      } else if (violation !== null) {
        const story = await shrink(arena, seed, violation.invariant);
        tell({ kind: "failure", seed, invariant: violation.invariant, text: story.join("\n") });
      } else if (isTraced) tell({ kind: "failure", seed, invariant: "none: it ran clean", text: trace.join("\n") });
    }
  } finally {
    await arena.close();
  }
}

process.once("message", (job: WorkerJob) => {
  void work(job).then(
    () => process.disconnect(),
    (error: unknown) => {
      const text = error instanceof Error ? (error.stack ?? String(error)) : String(error);
      tell({ kind: "failure", seed: -1, invariant: "the simulation itself broke", text });
      process.disconnect();
    },
  );
});
