import "server-only";
import { cache } from "react";
import { can } from "@/lib/auth/roles";
import type { Session } from "@/lib/auth/types";
import { listShops } from "@/lib/auth/queries";
import { ORDER_ID_PATTERN } from "@/lib/id";
import { getBalance, listStatement } from "@/lib/ledger/queries";
import { listRegulars } from "@/lib/orders/list-regulars";
import { listUncertain, readShelfCounts } from "@/lib/orders/list-uncertain";
import { readPauses } from "@/lib/orders/list-pauses";
import { countReceipts } from "@/lib/orders/print-receipt";
import { findOrder, findOrderDetail, listOrders, listSellers } from "@/lib/orders/queries";
import { hasReceipt } from "@/lib/orders/status";
import type { OrderFilter } from "@/lib/orders/view";
import { listPlans } from "@/lib/plans/queries";
import { getReconcileView } from "@/lib/reconcile/queries";
import { explainFigure } from "@/lib/reports/explain-figure";
import { parseFigure } from "@/lib/reports/parse-figure";
import { parsePeriod } from "@/lib/reports/parse-period";
import { readReport } from "@/lib/reports/read-report";
import type { Sight } from "@/lib/reports/view";
import { getSettings } from "@/lib/settings/queries";
import { getContext } from "./context";
import { getPace } from "./pace";
import { requirePermission, requireSession } from "./session";

/** Rows beneath the counter: what fits on a screen without scrolling, and a little more. */
const RECENT_ORDERS = 12;

/** Each of these authorises by itself; pages only choose which to call. */
export const loadShell = cache(async () => {
  const session = await requireSession();
  const { db } = getContext();
  const [shops, shelf] = await Promise.all([
    can(session.role, "everyShop") ? listShops(db) : [],
    readShelfCounts(db, session.shopId),
  ]);
  return { session, shops, shelf };
});

export async function loadCounter() {
  const session = await requireSession();
  const { db, sql } = getContext();
  const [plans, balance, recent, regulars, pauses, pace] = await Promise.all([
    listPlans(db, session.shopId),
    getBalance(db, session.shopId),
    listOrders(db, session.shopId, {}, null, RECENT_ORDERS),
    listRegulars(db, session.shopId),
    readPauses(sql, session.shopId),
    getPace(session.shopId),
  ]);
  return { session, plans, balance, recent, regulars, pauses, pace };
}

export async function loadOrders(filter: OrderFilter, cursor: string | null = null) {
  const session = await requireSession();
  const { db } = getContext();
  const [page, sellers, plans] = await Promise.all([
    listOrders(db, session.shopId, filter, cursor),
    listSellers(db, session.shopId),
    listPlans(db, session.shopId),
  ]);
  return { session, page, sellers, operators: [...new Set(plans.map((plan) => plan.operator))] };
}

/** Null for an id that is no order of this shop, whoever else's it may be. */
export async function loadOrder(id: string) {
  const session = await requireSession();
  if (!ORDER_ID_PATTERN.test(id)) return null;
  const order = await findOrderDetail(getContext().db, session.shopId, id, can(session.role, "seeCost"));
  return order ? { session, order } : null;
}

/** A receipt is for what was delivered: null for anything else, and for whoever may not print one. */
export async function loadReceipt(id: string) {
  const session = await requirePermission("printReceipt");
  if (!ORDER_ID_PATTERN.test(id)) return null;
  const { db, sql } = getContext();
  const [order, copies] = await Promise.all([
    findOrder(db, session.shopId, id),
    countReceipts(sql, session.shopId, id),
  ]);
  return order && hasReceipt(order) ? { session, order, copies } : null;
}

export async function loadShelf() {
  const session = await requireSession();
  return { session, shelf: await listUncertain(getContext().db, session.shopId) };
}

export async function loadBalance(cursor: string | null = null) {
  const session = await requirePermission("seeBalance");
  const { db } = getContext();
  const [balance, statement, pace] = await Promise.all([
    getBalance(db, session.shopId),
    listStatement(db, session.shopId, parseStatementCursor(cursor)),
    getPace(session.shopId),
  ]);
  return { session, balance, statement, pace };
}

type Get = (name: string) => string | undefined;

function sightOf(session: Session): Sight {
  return { profit: can(session.role, "seeProfit"), cost: can(session.role, "seeCost") };
}

export async function loadReport(get: Get) {
  const session = await requirePermission("seeReports");
  const { db, sql } = getContext();
  const now = new Date();
  const { period, ignored } = parsePeriod(get, now);
  const [report, balance, pace] = await Promise.all([
    readReport(sql, session.shopId, period, sightOf(session), now),
    getBalance(db, session.shopId),
    getPace(session.shopId),
  ]);
  return { report, balance, pace, ignored, now };
}

/** Null for a figure that does not exist, or that is none of the viewer's. */
export async function loadExplanation(get: Get) {
  const session = await requirePermission("seeReports");
  const { sql } = getContext();
  const now = new Date();
  const { period, ignored } = parsePeriod(get, now);
  const sight = sightOf(session);
  const asked = parseFigure(get, period, sight);
  if (asked === null) return null;
  const cursor = parseStatementCursor(get("cursor") ?? null);
  const question = { period, figure: asked.figure, scope: asked.scope, sight, now };
  const explanation = await explainFigure(sql, session.shopId, question, cursor === null ? null : String(cursor));
  return { sight, explanation, ...asked, ignored: [...ignored, ...asked.ignored] };
}

export async function loadReconciliation() {
  const session = await requirePermission("reconcile");
  return { session, view: await getReconcileView(getContext().sql) };
}

export async function loadSettings() {
  const session = await requirePermission("settings");
  return { session, settings: await getSettings(getContext().sql, session.shopId) };
}

export function parseStatementCursor(cursor: string | null): number | null {
  return cursor !== null && /^[0-9]{1,15}$/.test(cursor) ? Number(cursor) : null;
}
