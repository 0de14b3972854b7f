/**
 * The provider's time: an outside source of milliseconds plus an offset that the control plane moves forward.
 * It never runs backwards: orders and ledger lines are stored in time order, and a shop's PC may set its clock back.
 */
export class Clock {
  private lastMs: number;
  private shiftMs = 0;

  constructor(
    private readonly source: () => number,
    startMs = 0,
  ) {
    this.lastMs = startMs;
  }

  now(): number {
    const readMs = this.source() + this.shiftMs;
    if (readMs < this.lastMs) this.shiftMs += this.lastMs - readMs;
    else this.lastMs = readMs;
    return this.lastMs;
  }

  advance(ms: number): number {
    this.shiftMs += ms;
    return this.now();
  }

  /** How far this clock runs ahead of its source. */
  get offsetMs(): number {
    return this.shiftMs;
  }

  /** Puts a clock back where a journal left it. */
  resume(lastMs: number, offsetMs: number): void {
    this.lastMs = lastMs;
    this.shiftMs = offsetMs;
  }
}
