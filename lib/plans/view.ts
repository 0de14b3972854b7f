/** What the counter offers to sell. Amounts in whole dinars. */
export type PlanView = {
  readonly code: string;
  readonly name: string;
  readonly operator: string;
  readonly kind: "dynamic" | "fixed";
  readonly minDinars: number;
  readonly maxDinars: number;
  /** Basis points of face that leave the shop's balance. */
  readonly chargeBp: number;
  readonly isEnabled: boolean;
};
