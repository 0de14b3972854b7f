import { useEffect, useRef, useSyncExternalStore } from "react";
import { ownTabId, parsePendingSales, readPendingSalesText, type PendingSale, type SaleOwner } from "./pending-sales";

/** A reload follows at once; after this the customer may be gone, and a person decides. */
const RESUME_WITHIN_MS = 2 * 60_000;

/** Another tab's sale is its own business for as long as an answer may reasonably take. */
const OTHER_TAB_MS = 30_000;

const TICK_MS = 5_000;

function subscribeToClock(listener: () => void): () => void {
  const timer = setInterval(listener, TICK_MS);
  return () => clearInterval(timer);
}

function readClock(): number {
  return Math.floor(Date.now() / TICK_MS) * TICK_MS;
}

/** A coarse clock: enough to notice that something has grown old. */
function useClock(): number {
  return useSyncExternalStore(subscribeToClock, readClock, () => 0);
}

function ageOf(sale: PendingSale, nowMs: number): number {
  return nowMs - Date.parse(sale.firstSentAt);
}

/**
 * A sale that this tab was sending when it was reloaded goes on by itself, once, under its own id. Returns the others that
 * wait for a person: older ones, and those whose tab is gone. `currentId` is the one in the form.
 */
export function useResumedSale(
  owner: SaleOwner,
  sales: readonly PendingSale[],
  currentId: string | null,
  resume: (sale: PendingSale) => void,
): readonly PendingSale[] {
  const nowMs = useClock();
  const isFirst = useRef(true);
  useEffect(() => {
    if (!isFirst.current) return;
    isFirst.current = false;
    // Read here and not from `sales`, which is still the server's empty list when the page comes alive.
    const stored = parsePendingSales(readPendingSalesText(owner));
    const own = stored.find((sale) => isOwn(sale) && ageOf(sale, Date.now()) < RESUME_WITHIN_MS);
    if (own) resume(own);
  }, [owner, resume]);
  return sales.filter((sale) => sale.input.orderId !== currentId && (isOwn(sale) || ageOf(sale, nowMs) > OTHER_TAB_MS));
}

function isOwn(sale: PendingSale): boolean {
  return sale.tabId === ownTabId();
}
