/** The least that `delay_bucket` tells apart, and into how many it divides each doubling from there on. */
const FIRST_EDGE_MS = 250;
const BUCKETS_PER_DOUBLING = 4;

/** Rows of one operator's answers by bucket, summed: element n counts those of bucket n. */
export function addDelays(sum: number[], delays: readonly number[]): void {
  delays.forEach((count, bucket) => (sum[bucket] = (sum[bucket] ?? 0) + count));
}

/**
 * The delay that a share of the answers did not exceed (nearest rank), from counts by bucket; null without answers. It is the
 * geometric middle of the bucket that holds it: at most 9.1 % from the truth, but for delays under 0.3 s.
 */
export function findDelay(counts: readonly number[], share: number): number | null {
  const total = counts.reduce((sum, count) => sum + count, 0);
  if (total === 0) return null;
  const rank = Math.max(1, Math.ceil(total * share));
  let seen = 0;
  const bucket = counts.findIndex((count) => (seen += count) >= rank);
  return Math.round(FIRST_EDGE_MS * 2 ** ((bucket + 0.5) / BUCKETS_PER_DOUBLING));
}
