import { expect, test } from "vitest";
import { FIRST_DOUBT_LOOK_MS, FIRST_LOOK_MS, nextLookDelayMs, OVERDUE_MS } from "@/lib/orders/next-look";

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

test.each([
  [0, 5 * SECOND],
  [4 * SECOND, 5 * SECOND],
  [2 * MINUTE - 1, 5 * SECOND],
  [2 * MINUTE, 15 * SECOND],
  [10 * MINUTE - 1, 15 * SECOND],
  [10 * MINUTE, MINUTE],
  [HOUR - 1, MINUTE],
  [HOUR, 15 * MINUTE],
  [6 * HOUR, HOUR],
  [48 * HOUR - 1, HOUR],
  [48 * HOUR, 24 * HOUR],
  [365 * 24 * HOUR, 24 * HOUR],
])("%i ms after the send the next look is %i ms away", (ageMs, delayMs) => {
  expect(nextLookDelayMs(ageMs, "pending")).toBe(delayMs);
});

test("an uncertain order waits at least a minute, and no longer than others after that", () => {
  expect([0, 5 * MINUTE, 2 * HOUR, 100 * HOUR].map((ageMs) => nextLookDelayMs(ageMs, "uncertain"))).toEqual([
    MINUTE,
    MINUTE,
    15 * MINUTE,
    24 * HOUR,
  ]);
});

test("a clock that has gone back looks soon, and never at once", () => {
  expect(nextLookDelayMs(-HOUR, "sending")).toBe(5 * SECOND);
});

test("the pace slows down and never stops", () => {
  const delays = Array.from({ length: 2_000 }, (_, n) => nextLookDelayMs(n * 3 * MINUTE, "handling"));
  expect(delays.every((delay, n) => delay >= (delays[n - 1] ?? 0) && Number.isFinite(delay))).toBe(true);
});

test("the first looks come before the customer's patience ends, and well before it is overdue", () => {
  expect([FIRST_DOUBT_LOOK_MS, FIRST_LOOK_MS, OVERDUE_MS]).toEqual([2 * SECOND, 4 * SECOND, 10 * MINUTE]);
});
