import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createRefreshPace } from "@/components/live/refresh-pace";
import { createPulse } from "@/lib/live/pulse";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe("the pace of refreshing", () => {
  it("is at once after a quiet spell, and once more for all that was asked for meanwhile", () => {
    const refresh = vi.fn();
    const pace = createRefreshPace(refresh, 5_000);
    for (let n = 0; n < 50; n += 1) pace.soon(0);
    expect(refresh).toHaveBeenCalledTimes(1);
    vi.advanceTimersByTime(4_999);
    expect(refresh).toHaveBeenCalledTimes(1);
    vi.advanceTimersByTime(1);
    expect(refresh).toHaveBeenCalledTimes(2);
    vi.advanceTimersByTime(60_000);
    expect(refresh).toHaveBeenCalledTimes(2);
  });

  it("under a storm is one refresh a rest", () => {
    const refresh = vi.fn();
    const pace = createRefreshPace(refresh, 5_000);
    for (let ms = 0; ms < 60_000; ms += 100) {
      pace.soon(0);
      vi.advanceTimersByTime(100);
    }
    expect(refresh.mock.calls.length).toBeLessThanOrEqual(13);
    expect(refresh.mock.calls.length).toBeGreaterThanOrEqual(12);
  });

  it("spreads many browsers over the time they are given", () => {
    const at: number[] = [];
    const startedAt = Date.now();
    for (let n = 0; n < 1_000; n += 1) createRefreshPace(() => at.push(Date.now() - startedAt), 5_000).soon(10_000);
    vi.advanceTimersByTime(10_000);
    expect(at).toHaveLength(1_000);
    const seconds = Array.from({ length: 10 }, (_, s) => at.filter((ms) => Math.floor(ms / 1_000) === s).length);
    // A hundred each, drawn by chance; a second with 200 happens once in more runs than there will be.
    expect(Math.max(...seconds)).toBeLessThan(200);
  });

  it("does nothing more once stopped", () => {
    const refresh = vi.fn();
    const pace = createRefreshPace(refresh, 5_000);
    pace.soon(1_000);
    pace.stop();
    vi.advanceTimersByTime(60_000);
    expect(refresh).not.toHaveBeenCalled();
  });
});

describe("the pulse", () => {
  it("beats each of a thousand streams once in fifteen seconds, and never many at once", () => {
    const beats = new Map<number, number>();
    const sizes: number[] = [];
    const pulse = createPulse<number>((streams) => {
      const turn = [...streams];
      sizes.push(turn.length);
      for (const stream of turn) beats.set(stream, (beats.get(stream) ?? 0) + 1);
    });
    for (let n = 0; n < 1_000; n += 1) pulse.add(n);
    vi.advanceTimersByTime(15_000);
    expect([beats.size, ...new Set(beats.values())]).toEqual([1_000, 1]);
    expect(Math.max(...sizes)).toBeLessThanOrEqual(17);
    for (let n = 0; n < 999; n += 1) pulse.remove(n);
    vi.advanceTimersByTime(15_000);
    expect([beats.get(0), beats.get(999)]).toEqual([1, 2]);
    pulse.remove(999);
    expect(vi.getTimerCount()).toBe(0);
  });
});
