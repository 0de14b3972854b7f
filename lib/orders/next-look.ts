import { isFinal, type OrderStatus } from "./status";

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/**
 * How often the provider is asked, by the age of the send. Most orders end within 30 s; a manual check of an uncertain one
 * takes the provider up to a day and sometimes longer, so the last step repeats for ever.
 */
const PACE: readonly { readonly untilMs: number; readonly everyMs: number }[] = [
  { untilMs: 2 * MINUTE, everyMs: 5 * SECOND },
  { untilMs: 10 * MINUTE, everyMs: 15 * SECOND },
  { untilMs: HOUR, everyMs: MINUTE },
  { untilMs: 6 * HOUR, everyMs: 15 * MINUTE },
  { untilMs: 48 * HOUR, everyMs: HOUR },
  { untilMs: Infinity, everyMs: 24 * HOUR },
];

/** The first look after an accepted send: nothing ends sooner. */
export const FIRST_LOOK_MS = 4 * SECOND;

/** The first look after a send whose fate is unknown: the customer is waiting for certainty, not for delivery. */
export const FIRST_DOUBT_LOOK_MS = 2 * SECOND;

/** An order without a final word after this long is shown as uncertain: nobody could find out in time. */
export const OVERDUE_MS = 10 * MINUTE;

/** Milliseconds until the next look at an order whose send is `ageMs` old. An uncertain one waits at least a minute: people are at work on it. */
export function nextLookDelayMs(ageMs: number, status: OrderStatus): number {
  const step = PACE.find((candidate) => ageMs < candidate.untilMs);
  const everyMs = step ? step.everyMs : 24 * HOUR;
  return status === "uncertain" ? Math.max(MINUTE, everyMs) : everyMs;
}

const DAY = 24 * HOUR;

/** A provider sometimes takes back what it delivered, days later. These looks cost a page of its list for a hundred orders. */
const LOOK_BACKS_AFTER_MS: readonly number[] = [DAY, 3 * DAY, 7 * DAY];

/** The first look back at an order that the provider has just made final. */
export const FIRST_LOOK_BACK_MS = DAY;

/** The first one after a verdict: people decided because the provider had not, and its own word may come any hour. */
export const VERDICT_LOOK_BACK_MS = HOUR;

/** A look back that could not be made. */
export const LOOK_BACK_AGAIN_MS = 15 * MINUTE;

type Finished = {
  readonly finishedAt: Date | null;
  readonly isByPeople: boolean;
  readonly claimedAt: Date;
};

/**
 * Milliseconds until an order is looked at once more, should it be final after a look that heard `said`; undefined when it
 * need not be. One that people decided is asked for until the provider has said its own final word.
 */
export function nextLookBackDelayMs(
  { finishedAt, isByPeople, claimedAt }: Finished,
  said: OrderStatus | null,
): number | undefined {
  if (finishedAt === null) return FIRST_LOOK_BACK_MS;
  const ageMs = claimedAt.getTime() - finishedAt.getTime();
  if (isByPeople && (said === null || !isFinal(said))) {
    if (ageMs < 2 * DAY) return HOUR;
    return ageMs < 30 * DAY ? DAY : 7 * DAY;
  }
  const next = LOOK_BACKS_AFTER_MS.find((afterMs) => afterMs > ageMs);
  return next === undefined ? undefined : next - ageMs;
}
