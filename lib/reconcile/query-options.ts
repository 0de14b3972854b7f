import { queryOptions } from "@tanstack/react-query";
import type { ReconcileView } from "./view";

export const reconcileKeys = { now: ["reconcile"] as const };

/** While a run is under way somebody watches it; otherwise there is news once a day. */
const WATCH_EVERY_MS = 1_500;
const REST_EVERY_MS = 60_000;

export function reconcileOptions() {
  return queryOptions({
    queryKey: reconcileKeys.now,
    queryFn: async ({ signal }) => {
      const response = await fetch("/api/reconcile", { signal, headers: { accept: "application/json" } });
      if (!response.ok) throw new Error(`the server answered ${response.status}`);
      // Our own route of the same build, which types what it answers by the same view.
      return (await response.json()) as ReconcileView;
    },
    refetchInterval: (query) => (query.state.data?.running ? WATCH_EVERY_MS : REST_EVERY_MS),
  });
}
