import { and, asc, desc, eq, inArray, isNotNull, isNull, sql, type SQL } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";
import { preparedOnce } from "@/lib/prepared";
import type { Db } from "@/db/types";
import { lateResults, orders, shops, staff, verdicts } from "@/db/schema";
import type { ShopId } from "@/lib/id";
import { findCorrections } from "./find-corrections";
import { selectOrders, toOrderView } from "./queries";
import type { LateResultView, ShelfCounts, ShelfOrderView, ShelfView, VoiceView } from "./view";

/** A shelf longer than this is an outage of the provider's, and its first hundred say so. */
const SHELF_MAX = 100;
const CLOSED_MAX = 20;
/** More than this in the navigation is "many". */
const COUNT_MAX = 100;

const shop = sql`${sql.placeholder("shopId")}::integer`;

/** Uncertain, or on its way for longer than a customer waits: some of the few in `orders_shop_open_idx`. */
function isOnShelf(): SQL | undefined {
  const waited = sql`now() - make_interval(secs => (select late_after_seconds from shops where id = ${shop}))`;
  return and(
    sql`${orders.shopId} = ${shop}`,
    isNull(orders.finishedAt),
    sql`${orders.book} = 'live'`,
    sql`(${orders.status} = 'uncertain' or ${orders.placedAt} < ${waited})`,
  );
}

export async function readShelfCounts(db: Db, shopId: ShopId): Promise<ShelfCounts> {
  const statement = preparedOnce(db, "read_shelf_counts", (own, name) => {
    const open = own.select({ id: orders.id }).from(orders).where(isOnShelf()).limit(COUNT_MAX).as("open");
    const late = own
      .select({ id: lateResults.id })
      .from(lateResults)
      .where(and(sql`${lateResults.shopId} = ${shop}`, isNull(lateResults.closedAt)))
      .limit(COUNT_MAX)
      .as("late");
    return own
      .select({ open: sql<number>`count(*)::integer`, late: sql<number>`(select count(*)::integer from ${late})` })
      .from(open)
      .prepare(name);
  });
  const [row] = await statement.execute({ shopId });
  return { open: row?.open ?? 0, late: row?.late ?? 0 };
}

/** Oldest first: the one that has waited longest is the one to see to. */
async function listShelfOrders(db: Db, shopId: ShopId): Promise<ShelfOrderView[]> {
  const statement = preparedOnce(db, "list_shelf_orders", (own, name) =>
    selectOrders(own).where(isOnShelf()).orderBy(asc(orders.placedAt)).limit(SHELF_MAX).prepare(name),
  );
  const [rows, [rule]] = await Promise.all([
    statement.execute({ shopId }),
    db.select({ above: shops.secondVerdictAboveCentimes }).from(shops).where(eq(shops.id, shopId)),
  ]);
  const voices = await listVoices(
    db,
    shopId,
    rows.map(({ order }) => order.id),
  );
  return rows.map((row) => ({
    ...toOrderView(row),
    lastAnswer: row.order.lastAnswer,
    providerStatus: row.order.providerStatus,
    sendCount: row.order.sendCount,
    lookCount: row.order.lookCount,
    lastLookAt: row.order.lastLookAt?.toISOString() ?? null,
    nextLookAt: row.order.status === "queued" ? null : (row.order.dueAt?.toISOString() ?? null),
    voices: voices.get(row.order.id) ?? [],
    voicesNeeded: rule && row.order.faceCentimes > rule.above ? 2 : 1,
  }));
}

async function listVoices(db: Db, shopId: ShopId, orderIds: readonly string[]): Promise<Map<string, VoiceView[]>> {
  const byOrder = new Map<string, VoiceView[]>();
  if (orderIds.length === 0) return byOrder;
  const rows = await db
    .selectDistinctOn([verdicts.orderId, verdicts.staffId], { voice: verdicts, staffName: staff.displayName })
    .from(verdicts)
    .innerJoin(staff, eq(staff.id, verdicts.staffId))
    .where(and(eq(verdicts.shopId, shopId), inArray(verdicts.orderId, [...orderIds])))
    .orderBy(verdicts.orderId, verdicts.staffId, desc(verdicts.id));
  for (const { voice, staffName } of rows) {
    const { staffId, said, reason, evidence } = voice;
    const view = { staffId, staffName, said, reason, evidence, at: voice.createdAt.toISOString() };
    byOrder.set(voice.orderId, [...(byOrder.get(voice.orderId) ?? []), view]);
  }
  return byOrder;
}

const closer = alias(staff, "closer");

async function listLateResults(db: Db, shopId: ShopId, isClosed: boolean): Promise<LateResultView[]> {
  const rows = await db
    .select({ result: lateResults, order: orders, sellerName: staff.displayName, closedByName: closer.displayName })
    .from(lateResults)
    .innerJoin(orders, eq(orders.id, lateResults.orderId))
    .innerJoin(staff, eq(staff.id, orders.staffId))
    .leftJoin(closer, eq(closer.id, lateResults.closedBy))
    .where(
      and(
        eq(lateResults.shopId, shopId),
        eq(orders.book, "live"),
        isClosed ? isNotNull(lateResults.closedAt) : isNull(lateResults.closedAt),
      ),
    )
    .orderBy(isClosed ? desc(lateResults.closedAt) : asc(lateResults.id))
    .limit(isClosed ? CLOSED_MAX : SHELF_MAX);
  return rows.map(({ result, order, sellerName, closedByName }) => {
    const view = toOrderView({ order, sellerName });
    return {
      id: result.id,
      kind: result.kind,
      said: result.said,
      cashCentimes: result.cashCentimes.toString(),
      createdAt: result.createdAt.toISOString(),
      closedAt: result.closedAt?.toISOString() ?? null,
      closedByName,
      isByPeople: order.verdictAt !== null,
      corrections: result.kind === "contradiction" ? findCorrections(view, result.said) : [],
      order: view,
    };
  });
}

/** Everything on the screen of what is uncertain, of one shop. */
export async function listUncertain(db: Db, shopId: ShopId): Promise<ShelfView> {
  const [counts, shelf, results, closed] = await Promise.all([
    readShelfCounts(db, shopId),
    listShelfOrders(db, shopId),
    listLateResults(db, shopId, false),
    listLateResults(db, shopId, true),
  ]);
  return { ...counts, orders: shelf, results, closed };
}
