import { answer, refuse, type Answer, type Refusal } from "./answer";
import type { Book } from "./book";
import { chargeCentimes, toDinars } from "./centimes";
import { hasPrefixOf, type Plan } from "./plans";
import type { Settings } from "./settings";

/** The body of a send, after its schema. */
export type SendInput = {
  readonly planCode: string;
  readonly msisdn: string;
  readonly amountDinars: number | undefined;
  readonly ref: string | undefined;
};

export type Bench = {
  readonly book: Book;
  readonly settings: Settings;
  readonly isPrefixFree: boolean;
  readonly isSandbox: boolean;
};

export type Verdict = {
  readonly plan: Plan;
  readonly amountDinars: number;
  readonly chargeCentimes: bigint;
  readonly debitCentimes: bigint;
};

/** Whether a send is accepted: plan, amount, operator, reference, balance, in this order; the first that fails answers. */
export function judge(input: SendInput, bench: Bench): Answer<Verdict> {
  const { book, settings } = bench;
  const { dialect } = settings;
  const plan = settings.findPlan(input.planCode);
  if (plan === null) return refuse(invalid("plan_code", input.planCode, `Plan ${input.planCode} not found`));
  if (!plan.isEnabled) {
    return refuse(invalid("plan_code", plan.code, `Plan ${plan.code} is currently disabled`));
  }
  const amount = judgeAmount(plan, input.amountDinars, settings);
  if (!amount.ok) return amount;
  if (dialect.prefixEnforced && !bench.isPrefixFree && !hasPrefixOf(plan, input.msisdn)) {
    return refuse(invalid("MSSIDN", input.msisdn, `Number does not match the operator ${plan.operator}`));
  }
  if (input.ref !== undefined && book.hasRef(input.ref)) {
    const { duplicateStatus, duplicateCode } = dialect;
    const message = "This reference ID is already in use.";
    return refuse({ status: duplicateStatus, code: duplicateCode, message });
  }
  const charge = plan.kind === "getmenu" ? 0n : chargeCentimes(amount.value, plan.cost);
  const debit = bench.isSandbox && !dialect.sandboxDebits ? 0n : charge;
  if (!book.wallet.canPay(debit)) {
    const required = dialect.balanceRequired === "face" ? amount.value : toDinars(charge);
    const details = { required, available: toDinars(book.wallet.balanceCentimes) };
    return refuse({ status: 403, code: dialect.balanceCode, message: "Insufficient balance", details });
  }
  return answer({ plan, amountDinars: amount.value, chargeCentimes: charge, debitCentimes: debit });
}

/** The face value: the plan's own for a fixed plan, whatever was sent with it. */
function judgeAmount(plan: Plan, sent: number | undefined, settings: Settings): Answer<number> {
  const { fixedPlanAmount, getmenuAmount } = settings.dialect;
  if (plan.kind === "fixed") {
    if (sent === undefined && fixedPlanAmount === "required") return refuse(missingAmount());
    return answer(plan.amountDinars);
  }
  if (sent === undefined) return refuse(missingAmount());
  if (plan.kind === "getmenu" && sent === 0 && getmenuAmount === "zero-allowed") return answer(0);
  const { minDinars, maxDinars } = plan;
  if (sent < minDinars || sent > maxDinars) {
    return refuse(invalid("amount", sent, `Amount must be between ${minDinars} and ${maxDinars}`));
  }
  return answer(sent);
}

function missingAmount(): Refusal {
  const message = "body must have required property 'amount'";
  return { status: 400, code: "ERR_VALIDATION", message, details: { field: "amount" } };
}

function invalid(field: string, value: unknown, message: string): Refusal {
  return { status: 400, code: "ERR_VALIDATION", message, details: { field, value } };
}
