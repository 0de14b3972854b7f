import { Logger, makeWorkerUtils, run, type WorkerUtils } from "graphile-worker";

const TASK = "no-op";
/** What its documentation advises for throughput: fetched by the hundred, completed together, never waiting for company. */
const SETTINGS = { concurrentJobs: 24, localQueueSize: 500, completeJobBatchDelay: 0 };
const LOGGER = new Logger(() => () => undefined);

/** Puts jobs that do nothing into the queue of another library, in the same database. */
export async function queueNoOps(url: string, jobs: number): Promise<void> {
  const utils = await makeWorkerUtils({ connectionString: url, logger: LOGGER });
  try {
    await utils.migrate();
    await addJobs(utils, jobs);
  } finally {
    await utils.release();
  }
}

async function addJobs(utils: WorkerUtils, jobs: number): Promise<void> {
  for (let added = 0; added < jobs; added += 5_000) {
    const size = Math.min(5_000, jobs - added);
    await utils.addJobs(Array.from({ length: size }, (_, n) => ({ identifier: TASK, payload: { n: added + n } })));
  }
}

/** Works all of them off. */
export async function workOffNoOps(url: string, jobs: number): Promise<void> {
  let left = jobs;
  let finish = () => {};
  const finished = new Promise<void>((resolve) => (finish = resolve));
  const runner = await run({
    connectionString: url,
    logger: LOGGER,
    noHandleSignals: true,
    maxPoolSize: 10,
    parsedCronItems: [],
    taskList: {
      [TASK]: () => {
        left -= 1;
        if (left === 0) finish();
      },
    },
    preset: {
      worker: {
        concurrentJobs: SETTINGS.concurrentJobs,
        localQueue: { size: SETTINGS.localQueueSize },
        completeJobBatchDelay: SETTINGS.completeJobBatchDelay,
        failJobBatchDelay: SETTINGS.completeJobBatchDelay,
      },
    },
  });
  await finished;
  // Stopping waits until the last completions are written.
  await runner.stop();
}
