import type { PaceView } from "./view";

const HOUR_MS = 3_600_000;

/** A balance that ends sooner is called low: whoever fills it up must be reached before it does. */
const LOW_MS = 3 * HOUR_MS;

/** When the balance will be spent; `endsAt` is null when it outlasts the forecast. */
export type Runway = { readonly endsAt: Date | null; readonly isLow: boolean };

/** Walks along the expected hours until the balance is spent. Cheap, so that a browser does it with every balance it is told. */
export function findRunway(floatCentimes: bigint, pace: PaceView): Runway {
  const atMs = Date.parse(pace.at);
  const firstHourMs = Math.floor(atMs / HOUR_MS) * HOUR_MS;
  let left = Number(floatCentimes);
  for (const [index, centimes] of pace.hourlyCentimes.entries()) {
    if (left <= centimes && centimes > 0) {
      const beginMs = index === 0 ? atMs : firstHourMs + index * HOUR_MS;
      const endMs = firstHourMs + (index + 1) * HOUR_MS;
      const endsAtMs = beginMs + Math.round((Math.max(0, left) / centimes) * (endMs - beginMs));
      return { endsAt: new Date(endsAtMs), isLow: endsAtMs - atMs < LOW_MS };
    }
    left -= centimes;
  }
  return { endsAt: null, isLow: false };
}
