import { describe, expect, test } from "vitest";
import { nextPollDelay } from "@/lib/live/next-poll-delay";

const MINUTE_MS = 60_000;
const down = { streamIsOpen: false, hasInFlight: true, inFlightForMs: 0, isHidden: false };

describe("the polling fallback", () => {
  test.each([
    ["a sale was just made", 0, 2_000],
    ["the fast window is about to end", 2 * MINUTE_MS - 1, 2_000],
    ["the fast window has ended", 2 * MINUTE_MS, 10_000],
    ["the moderate window is about to end", 10 * MINUTE_MS - 1, 10_000],
    ["the answer is long overdue", 10 * MINUTE_MS, 15_000],
    ["the answer takes days", 3 * 24 * 60 * MINUTE_MS, 15_000],
  ])("slows down with the age of what is in flight: %s", (_case, inFlightForMs, expected) => {
    expect(nextPollDelay({ ...down, inFlightForMs })).toBe(expected);
  });

  test("is slow when nothing is in flight", () => {
    expect(nextPollDelay({ ...down, hasInFlight: false })).toBe(15_000);
  });

  test("is a mere safety net while the stream is open, whatever is in flight", () => {
    expect(nextPollDelay({ ...down, streamIsOpen: true })).toBe(60_000);
    expect(nextPollDelay({ ...down, streamIsOpen: true, hasInFlight: false })).toBe(60_000);
  });

  test("pauses while nobody can see the page", () => {
    for (const streamIsOpen of [true, false]) {
      for (const hasInFlight of [true, false]) {
        expect(nextPollDelay({ streamIsOpen, hasInFlight, inFlightForMs: 0, isHidden: true })).toBeNull();
      }
    }
  });

  test("never asks faster than once in two seconds", () => {
    for (let inFlightForMs = 0; inFlightForMs < 20 * MINUTE_MS; inFlightForMs += 7_919) {
      expect(nextPollDelay({ ...down, inFlightForMs })).toBeGreaterThanOrEqual(2_000);
    }
  });
});
