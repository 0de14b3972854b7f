import type { ShopId } from "@/lib/id";
import { readPace } from "@/lib/reports/read-pace";
import type { PaceView } from "@/lib/reports/view";
import { getContext } from "./context";

/** Weeks of hours are read for it, and a minute more or less changes nothing in what they say. */
const KEPT_MS = 60_000;

const kept = new Map<ShopId, { readonly untilMs: number; readonly pace: Promise<PaceView | null> }>();

/** What a shop is expected to spend; read once a minute on each instance, however many tills ask. */
export function getPace(shopId: ShopId): Promise<PaceView | null> {
  const nowMs = Date.now();
  const known = kept.get(shopId);
  if (known !== undefined && known.untilMs > nowMs) return known.pace;
  const pace = readPace(getContext().sql, shopId, new Date(nowMs));
  kept.set(shopId, { untilMs: nowMs + KEPT_MS, pace });
  // What failed is asked again by the next who wants it.
  pace.catch(() => kept.delete(shopId));
  return pace;
}
