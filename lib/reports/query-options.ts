import { queryOptions } from "@tanstack/react-query";
import type { PaceView } from "./view";

export const paceKeys = { now: ["pace"] as const };

/** The balance is told at once by the live line; how fast it is spent changes slowly. */
const PACE_EVERY_MS = 120_000;

export function paceOptions() {
  return queryOptions({
    queryKey: paceKeys.now,
    queryFn: async ({ signal }) => {
      const response = await fetch("/api/pace", { signal, headers: { accept: "application/json" } });
      if (!response.ok) throw new Error(`the server answered ${response.status}`);
      // Our own route of the same build, which types what it answers by the same view.
      return (await response.json()) as PaceView | null;
    },
    refetchInterval: PACE_EVERY_MS,
  });
}
