export type RefreshPace = {
  /** Refreshes at some moment of the next `spreadMs`, but not before the last refresh has rested. */
  soon(spreadMs: number): void;
  stop(): void;
};

/**
 * Refreshes that are asked for ever so often happen once a rest: at once after a quiet spell, and once more for all that was
 * asked for meanwhile. Of many browsers that are told the same, each draws a moment of its own.
 */
export function createRefreshPace(refresh: () => void, restMs: number): RefreshPace {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let restsUntil = 0;

  function run(): void {
    timer = undefined;
    restsUntil = Date.now() + restMs;
    refresh();
  }

  return {
    soon(spreadMs) {
      if (timer !== undefined) return;
      const delayMs = Math.max(0, restsUntil - Date.now()) + Math.random() * spreadMs;
      if (delayMs === 0) run();
      else timer = setTimeout(run, delayMs);
    },
    stop() {
      clearTimeout(timer);
      timer = undefined;
    },
  };
}
