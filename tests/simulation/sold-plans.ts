/** What the tills of a simulation sell: three plans of a chosen amount and one of a fixed one. */
type SoldPlan = {
  readonly planCode: string;
  readonly prefix: "05" | "06" | "07";
  readonly line: "mobilis" | "djezzy" | "ooredoo";
};

export const PLANS: readonly [SoldPlan, ...SoldPlan[]] = [
  { planCode: "PREPAID_DJEZZY", prefix: "07", line: "djezzy" },
  { planCode: "PREPAID_MOBILIS", prefix: "06", line: "mobilis" },
  { planCode: "PREPAID_OOREDOO", prefix: "05", line: "ooredoo" },
  { planCode: "PIXX_500", prefix: "06", line: "mobilis" },
];
