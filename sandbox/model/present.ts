import type { KeyRecord } from "./accounts";
import type { Page } from "./book";
import { toDinars } from "./centimes";
import type { Dialect } from "./dialect";
import type { Json } from "./envelope";
import { prefixedRef, type Order } from "./orders";
import type { Plan } from "./plans";
import type { WalletLine } from "./wallet";

export type OrderFrame = {
  readonly username: string;
  readonly dialect: Dialect;
  readonly isListed: boolean;
  /** A status to show instead of the order's own: a fault at work. */
  readonly statusOverride: string | null;
};

export function presentOrder(order: Order, { username, dialect, isListed, statusOverride }: OrderFrame): Json {
  const isBare = dialect.orderRef === "bare" || (dialect.orderRef === "mixed" && !isListed);
  const status = statusOverride ?? order.status;
  const isRefunded = status === "REFUNDED";
  const hasMessage = statusOverride === null && order.refundMessage !== null;
  return {
    _id: order.id,
    ref: isBare ? order.ref : prefixedRef(username, order.ref),
    status: wordFor(status, dialect),
    plan_code: order.planCode,
    MSSIDN: order.msisdn,
    topup_amount: order.amountDinars,
    balance_amount: isRefunded ? 0 : toDinars(order.chargeCentimes),
    created_at: new Date(order.createdAtMs).toISOString(),
    ...(hasMessage ? { refund_message: order.refundMessage } : {}),
    ...(statusOverride === null && order.offers.length > 0 ? { suggested_offers: order.offers.map(presentOffer) } : {}),
  };
}

function presentOffer({ typename, planCode, amountDinars }: Order["offers"][number]): Json {
  return { typename, plan_code: planCode, amount: amountDinars };
}

function wordFor(status: string, { finalWords }: Dialect): string {
  if (finalWords === "FULFILLED/REFUNDED") return status;
  if (status === "FULFILLED") return "SUCCESS";
  return status === "REFUNDED" ? "FAILED" : status;
}

export function presentPlans(plans: readonly Plan[], { grosCost }: Dialect): Json {
  const dynamicPlans: Json[] = [];
  const fixedPlans: Json[] = [];
  for (const plan of plans) {
    const isCostSaid = plan.code !== "GROS_MOBILIS" || grosCost === "present";
    const common = {
      code: plan.code,
      name: plan.name,
      operator: plan.operator,
      ...(isCostSaid ? { cost: Number(plan.cost) } : {}),
      isEnabled: plan.isEnabled,
    };
    if (plan.kind === "fixed") fixedPlans.push({ ...common, amount: plan.amountDinars });
    else dynamicPlans.push({ ...common, min_amount: plan.minDinars, max_amount: plan.maxDinars });
  }
  return { dynamicPlans, fixedPlans };
}

export function presentKey(record: KeyRecord, username: string, { validateFields }: Dialect): Json {
  const { key, isEnabled, type, scope, allowedIps } = record;
  if (validateFields === "three") return { username, apiKey: { type, scope, isEnabled } };
  return { username, apiKey: { key, isEnabled, type, allowedips: allowedIps, scope } };
}

export function presentLine(line: WalletLine): Json {
  return {
    _id: line.id,
    type: line.type,
    operation: line.operation,
    amount: toDinars(line.amountCentimes),
    oldBalance: toDinars(line.oldBalanceCentimes),
    newBalance: toDinars(line.newBalanceCentimes),
    objid: line.orderId,
    note: line.note,
    time: new Date(line.atMs).toISOString(),
  };
}

export function presentPage<T>({ rows, page, pageSize, totalResults }: Page<T>, present: (row: T) => Json): Json {
  const totalPages = Math.ceil(totalResults / pageSize);
  return { items: rows.map(present), pagination: { page, pageSize, totalPages, totalResults } };
}
