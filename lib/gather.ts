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
  let queue: Waiting<I, O>[] = [];
  let running = 0;
  let isWoken = false;

  /** Once for all that come in the same turn of the event loop's microtasks. */
  function wake(): void {
    if (isWoken || running >= options.runningMax) return;
    isWoken = true;
    queueMicrotask(() => {
      isWoken = false;
      while (queue.length > 0 && running < options.runningMax) void work(takeBatch());
    });
  }

  function takeBatch(): Waiting<I, O>[] {
    const { keyOf, batchMax } = options;
    if (!keyOf) return queue.splice(0, batchMax);
    const keys = new Set<string>();
    const batch: Waiting<I, O>[] = [];
    const left: Waiting<I, O>[] = [];
    for (const waiting of queue) {
      const key = keyOf(waiting.item);
      if (batch.length === batchMax || keys.has(key)) left.push(waiting);
      else {
        keys.add(key);
        batch.push(waiting);
      }
    }
    queue = left;
    return batch;
  }

  async function work(batch: readonly Waiting<I, O>[]): Promise<void> {
    running += 1;
    try {
      await runTogether(batch);
    } finally {
      running -= 1;
      if (queue.length > 0) wake();
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
        wake();
      });
    },
  };
}
