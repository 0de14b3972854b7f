/** What the fallback has to go on. */
export type PollSituation = {
  readonly streamIsOpen: boolean;
  /** Some order on the screen still waits for its answer. */
  readonly hasInFlight: boolean;
  /** For how long the youngest of them has been waiting. */
  readonly inFlightForMs: number;
  /** Nobody can see the page. */
  readonly isHidden: boolean;
};

/** While a customer waits at the counter. */
const FAST_MS = 2_000;

/** A provider answers within half a minute as a rule; after two minutes nobody stands there any more. */
const FAST_WINDOW_MS = 2 * 60_000;

const MODERATE_MS = 10_000;
const MODERATE_WINDOW_MS = 10 * 60_000;

/** Nothing is expected: often enough to notice what colleagues sell. */
const SLOW_MS = 15_000;

/** The stream tells everything; one look a minute would only repair what a bug in it loses. */
const SAFETY_NET_MS = 60_000;

/**
 * How long to wait before reading the screen's lists again; null is not at all. Always our own database, never the provider.
 * A page that comes back into sight reads at once, whatever this says.
 */
export function nextPollDelay({ streamIsOpen, hasInFlight, inFlightForMs, isHidden }: PollSituation): number | null {
  if (isHidden) return null;
  if (streamIsOpen) return SAFETY_NET_MS;
  if (hasInFlight && inFlightForMs < FAST_WINDOW_MS) return FAST_MS;
  if (hasInFlight && inFlightForMs < MODERATE_WINDOW_MS) return MODERATE_MS;
  return SLOW_MS;
}
