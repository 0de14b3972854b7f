import type { Model } from "@/sandbox/model/model";
import type { Order } from "@/sandbox/model/orders";
import type { Stage } from "./stage";

/** What really happened at the provider to one reference. */
export type Heard = {
  readonly order: Order;
  /** Every status it was ever in, as the provider's own books have it. */
  readonly words: Set<string>;
  /** When the last of them began, on the stage's clock. */
  lastWordMs: number;
};

/** The oracle: the provider's books and the operators' record, watched at every step. */
export class World {
  /** References that somebody else took before us. */
  readonly strangers = new Set<string>();
  private readonly heard = new Map<string, Heard>();

  constructor(
    readonly model: Model,
    private readonly stage: Stage,
  ) {}

  /** Brings the provider up to the present and notes what changed. */
  observe(): void {
    const { provider } = this.model;
    provider.settle();
    for (const order of provider.book("sandbox").allOrders()) {
      const known = this.heard.get(order.ref);
      if (known === undefined) {
        const heard = { order, words: new Set([order.status]), lastWordMs: this.stage.nowMs };
        this.heard.set(order.ref, heard);
        this.stage.note("provider", () => `has ${order.ref}: ${order.status}`);
      } else if (!known.words.has(order.status) || this.lastOf(known) !== order.status) {
        known.words.delete(order.status);
        known.words.add(order.status);
        known.lastWordMs = this.stage.nowMs;
        this.stage.note("provider", () => `says of ${order.ref}: ${order.status}`);
      }
    }
  }

  /** What the provider has under a reference of ours, whoever put it there. */
  find(ref: string): Heard | undefined {
    return this.heard.get(ref);
  }

  refs(): readonly string[] {
    return [...this.heard.keys()];
  }

  /** When the provider will have said its last word of this order, as far as its own script goes. */
  lastWordOf(heard: Heard, skewMs: number): number {
    const last = heard.order.ahead.at(-1);
    return last === undefined ? heard.lastWordMs : Math.max(heard.lastWordMs, last.atMs - skewMs);
  }

  isDelivered(ref: string): boolean {
    return this.model.provider.deliveries.list().some((one) => one.ref === ref && one.reversedAtMs === null);
  }

  private lastOf({ words }: Heard): string | undefined {
    return [...words].at(-1);
  }
}
