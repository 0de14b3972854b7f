/** A plan of the catalogue. Amounts in whole dinars; `cost` is decimal text, a share of face value. */
export type Plan = {
  readonly code: string;
  readonly name: string;
  /** As the service writes it. `GMobilis` is Mobilis wholesale, `Pixx` the family of Mobilis fixed plans. */
  readonly operator: "Mobilis" | "Djezzy" | "Ooredoo" | "Pixx" | "GMobilis";
  readonly cost: string;
  readonly isEnabled: boolean;
} & (
  | { readonly kind: "dynamic" | "getmenu"; readonly minDinars: number; readonly maxDinars: number }
  | { readonly kind: "fixed"; readonly amountDinars: number }
);

export type PlanChange = {
  readonly isEnabled?: boolean;
  readonly cost?: string;
  readonly name?: string;
  readonly minDinars?: number;
  readonly maxDinars?: number;
  readonly amountDinars?: number;
};

/** Keys of `/v3/ping`. */
export const LINES = ["mobilis", "ooredoo", "djezzy", "mobilisFixedPlans"] as const;
export type Line = (typeof LINES)[number];

const LINE_OF_OPERATOR: Readonly<Record<Plan["operator"], Line>> = {
  Mobilis: "mobilis",
  GMobilis: "mobilis",
  Ooredoo: "ooredoo",
  Djezzy: "djezzy",
  Pixx: "mobilisFixedPlans",
};

export function lineOf(plan: Plan): Line {
  return LINE_OF_OPERATOR[plan.operator];
}

const PREFIX_OF_LINE: Readonly<Record<Line, string>> = {
  ooredoo: "05",
  mobilis: "06",
  mobilisFixedPlans: "06",
  djezzy: "07",
};

/** Whether the number's first two digits are those of the plan's operator. */
export function hasPrefixOf(plan: Plan, msisdn: string): boolean {
  return msisdn.startsWith(PREFIX_OF_LINE[lineOf(plan)]);
}

export function changePlan(plan: Plan, change: PlanChange): Plan {
  const common = {
    code: plan.code,
    operator: plan.operator,
    name: change.name ?? plan.name,
    cost: change.cost ?? plan.cost,
    isEnabled: change.isEnabled ?? plan.isEnabled,
  };
  if (plan.kind === "fixed") {
    return { ...common, kind: plan.kind, amountDinars: change.amountDinars ?? plan.amountDinars };
  }
  return {
    ...common,
    kind: plan.kind,
    minDinars: change.minDinars ?? plan.minDinars,
    maxDinars: change.maxDinars ?? plan.maxDinars,
  };
}
