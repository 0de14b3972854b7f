import { CATALOGUE } from "./catalogue";
import type { Dialect } from "./dialect";
import type { Offer, Step } from "./orders";
import { lineOf, type Line, type Plan } from "./plans";
import type { Timing } from "./timing";

/** The numbers to which the service's sandbox gives another end than delivery. */
export const SCRIPTED = { refunded: "0600000001", offered: "0600000002", unknown: "0600000003" } as const;

const SCRIPTED_NUMBERS: ReadonlySet<string> = new Set(Object.values(SCRIPTED));

export function isScripted(msisdn: string): boolean {
  return SCRIPTED_NUMBERS.has(msisdn);
}

/** The service's own sentence for a plan that the number refuses; the other three are ours, in its manner. */
const SAYS_OFFERS = "هذا رقم الهاتف لا يقبل العرض المرسل، الرجاء إرسال أحد العروض التالية";
const SAYS_REFUNDED = "تعذر شحن هذا الرقم، تم إرجاع المبلغ إلى رصيدكم";
const SAYS_UNKNOWN = "حالة هذه العملية غير مؤكدة، سيتم التحقق منها خلال 24 ساعة";
const SAYS_MENU = "العروض المتاحة لهذا الرقم";

const FACTURE_OF_LINE: Readonly<Record<Line, string>> = {
  mobilis: "FACTURE_MOBILIS",
  mobilisFixedPlans: "FACTURE_MOBILIS",
  djezzy: "FACTURE_DJEZZY",
  ooredoo: "FACTURE_OOREDOO",
};

export type Circumstances = {
  readonly plan: Plan;
  readonly msisdn: string;
  readonly amountDinars: number;
  readonly createdAtMs: number;
  /** Only a SANDBOX key meets the scripted numbers. */
  readonly isSandbox: boolean;
  readonly timing: Timing;
  readonly dialect: Dialect;
};

/** Everything that will happen to an order unless the control plane steps in. */
export function writeScript(circumstances: Circumstances): readonly Step[] {
  const { createdAtMs, timing, msisdn, isSandbox } = circumstances;
  const handling = step(createdAtMs + timing.handlingMs, "HANDLING");
  const endsAtMs = createdAtMs + (isSandbox && isScripted(msisdn) ? timing.scriptedFinalMs : timing.finalMs);
  return [handling, ...writeEnd(circumstances, endsAtMs)];
}

function writeEnd(circumstances: Circumstances, endsAtMs: number): readonly Step[] {
  const { plan, msisdn, createdAtMs, isSandbox, timing, dialect } = circumstances;
  if (isSandbox && msisdn === SCRIPTED.refunded) return [step(endsAtMs, "REFUNDED", SAYS_REFUNDED)];
  if (isSandbox && msisdn === SCRIPTED.unknown) {
    return [unknownStep(endsAtMs), ...resolution(createdAtMs + timing.unknownResolvesMs, timing)];
  }
  if (plan.kind === "getmenu")
    return [step(endsAtMs, dialect.getmenuStatus, menuMessage(dialect), menuOf(circumstances))];
  if (isSandbox && msisdn === SCRIPTED.offered && refusesPlan(plan, dialect)) {
    return [step(endsAtMs, "REFUNDED", SAYS_OFFERS, refusalOffers(circumstances))];
  }
  return [step(endsAtMs, "FULFILLED")];
}

export function unknownStep(atMs: number): Step {
  return step(atMs, "UNKNOWN_ERROR", SAYS_UNKNOWN);
}

/** What the look by hand finds in the end: one step, or none when it is left to the control plane. */
export function resolution(atMs: number, timing: Timing): readonly Step[] {
  if (timing.unknownOutcome === "never") return [];
  return [step(atMs, timing.unknownOutcome, timing.unknownOutcome === "REFUNDED" ? SAYS_REFUNDED : null)];
}

function refusesPlan(plan: Plan, dialect: Dialect): boolean {
  return dialect.scriptedOffers === "always" || plan.code !== FACTURE_OF_LINE[lineOf(plan)];
}

function menuMessage(dialect: Dialect): string | null {
  return dialect.getmenuStatus === "REFUNDED" ? SAYS_MENU : null;
}

function refusalOffers({ plan, amountDinars, dialect }: Circumstances): readonly Offer[] {
  const planCode = FACTURE_OF_LINE[lineOf(plan)];
  return withDirt([{ typename: "FACTURE | فاتورة", planCode, amountDinars }], dialect);
}

/** The operator's fixed plans but one; which one is missing depends on the number, as real offers do. */
function menuOf({ plan, msisdn, dialect }: Circumstances): readonly Offer[] {
  const operators = plan.operator === "Mobilis" ? ["Mobilis", "Pixx"] : [plan.operator];
  const offers = CATALOGUE.flatMap((candidate) =>
    candidate.kind === "fixed" && candidate.isEnabled && operators.includes(candidate.operator)
      ? [{ typename: candidate.name, planCode: candidate.code, amountDinars: candidate.amountDinars }]
      : [],
  );
  const missing = Number(msisdn.slice(-4)) % offers.length;
  return withDirt(
    offers.filter((_offer, index) => index !== missing),
    dialect,
  );
}

function withDirt(offers: readonly Offer[], dialect: Dialect): readonly Offer[] {
  return dialect.dirtyOffers ? [...offers, { typename: "—", planCode: "", amountDinars: 0 }] : offers;
}

function step(atMs: number, status: string, refundMessage: string | null = null, offers: readonly Offer[] = []): Step {
  return { atMs, status, refundMessage, offers };
}
