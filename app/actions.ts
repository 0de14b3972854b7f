"use server";

import { revalidatePath } from "next/cache";
import { cookies } from "next/headers";
import { redirect } from "next/navigation";
import { after } from "next/server";
import { z } from "zod";
import { can } from "@/lib/auth/roles";
import { defineAction } from "@/lib/boundary/action";
import { reportIncident } from "@/lib/boundary/incident";
import { askForReconciliation } from "@/lib/boundary/reconcile";
import { chooseShop, endSession } from "@/lib/boundary/session";
import { LOCALE_COOKIE, LOCALES } from "@/lib/i18n/locale";
import { cancelOrder } from "@/lib/orders/cancel-order";
import { checkOrder } from "@/lib/orders/check-order";
import { closeLateResult } from "@/lib/orders/close-late-result";
import { dispatchOrder } from "@/lib/orders/dispatch-orders";
import type {
  AccessError,
  LateResultError,
  OrderCommandError,
  OverrideError,
  PlaceOrderError,
  ReceiptError,
  VerdictError,
} from "@/lib/orders/errors";
import { overridePause, type Overridden } from "@/lib/orders/override-pause";
import { printReceipt } from "@/lib/orders/print-receipt";
import { resolveOrder, type Resolved } from "@/lib/orders/resolve-order";
import {
  lateResultIdSchema,
  orderIdSchema,
  placeOrderSchema,
  planCodeSchema,
  verdictSchema,
  type PlaceOrderInput,
  type VerdictInput,
} from "@/lib/orders/schema";
import { submitOrder, type Submitted } from "@/lib/orders/submit-order";
import type { OrderView } from "@/lib/orders/view";
import type { ReconcileError } from "@/lib/reconcile/errors";
import { ok, type Result } from "@/lib/result";
import { changeSettings } from "@/lib/settings/change-settings";
import type { SettingsError } from "@/lib/settings/errors";
import { settingsSchema, type SettingsInput } from "@/lib/settings/schema";

const runPlaceOrder = defineAction<PlaceOrderInput, Submitted, PlaceOrderError>({
  name: "placeOrder",
  schema: placeOrderSchema,
  permission: "sell",
  onBadInput: { code: "not_understood" },
  run: async (context, session, input) => {
    const answer = await submitOrder(context, session, input);
    // While it can be called back it is nobody's to send; after that the next tick does.
    if (answer.ok && answer.value.order.status === "queued" && answer.value.graceMs === 0) {
      // Sent as soon as the cashier has the answer; what fails here, the scheduler finishes.
      after(() => dispatchOrder(context.engine, input.orderId).catch((error) => reportIncident(error, "dispatch")));
    }
    return answer;
  },
});

export async function placeOrderAction(
  input: PlaceOrderInput,
): Promise<Result<Submitted, PlaceOrderError | AccessError>> {
  return runPlaceOrder(input);
}

const commandInput = z.strictObject({ orderId: orderIdSchema });
type OrderCommandAnswer = Result<{ order: OrderView }, OrderCommandError | AccessError>;

const runCancelOrder = defineAction<{ orderId: string }, { order: OrderView }, OrderCommandError>({
  name: "cancelOrder",
  schema: commandInput,
  permission: "sell",
  onBadInput: { code: "not_found" },
  run: async (context, session, { orderId }) => toAnswer(await cancelOrder(context.engine, session, orderId)),
});

const runCheckOrder = defineAction<{ orderId: string }, { order: OrderView }, OrderCommandError>({
  name: "checkOrder",
  schema: commandInput,
  permission: "checkOrder",
  onBadInput: { code: "not_found" },
  run: async (context, session, { orderId }) => toAnswer(await checkOrder(context.engine, session, orderId)),
});

const runResolveOrder = defineAction<VerdictInput, Resolved, VerdictError>({
  name: "resolveOrder",
  schema: verdictSchema,
  permission: "secondVerdict",
  onBadInput: { code: "not_understood" },
  run: (context, session, input) => resolveOrder(context.engine, session, input),
});

export async function resolveOrderAction(input: VerdictInput): Promise<Result<Resolved, VerdictError | AccessError>> {
  return runResolveOrder(input);
}

type ClosedAnswer = { readonly lateResultId: number };

const runCloseLateResult = defineAction<ClosedAnswer, ClosedAnswer, LateResultError>({
  name: "closeLateResult",
  schema: z.strictObject({ lateResultId: lateResultIdSchema }),
  permission: "checkOrder",
  onBadInput: { code: "not_found" },
  run: (context, session, { lateResultId }) => closeLateResult(context, session, lateResultId),
});

export async function closeLateResultAction(
  lateResultId: number,
): Promise<Result<ClosedAnswer, LateResultError | AccessError>> {
  return runCloseLateResult({ lateResultId });
}

function toAnswer<E>(result: Result<OrderView, E>): Result<{ order: OrderView }, E> {
  return result.ok ? { ok: true, value: { order: result.value } } : result;
}

export async function cancelOrderAction(orderId: string): Promise<OrderCommandAnswer> {
  return runCancelOrder({ orderId });
}

export async function checkOrderAction(orderId: string): Promise<OrderCommandAnswer> {
  return runCheckOrder({ orderId });
}

const runPrintReceipt = defineAction<{ orderId: string }, { readonly copy: number }, ReceiptError>({
  name: "printReceipt",
  schema: commandInput,
  permission: "printReceipt",
  onBadInput: { code: "nothing_to_print" },
  run: (context, session, { orderId }) => printReceipt(context, session, orderId),
});

export async function printReceiptAction(
  orderId: string,
): Promise<Result<{ readonly copy: number }, ReceiptError | AccessError>> {
  return runPrintReceipt({ orderId });
}

const runReconcile = defineAction<object, null, ReconcileError>({
  name: "reconcile",
  schema: z.strictObject({}),
  permission: "reconcile",
  onBadInput: { code: "provider_unreachable" },
  run: async (context, session) => askForReconciliation(context, session),
});

export async function reconcileAction(): Promise<Result<null, ReconcileError | AccessError>> {
  return runReconcile({});
}

const runOverridePause = defineAction<{ planCode: string }, Overridden, OverrideError>({
  name: "overridePause",
  schema: z.strictObject({ planCode: planCodeSchema }),
  permission: "overridePause",
  onBadInput: { code: "not_understood" },
  run: ({ engine }, session, { planCode }) => overridePause(engine, session, planCode),
});

export async function overridePauseAction(planCode: string): Promise<Result<Overridden, OverrideError | AccessError>> {
  return runOverridePause({ planCode });
}

const runChangeSettings = defineAction<SettingsInput, null, SettingsError>({
  name: "changeSettings",
  schema: settingsSchema,
  permission: "settings",
  onBadInput: { code: "out_of_range" },
  run: async (context, session, input) => {
    // The rule of two people watches the shop's own people too: only who decides for the provider's account sets it.
    const mayLimit = can(session.role, "giveVerdict");
    await changeSettings(context, session, mayLimit ? input : { ...input, secondVerdictAboveDinars: null });
    return ok(null);
  },
});

export async function changeSettingsAction(input: SettingsInput): Promise<Result<null, SettingsError | AccessError>> {
  return runChangeSettings(input);
}

const YEAR_SECONDS = 365 * 24 * 60 * 60;

/** The language is a person's, on this device: a cookie, readable by scripts because it is no secret. */
export async function setLocaleAction(locale: string): Promise<void> {
  const parsed = z.enum(LOCALES).safeParse(locale);
  if (!parsed.success) return;
  (await cookies()).set(LOCALE_COOKIE, parsed.data, { path: "/", maxAge: YEAR_SECONDS, sameSite: "lax" });
  revalidatePath("/", "layout");
}

/** An operator acts in another shop from now on; anybody else's wish changes nothing. */
export async function chooseShopAction(shopId: number): Promise<void> {
  const chosen = await chooseShop(shopId);
  if (chosen.ok) revalidatePath("/", "layout");
}

/** Opens an order in its own shop: an operator acts in one shop at a time, and reconciliation speaks of all of them. */
export async function openOrderInShopAction(shopId: number, orderId: string): Promise<void> {
  const parsed = orderIdSchema.safeParse(orderId);
  if (!parsed.success || !(await chooseShop(shopId)).ok) return;
  revalidatePath("/", "layout");
  redirect(`/orders/${parsed.data}`);
}

export async function signOutAction(): Promise<void> {
  await endSession();
  redirect("/sign-in");
}
