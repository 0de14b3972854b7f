import type { OrderView } from "@/lib/orders/view";

/** Three heartbeats missed: what is on the screen may no longer be so, and the screen says it. */
const STALE_AFTER_MS = 45_000;

export type LiveState = {
  readonly line: "connecting" | "open" | "down";
  /** When the server last said or answered anything, by this browser's clock. */
  readonly lastHeardAt: string | null;
  readonly isStale: boolean;
  readonly isSignedOut: boolean;
  /** The latest change worth telling a person who does not look at the table. */
  readonly outcome: OrderView | null;
};

export type LiveStore = ReturnType<typeof createLiveStore>;

/** What the live line has to say to the screen, besides the rows that it patches in the query cache. */
export function createLiveStore() {
  let state: LiveState = { line: "connecting", lastHeardAt: null, isStale: false, isSignedOut: false, outcome: null };
  const listeners = new Set<() => void>();
  let staleTimer: ReturnType<typeof setTimeout> | undefined;
  let hasArrived = false;
  const arrivalListeners = new Set<() => void>();

  function set(change: Partial<LiveState>): void {
    state = { ...state, ...change };
    for (const listener of listeners) listener();
  }

  return {
    read: () => state,
    subscribe(listener: () => void): () => void {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    hear(): void {
      clearTimeout(staleTimer);
      staleTimer = setTimeout(() => set({ isStale: true }), STALE_AFTER_MS);
      set({ lastHeardAt: new Date().toISOString(), isStale: false });
    },
    /** The first page has come alive: from here on the cache may change under it. */
    arrive(): void {
      hasArrived = true;
      for (const listener of arrivalListeners) listener();
    },
    onArrival(listener: () => void): () => void {
      if (hasArrived) listener();
      arrivalListeners.add(listener);
      return () => void arrivalListeners.delete(listener);
    },
    setLine: (line: LiveState["line"]) => set({ line }),
    signOut: () => set({ isSignedOut: true }),
    announce: (outcome: OrderView) => set({ outcome }),
    stop: () => clearTimeout(staleTimer),
  };
}
