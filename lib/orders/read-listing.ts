import type { ProviderOrder } from "@/lib/oneclick/types";
import type { ClaimedOrder } from "./types";

/** Provider and database do not share a clock: as far apart as they may be while nothing is known of it. */
const SKEW_MAX_MS = 2 * 60_000;
/** Orders found last by which the provider's clock is known. */
const SAMPLES_MAX = 64;
const SAMPLES_MIN = 8;
/** Beside what nearly all samples say: a few slow requests must not make every window wide. */
const MARGIN_MS = 2_000;
/** Orders of which it is remembered that no page held them. */
const UNLISTED_MAX = 1_000;

/** What an instance has noticed of the provider's list: where in it an order of ours stands, and which it does not hold. */
export type Listing = {
  /** Called with every order of ours that was found. */
  note(order: ClaimedOrder, found: ProviderOrder): void;
  /** Between which instants of its own the provider took the order in. */
  placeOf(order: ClaimedOrder): Place;
  /** Pages that should have held the order did not: it is asked for by itself, and not on a page again before that was done. */
  miss(orderId: string): void;
  wasMissed(orderId: string): boolean;
  forget(orderId: string): void;
};

export type Place = { readonly fromMs: number; readonly toMs: number };

export function openListing(): Listing {
  const samples: number[] = [];
  const unlisted = new Set<string>();
  let skew: Place = { fromMs: -SKEW_MAX_MS, toMs: SKEW_MAX_MS };
  return {
    note(order, { createdAt }) {
      // After a repeat nobody knows which of the requests arrived.
      if (createdAt === null || order.sendCount !== 1 || order.lastSentAt === null) return;
      samples.push(createdAt.getTime() - order.lastSentAt.getTime());
      if (samples.length > SAMPLES_MAX) samples.shift();
      if (samples.length >= SAMPLES_MIN) skew = skewOf(samples);
    },
    placeOf(order) {
      const sentMs = (order.lastSentAt ?? order.placedAt).getTime();
      const firstMs = order.sendCount > 1 ? order.placedAt.getTime() : sentMs;
      return { fromMs: firstMs + skew.fromMs, toMs: sentMs + skew.toMs };
    },
    miss(orderId) {
      if (unlisted.size < UNLISTED_MAX) unlisted.add(orderId);
    },
    wasMissed: (orderId) => unlisted.has(orderId),
    forget: (orderId) => void unlisted.delete(orderId),
  };
}

/** From the tenth part of the samples to the ninth, and a margin. */
function skewOf(samples: readonly number[]): Place {
  const sorted = samples.toSorted((a, b) => a - b);
  const at = (share: number) => sorted[Math.floor((sorted.length - 1) * share)] ?? 0;
  return { fromMs: at(0.1) - MARGIN_MS, toMs: at(0.9) + MARGIN_MS };
}
