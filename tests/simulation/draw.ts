import { Prng } from "@/sandbox/model/prng";

/** What chance decides in a simulation: everything comes out of one seed, so that a story can be told again. */
export class Draw {
  private readonly prng: Prng;

  constructor(seed: number) {
    this.prng = new Prng(seed);
    // Neighbouring seeds begin with neighbouring numbers; two steps on, they have nothing in common.
    this.prng.nextUint32();
    this.prng.nextUint32();
  }

  /** A stream of its own for one subject, so that drawing more for one leaves the others as they were. */
  fork(): Draw {
    return new Draw(this.prng.nextUint32());
  }

  /** True in so many of a thousand cases. */
  perMille(share: number): boolean {
    return this.prng.below(1_000) < share;
  }

  percent(share: number): boolean {
    return this.prng.below(100) < share;
  }

  /** A whole number, both ends included. */
  between(least: number, most: number): number {
    return least + this.prng.below(most - least + 1);
  }

  pick<T>(choices: readonly [T, ...T[]]): T {
    return this.prng.pick(choices);
  }

  /** One of a list that may be empty. */
  any<T>(choices: readonly T[]): T | undefined {
    return choices.length === 0 ? undefined : choices[this.prng.below(choices.length)];
  }

  times<T>(count: number, make: (index: number) => T): T[] {
    return Array.from({ length: count }, (_, index) => make(index));
  }
}
