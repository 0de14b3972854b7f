import type { Prefill } from "@/components/orders/prefill";
import { dinarsToCentimes } from "@/lib/money/centimes";
import { parseDinars, type DinarsRefusal } from "@/lib/money/parse-dinars";
import type { AccessError, PlaceOrderError } from "@/lib/orders/errors";
import type { PlaceOrderInput } from "@/lib/orders/schema";
import type { PlanView } from "@/lib/orders/view";
import { groupTyped } from "@/lib/phone/format-msisdn";
import { parseMsisdn, type MsisdnRefusal } from "@/lib/phone/msisdn";
import { operatorHint } from "@/lib/phone/operator-hint";
import { err, ok, type Result } from "@/lib/result";

/** The counter's form as it stands. Empty choices follow the number. */
export type SaleDraft = {
  readonly number: string;
  readonly amount: string;
  /** Chosen by hand; null follows the number's prefix. */
  readonly operator: string | null;
  /** Chosen by hand; null is the operator's first. */
  readonly planCode: string | null;
  readonly originOrderId: string | null;
};

export const EMPTY_DRAFT: SaleDraft = { number: "", amount: "", operator: null, planCode: null, originOrderId: null };

export function isEmpty(draft: SaleDraft): boolean {
  return draft.number === "" && draft.amount === "";
}

/** Refusals that the form finds by itself carry more than the server's: the number that was typed is at hand. */
export type SaleRefusal =
  | Exclude<PlaceOrderError, { code: "bad_number" | "bad_amount" }>
  | AccessError
  | { readonly code: "bad_number"; readonly reason: MsisdnRefusal["code"] }
  | { readonly code: "bad_amount"; readonly reason: DinarsRefusal["code"] }
  /** A number that the shop recharges often is one slip away. */
  | { readonly code: "near_miss"; readonly meant: string }
  /** Sent, and no answer came: it may have been saved. */
  | { readonly code: "unanswered" };

/** What the draft means, with the catalogue at hand. */
export type SaleReading = {
  readonly operator: string | null;
  readonly isOperatorChosen: boolean;
  readonly plans: readonly PlanView[];
  readonly plan: PlanView | null;
  /** As shown in the field: a fixed plan's own amount stands in for what was typed. */
  readonly amountText: string;
  readonly amountDinars: number | null;
};

export function isFixed(plan: PlanView | null): boolean {
  return plan !== null && plan.minDinars === plan.maxDinars;
}

export function readDraft(draft: SaleDraft, catalogue: readonly PlanView[]): SaleReading {
  const hinted = operatorHint(draft.number);
  const isHintSold = catalogue.some((plan) => plan.operator === hinted);
  const operator = draft.operator ?? (isHintSold ? hinted : null);
  const plans = catalogue.filter((plan) => plan.operator === operator);
  // A plan that was asked for and is gone is said to be gone; another is never sold in its stead.
  const plan =
    draft.planCode === null
      ? defaultPlan(plans)
      : (plans.find((each) => each.code === draft.planCode && each.isEnabled) ?? null);
  const amountText = plan !== null && isFixed(plan) ? String(plan.minDinars) : draft.amount;
  const amount = parseDinars(amountText);
  return {
    operator,
    isOperatorChosen: draft.operator !== null && draft.operator !== hinted,
    plans,
    plan,
    amountText,
    amountDinars: amount.ok ? amount.value : null,
  };
}

/**
 * The draft after another number was typed: what belonged to the former number does not pass to this one, be it chosen by
 * hand. What was chosen before any number told its network holds.
 */
export function withNumber(draft: SaleDraft, number: string): SaleDraft {
  if (number === "") return { ...EMPTY_DRAFT, amount: draft.amount };
  const former = operatorHint(draft.number);
  const isAnother = former !== null && operatorHint(number) !== former;
  const choices = isAnother ? { operator: null, planCode: null } : {};
  return { ...draft, ...choices, number, originOrderId: null };
}

/** Prepaid is what nine customers in ten ask for; where an operator has none, the first open plan. */
function defaultPlan(plans: readonly PlanView[]): PlanView | null {
  const open = plans.filter((plan) => plan.isEnabled);
  return (
    open.find((plan) => plan.code.startsWith("PREPAID_")) ??
    open.find((plan) => plan.kind === "dynamic") ??
    open[0] ??
    null
  );
}

/** The sale that the draft asks for, or the first thing that is wrong with it. */
export function checkDraft(
  draft: SaleDraft,
  reading: SaleReading,
): Result<Omit<PlaceOrderInput, "orderId" | "isRepeat">, SaleRefusal> {
  const msisdn = parseMsisdn(draft.number);
  if (!msisdn.ok) return err({ code: "bad_number", reason: msisdn.error.code });
  const { plan } = reading;
  if (plan === null) return err({ code: "plan_unavailable" });
  const amount = parseDinars(reading.amountText);
  if (!amount.ok) return err({ code: "bad_amount", reason: amount.error.code });
  if (amount.value < plan.minDinars || amount.value > plan.maxDinars) {
    const [minCentimes, maxCentimes] = [plan.minDinars, plan.maxDinars].map((each) => String(dinarsToCentimes(each)));
    return err({ code: "amount_out_of_range", minCentimes: minCentimes ?? "", maxCentimes: maxCentimes ?? "" });
  }
  return ok({
    msisdn: msisdn.value,
    amount: String(amount.value),
    planCode: plan.code,
    originOrderId: draft.originOrderId,
  });
}

export function draftOfPrefill(prefill: Prefill, catalogue: readonly PlanView[]): SaleDraft {
  return {
    number: groupTyped(prefill.msisdn),
    amount: String(prefill.amountDinars),
    operator: catalogue.find((plan) => plan.code === prefill.planCode)?.operator ?? null,
    planCode: prefill.planCode,
    originOrderId: prefill.originOrderId,
  };
}

/** The form as it stood when a sale was sent. */
export function draftOfInput(input: PlaceOrderInput, catalogue: readonly PlanView[]): SaleDraft {
  return {
    number: groupTyped(input.msisdn),
    amount: input.amount,
    operator: catalogue.find((plan) => plan.code === input.planCode)?.operator ?? null,
    planCode: input.planCode,
    originOrderId: input.originOrderId,
  };
}

/** Whether two inputs ask for one sale, the question "a second time?" aside. */
export function isSameSale(
  a: Omit<PlaceOrderInput, "orderId" | "isRepeat">,
  b: Omit<PlaceOrderInput, "orderId" | "isRepeat">,
): boolean {
  return (
    a.msisdn === b.msisdn && a.amount === b.amount && a.planCode === b.planCode && a.originOrderId === b.originOrderId
  );
}
