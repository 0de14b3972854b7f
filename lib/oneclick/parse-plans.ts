import { z } from "zod";
import { ok } from "@/lib/result";
import type { Result } from "@/lib/result";
import { describeIssues, id, orNull, text, unreadable, wholeDinars } from "./contract";
import type { OnDrop, Unreadable } from "./contract";
import type { ProviderPlan } from "./types";

/** A share of face value: a nonsense ratio is one that the provider did not say. */
const costRatio = z
  .union([z.number(), z.string()])
  .transform(String)
  .pipe(z.string().regex(/^[0-9](?:\.[0-9]{1,18})?$/))
  .refine((ratio) => Number(ratio) > 0);

/** The reference's keys; the guides' code has camel case for some, which no payload was seen to use. */
const planSchema = z
  .object({
    code: id,
    name: orNull(text),
    operator: id,
    cost: orNull(costRatio),
    isEnabled: z.boolean().default(true),
    min_amount: orNull(wholeDinars),
    minAmount: orNull(wholeDinars),
    max_amount: orNull(wholeDinars),
    maxAmount: orNull(wholeDinars),
    amount: orNull(wholeDinars),
    fixedAmount: orNull(wholeDinars),
  })
  .transform((plan) => ({
    common: {
      code: plan.code,
      name: plan.name || plan.code,
      operator: plan.operator,
      isEnabled: plan.isEnabled,
      costRatio: plan.cost,
    },
    minDinars: plan.min_amount ?? plan.minAmount,
    maxDinars: plan.max_amount ?? plan.maxAmount,
    amountDinars: plan.amount ?? plan.fixedAmount,
  }));

type PlanShape = z.output<typeof planSchema>;

function toPlan(shape: PlanShape, isFixed: boolean): Result<ProviderPlan, Unreadable> {
  const { common, minDinars, maxDinars, amountDinars } = shape;
  if (common.code.toUpperCase().startsWith("GETMENU_")) {
    const min = minDinars ?? amountDinars ?? 0;
    return ok({ ...common, kind: "getmenu", minDinars: min, maxDinars: Math.max(min, maxDinars ?? min) });
  }
  if (isFixed) {
    if (amountDinars === null || amountDinars === 0) return unreadable("amount missing");
    return ok({ ...common, kind: "fixed", amountDinars });
  }
  if (minDinars === null || maxDinars === null) return unreadable("range missing");
  if (minDinars > maxDinars || maxDinars === 0) return unreadable("range empty");
  return ok({ ...common, kind: "dynamic", minDinars, maxDinars });
}

const catalogueSchema = z
  .object({ dynamicPlans: z.array(z.unknown()).optional(), fixedPlans: z.array(z.unknown()).optional() })
  .refine((catalogue) => catalogue.dynamicPlans !== undefined || catalogue.fixedPlans !== undefined);

/** Membership in one of the two arrays decides what a plan is. A plan that cannot be read is dropped, not its catalogue. */
export function parsePlans(data: unknown, onDrop: OnDrop): Result<readonly ProviderPlan[], Unreadable> {
  const catalogue = catalogueSchema.safeParse(data);
  if (!catalogue.success) return unreadable(describeIssues(catalogue.error));
  const plans = new Map<string, ProviderPlan>();
  const groups = [
    { entries: catalogue.data.dynamicPlans ?? [], isFixed: false },
    { entries: catalogue.data.fixedPlans ?? [], isFixed: true },
  ];
  for (const { entries, isFixed } of groups) {
    for (const entry of entries) {
      const shape = planSchema.safeParse(entry);
      const plan = shape.success ? toPlan(shape.data, isFixed) : unreadable(describeIssues(shape.error));
      if (!plan.ok) onDrop("plan", plan.error.issues);
      else if (plans.has(plan.value.code)) onDrop("plan", `${plan.value.code} twice`);
      else plans.set(plan.value.code, plan.value);
    }
  }
  return ok([...plans.values()]);
}
