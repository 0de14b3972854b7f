import { Prng } from "./prng";

const COUNTER_END = 2 ** 24;

/** MongoDB-style ids: 4 bytes of seconds, 5 of the machine (here: of the seed), 3 of a counter. */
export class ObjectIdMint {
  private readonly machine: string;
  private counter: number;

  constructor(seed: number) {
    const prng = new Prng(seed);
    this.machine = prng.nextUint32().toString(16).padStart(8, "0") + prng.below(256).toString(16).padStart(2, "0");
    this.counter = prng.below(COUNTER_END);
  }

  mint(atMs: number): string {
    const seconds = Math.floor(atMs / 1000) % 2 ** 32;
    const id = seconds.toString(16).padStart(8, "0") + this.machine + this.counter.toString(16).padStart(6, "0");
    this.counter = (this.counter + 1) % COUNTER_END;
    return id;
  }

  /** Continues after an id read back from a journal, as if it had just been minted. */
  observe(id: string): void {
    this.counter = (Number.parseInt(id.slice(18), 16) + 1) % COUNTER_END;
  }
}
