/** What the tills of a simulation sell: three plans of a chosen amount and one of a fixed one. */
type SoldPlan = {
  readonly planCode: string;
  readonly prefix: "05" | "06" | "07";
  readonly line: "mobilis" | "djezzy" | "ooredoo";
  /** As orders name it. */
  readonly operator: string;
};

export const PLANS: readonly [SoldPlan, ...SoldPlan[]] = [
  { planCode: "PREPAID_DJEZZY", prefix: "07", line: "djezzy", operator: "Djezzy" },
  { planCode: "PREPAID_MOBILIS", prefix: "06", line: "mobilis", operator: "Mobilis" },
  { planCode: "PREPAID_OOREDOO", prefix: "05", line: "ooredoo", operator: "Ooredoo" },
  { planCode: "PIXX_500", prefix: "06", line: "mobilis", operator: "Pixx" },
];
