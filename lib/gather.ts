import { err, ok, type Result } from "./result";

/** Nobody's turn came: the queue is full, and nothing was done. */
export type Busy = { readonly code: "busy" };

export type Gatherer<I, O> = {
  /** The answer to this item alone; rejects with what the work on it threw. */
  gather(item: I): Promise<Result<O, Busy>>;
};

export type GathererOptions<I, O> = {
  /** Works on a batch and answers in its order. */
  readonly run: (items: readonly I[]) => Promise<readonly O[]>;
  readonly batchMax: number;
  /** Batches under way at once. */
  readonly runningMax: number;
  /** Items that may wait for a batch; one more is refused. */
  readonly queueMax: number;
  /** Whether a batch that failed with this error surely left nothing behind, so that each of its items may be tried alone. */
  readonly isUndone: (error: unknown) => boolean;
  /** Items with the same key are never in one batch: the later one waits for the next. */
  readonly keyOf?: (item: I) => string;
  /**
   * Items of one lane would only wait for each other at the database. They are never under way in two batches at once, and stay
   * in the order they came; while other lanes go, more of them gather for the next batch.
   */
  readonly laneOf?: (item: I) => string;
  /** With lanes: batches that could go side by side are not made smaller than this to make them so. */
  readonly shareMin?: number;
};

type Waiting<I, O> = {
  readonly item: I;
  readonly answer: (value: Result<O, Busy>) => void;
  readonly fail: (error: unknown) => void;
};

/**
 * Group commit: while one batch is being worked on the next one fills. There is no timer; whoever comes alone goes at once,
 * and so the same path serves one item and a thousand. Nobody sees a neighbour's failure: a batch that was refused as a whole is
 * repeated item by item.
 */
export function createGatherer<I, O>(options: GathererOptions<I, O>): Gatherer<I, O> {
  const { laneOf, runningMax, shareMin = 1 } = options;
  const busyLanes = new Set<string>();
  let queue: Waiting<I, O>[] = [];
  let running = 0;
  let isWoken = false;

  /**
   * Once for all that come together. Nobody waits while nothing is under way; beside a batch that is, whatever else this turn of
   * the event loop brings comes along.
   */
  function wake(schedule: (start: () => void) => unknown): void {
    if (isWoken || running >= runningMax) return;
    isWoken = true;
    schedule(() => {
      isWoken = false;
      while (queue.length > 0 && running < runningMax) {
        const batch = takeBatch();
        if (batch.length === 0) return;
        void work(batch);
      }
    });
  }

  function takeBatch(): Waiting<I, O>[] {
    // What the others that may start now would take stays for them.
    const share = Math.max(shareMin, Math.ceil(queue.length / (runningMax - running)));
    const { batch, left } = divide(queue, options, share, busyLanes);
    queue = left;
    return batch;
  }

  async function work(batch: readonly Waiting<I, O>[]): Promise<void> {
    const lanes = laneOf ? batch.map(({ item }) => laneOf(item)) : [];
    for (const lane of lanes) busyLanes.add(lane);
    running += 1;
    try {
      await runTogether(batch);
    } finally {
      running -= 1;
      for (const lane of lanes) busyLanes.delete(lane);
      if (queue.length > 0) wake(queueMicrotask);
    }
  }

  async function runTogether(batch: readonly Waiting<I, O>[]): Promise<void> {
    try {
      const answers = await options.run(batch.map(({ item }) => item));
      if (answers.length !== batch.length) throw new Error(`${answers.length} answers to ${batch.length} items`);
      for (const [index, answer] of answers.entries()) batch[index]?.answer(ok(answer));
    } catch (error) {
      if (batch.length > 1 && options.isUndone(error)) for (const waiting of batch) await runTogether([waiting]);
      else for (const waiting of batch) waiting.fail(error);
    }
  }

  return {
    gather: (item) => {
      if (queue.length >= options.queueMax) return Promise.resolve(err({ code: "busy" }));
      return new Promise((answer, fail) => {
        queue.push({ item, answer, fail });
        // Its lane's batch wakes it when it is back.
        if (laneOf && busyLanes.has(laneOf(item))) return;
        wake(running === 0 ? queueMicrotask : setImmediate);
      });
    },
  };
}

/** Who goes now and who stays, both in the order they came. */
function divide<I, O>(
  queue: readonly Waiting<I, O>[],
  { keyOf, laneOf, batchMax }: GathererOptions<I, O>,
  share: number,
  busyLanes: ReadonlySet<string>,
): { batch: Waiting<I, O>[]; left: Waiting<I, O>[] } {
  if (!keyOf && !laneOf) return { batch: queue.slice(0, batchMax), left: queue.slice(batchMax) };
  const [keys, lanes] = [new Set<string>(), new Set<string>()];
  const batch: Waiting<I, O>[] = [];
  const left: Waiting<I, O>[] = [];
  for (const waiting of queue) {
    const [key, lane] = [keyOf?.(waiting.item), laneOf?.(waiting.item)];
    const isTwice = key !== undefined && keys.has(key);
    const isAside = lane !== undefined && !lanes.has(lane) && (busyLanes.has(lane) || batch.length >= share);
    if (batch.length === batchMax || isTwice || isAside) left.push(waiting);
    else {
      batch.push(waiting);
      if (key !== undefined) keys.add(key);
      if (lane !== undefined) lanes.add(lane);
    }
  }
  return { batch, left };
}
