import type { AcceptedOrder, Step } from "./orders";

/**
 * What happened to the provider from outside, in order. Everything else (progress of orders, refunds, deliveries)
 * follows from these and from the time: replaying them gives back the same provider to the last id.
 */
export type Fact =
  | {
      readonly kind: "opened";
      readonly version: 1;
      readonly atMs: number;
      readonly seed: number;
      readonly openingCentimes: bigint;
    }
  | { readonly kind: "accepted"; readonly atMs: number; readonly order: AcceptedOrder }
  | {
      readonly kind: "commanded";
      readonly atMs: number;
      readonly orderId: string;
      readonly step: Step;
      readonly script: readonly Step[];
    }
  | { readonly kind: "balance-set"; readonly atMs: number; readonly book: string; readonly balanceCentimes: bigint }
  | { readonly kind: "clock-moved"; readonly atMs: number; readonly offsetMs: number };

/** One line of text. Keys that end in `Centimes` travel as digits: JSON has no big integers. */
export function formatFact(fact: Fact): string {
  return JSON.stringify(fact, (_key, value: unknown) => (typeof value === "bigint" ? value.toString() : value));
}

export function parseFact(line: string): Fact {
  const fact: unknown = JSON.parse(line, (key, value: unknown) =>
    key.endsWith("Centimes") && typeof value === "string" ? BigInt(value) : value,
  );
  if (typeof fact !== "object" || fact === null || !("kind" in fact)) throw new Error("not a fact");
  // Only `formatFact` writes these lines; a line from elsewhere fails above or on replay.
  return fact as Fact;
}
