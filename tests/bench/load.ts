/** What a number of callers reached, each beginning anew as soon as it was answered. */
export type Load = {
  readonly perSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
};

/** Runs `work` from so many callers at once until the time is up. The answers that were under way then are waited for and count. */
export async function loadFor(
  callers: number,
  durationMs: number,
  work: (caller: number) => Promise<void>,
): Promise<Load> {
  const latencies: number[] = [];
  const startedAt = performance.now();
  const endAt = startedAt + durationMs;
  await Promise.all(
    Array.from({ length: callers }, async (_, caller) => {
      for (let beganAt = performance.now(); beganAt < endAt;) {
        await work(caller);
        const endedAt = performance.now();
        latencies.push(endedAt - beganAt);
        beganAt = endedAt;
      }
    }),
  );
  const seconds = (performance.now() - startedAt) / 1000;
  latencies.sort((a, b) => a - b);
  return { perSecond: latencies.length / seconds, p50Ms: quantile(latencies, 0.5), p99Ms: quantile(latencies, 0.99) };
}

/** Of values in ascending order; 0 of none. */
export function quantile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? 0;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? 0) + upper) / 2;
}
