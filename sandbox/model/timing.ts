/** When an order changes, as offsets from its creation: the numbers are not durations that add up. */
export type Timing = {
  /** PENDING before, HANDLING from here. */
  readonly handlingMs: number;
  /** The final status of an ordinary order. */
  readonly finalMs: number;
  /** The three scripted numbers end a little sooner, as they do at the real sandbox. */
  readonly scriptedFinalMs: number;
  /** UNKNOWN_ERROR is looked into by hand within a day of the order. */
  readonly unknownResolvesMs: number;
  /** What that look finds; `never` leaves it to the control plane. FULFILLED is the answer that punishes who refunded early. */
  readonly unknownOutcome: UnknownOutcome;
};

export const UNKNOWN_OUTCOMES = ["FULFILLED", "REFUNDED", "never"] as const;
export type UnknownOutcome = (typeof UNKNOWN_OUTCOMES)[number];

export const DEFAULT_TIMING: Timing = {
  handlingMs: 5_000,
  finalMs: 15_000,
  scriptedFinalMs: 10_000,
  unknownResolvesMs: 24 * 60 * 60 * 1000,
  unknownOutcome: "FULFILLED",
};

/**
 * A change to the timing. When `finalMs` or `handlingMs` changes without `scriptedFinalMs`, the scripted numbers end
 * half-way between the two, as 10 s lies between 5 s and 15 s. Null when the steps would be out of order.
 */
export function changeTiming(timing: Timing, change: Partial<Timing>): Timing | null {
  const merged = { ...timing, ...change };
  const touchesSteps = change.handlingMs !== undefined || change.finalMs !== undefined;
  const scriptedFinalMs =
    change.scriptedFinalMs === undefined && touchesSteps
      ? Math.floor((merged.handlingMs + merged.finalMs) / 2)
      : merged.scriptedFinalMs;
  const changed = { ...merged, scriptedFinalMs };
  const isOrdered =
    0 <= changed.handlingMs &&
    changed.handlingMs <= changed.finalMs &&
    changed.handlingMs <= changed.scriptedFinalMs &&
    changed.scriptedFinalMs <= changed.unknownResolvesMs;
  return isOrdered ? changed : null;
}
