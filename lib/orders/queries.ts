import { and, asc, desc, eq, sql } from "drizzle-orm";
import { z } from "zod";
import { preparedOnce } from "@/lib/prepared";
import type { Db } from "@/db/types";
import { orderEvents, orders, staff } from "@/db/schema";
import type { ShopId } from "@/lib/id";
import { ORDER_ID_PATTERN } from "@/lib/id";
import { listOrderTransfers } from "@/lib/ledger/queries";
import { selectOrderIds, valuesOfOrderIds, type OrderIds, type Place } from "./list-order-ids";
import type { OrderDetailView, OrderEventView, OrderFilter, OrderPageView, OrderView } from "./view";

export const ORDERS_PAGE_SIZE = 50;
/** Counting stops here: "10 000+" is as good as the number, and a scan of a million rows is not. */
const COUNT_MAX = 10_001;
/** Rows that a page's statement reads, one more than are shown; few values, because each is a statement of its own. */
const ROWS_READ = [13, ORDERS_PAGE_SIZE + 1];

const FOLLOW_UPS_MAX = 10;

const offersSchema = z.array(z.object({ name: z.string(), planCode: z.string(), amountDinars: z.number().int() }));

export function selectOrders(db: Db) {
  return db
    .select({ order: orders, sellerName: staff.displayName })
    .from(orders)
    .innerJoin(staff, eq(staff.id, orders.staffId));
}

type OrderRow = Awaited<ReturnType<typeof selectOrders>>[number];

export function toOrderView({ order, sellerName }: OrderRow): OrderView {
  // What we wrote ourselves is still parsed: a column of JSON is an edge like any other.
  const offers = offersSchema.safeParse(order.suggestedOffers);
  return {
    id: order.id,
    msisdn: order.msisdn,
    operator: order.operator,
    planCode: order.planCode,
    planName: order.planName,
    faceCentimes: order.faceCentimes.toString(),
    chargeCentimes: order.chargeCentimes.toString(),
    status: order.status,
    isRepeat: order.isRepeat,
    originOrderId: order.originOrderId,
    sellerName,
    staffId: order.staffId,
    placedAt: order.placedAt.toISOString(),
    finishedAt: order.finishedAt?.toISOString() ?? null,
    reversedAt: order.reversedAt?.toISOString() ?? null,
    refundMessage: order.refundMessage,
    offers: offers.success ? offers.data : [],
    refusalCode: order.refusalCode,
    version: order.version,
  };
}

/** As `listOrders` writes it. Years before 2000 are nobody's, and some the database cannot read. */
const cursorSchema = z.tuple([z.iso.datetime().regex(/^[2-9]/), z.string().regex(ORDER_ID_PATTERN)]);

function parseCursor(cursor: string): Place | null {
  const [placedAt, id] = cursor.split("_");
  const parsed = cursorSchema.safeParse([placedAt, id]);
  return parsed.success ? { placedAt: parsed.data[0], id: parsed.data[1] } : null;
}

function preparePage(db: Db, ids: OrderIds, limit: number) {
  return preparedOnce(db, `list_orders_${limit}_${ids.name}`, (own, name) =>
    own
      .select({ order: orders, sellerName: staff.displayName })
      .from(sql`(${ids.rows(limit)}) as page`)
      .innerJoin(orders, sql`${orders.id} = page.id`)
      .innerJoin(staff, eq(staff.id, orders.staffId))
      .orderBy(desc(sql`page.placed_at`), desc(sql`page.id`))
      .prepare(name),
  );
}

function prepareCount(db: Db, ids: OrderIds) {
  return preparedOnce(db, `count_orders_${ids.name}`, (own, name) =>
    own
      .select({ total: sql<number>`count(*)::integer` })
      .from(sql`(${ids.count(COUNT_MAX)}) as counted`)
      .prepare(name),
  );
}

/** Where a search by few digits stopped looking, when there is more behind. */
async function findEnd(db: Db, ids: OrderIds, values: Record<string, unknown>): Promise<Place | null> {
  const { end } = ids;
  if (end === null) return null;
  const statement = preparedOnce(db, `end_orders_${ids.name}`, (own, name) =>
    own
      .select({ id: sql<string>`last.id`, placedAt: sql`last.placed_at`.mapWith(orders.placedAt) })
      .from(sql`(${end}) as last`)
      .prepare(name),
  );
  const [last, next] = await statement.execute(values);
  return last && next ? { id: last.id, placedAt: last.placedAt.toISOString() } : null;
}

/**
 * A page of a shop's orders, newest first, by keyset: a deep page costs what the first one does. A cursor nobody issued is the
 * first page. A search by few digits looks at so many orders and no more: its pages may have fewer rows than asked for, or none,
 * and what it counts is what it has seen of the newest.
 */
export async function listOrders(
  db: Db,
  shopId: ShopId,
  filter: OrderFilter,
  cursor: string | null,
  pageSize: number = ORDERS_PAGE_SIZE,
): Promise<OrderPageView> {
  const after = cursor === null ? null : parseCursor(cursor);
  const ids = selectOrderIds(filter, after !== null);
  const counted = selectOrderIds(filter, false);
  const values = valuesOfOrderIds(shopId, filter, after);
  const limit = ROWS_READ.find((rows) => rows > pageSize) ?? pageSize + 1;
  const [rows, [count]] = await Promise.all([
    preparePage(db, ids, limit).execute(values),
    prepareCount(db, counted).execute(values),
  ]);
  const page = rows.slice(0, pageSize);
  const last = page.at(-1)?.order;
  const next =
    rows.length > pageSize && last
      ? { placedAt: last.placedAt.toISOString(), id: last.id }
      : await findEnd(db, ids, values);
  return {
    rows: page.map(toOrderView),
    nextCursor: next && `${next.placedAt}_${next.id}`,
    countCapped: count?.total ?? 0,
  };
}

const isOfShop = () => eq(orders.shopId, sql.placeholder("shopId"));

/** Views of the orders named, in no particular order; ids of other shops are simply not found. */
export async function listOrdersById(db: Db, shopId: ShopId, ids: readonly string[]): Promise<OrderView[]> {
  if (ids.length === 0) return [];
  const statement = preparedOnce(db, "list_orders_by_id", (own, name) =>
    selectOrders(own)
      .where(and(isOfShop(), sql`${orders.id} = any(${sql.placeholder("ids")}::text::uuid[])`))
      .prepare(name),
  );
  return (await statement.execute({ shopId, ids: `{${ids.join(",")}}` })).map(toOrderView);
}

/** One order of the shop, or null: another shop's order does not exist here. */
export async function findOrder(db: Db, shopId: ShopId, orderId: string): Promise<OrderView | null> {
  const [view] = await listOrdersById(db, shopId, [orderId]);
  return view ?? null;
}

async function listOrderEvents(db: Db, shopId: ShopId, orderId: string): Promise<OrderEventView[]> {
  const statement = preparedOnce(db, "list_order_events", (own, name) =>
    own
      .select({ event: orderEvents, staffName: staff.displayName })
      .from(orderEvents)
      .leftJoin(staff, eq(staff.id, orderEvents.staffId))
      .where(
        and(eq(orderEvents.orderId, sql.placeholder("orderId")), eq(orderEvents.shopId, sql.placeholder("shopId"))),
      )
      .orderBy(asc(orderEvents.id))
      .prepare(name),
  );
  const rows = await statement.execute({ shopId, orderId });
  return rows.map(({ event, staffName }) => ({
    id: event.id,
    kind: event.kind,
    fromStatus: event.fromStatus,
    toStatus: event.toStatus,
    staffName,
    detail: z.record(z.string(), z.unknown()).catch({}).parse(event.detail),
    at: event.createdAt.toISOString(),
  }));
}

/** What was sold in this one's place. */
async function listFollowUps(db: Db, shopId: ShopId, orderId: string): Promise<OrderDetailView["followUps"]> {
  const statement = preparedOnce(db, "list_follow_ups", (own, name) =>
    own
      .select({ id: orders.id, status: orders.status, planName: orders.planName })
      .from(orders)
      .where(and(isOfShop(), eq(orders.originOrderId, sql.placeholder("orderId"))))
      .orderBy(asc(orders.placedAt))
      .limit(FOLLOW_UPS_MAX)
      .prepare(name),
  );
  return statement.execute({ shopId, orderId });
}

/** Everything about one order. The provider's figures only for those who may see them. */
export async function findOrderDetail(
  db: Db,
  shopId: ShopId,
  orderId: string,
  seesCost: boolean,
): Promise<OrderDetailView | null> {
  const detail = preparedOnce(db, "find_order_detail", (own, name) =>
    selectOrders(own)
      .where(and(isOfShop(), eq(orders.id, sql.placeholder("orderId"))))
      .prepare(name),
  );
  const [[row], events, transfers, followUps] = await Promise.all([
    detail.execute({ shopId, orderId }),
    listOrderEvents(db, shopId, orderId),
    listOrderTransfers(db, shopId, orderId),
    listFollowUps(db, shopId, orderId),
  ]);
  if (!row) return null;
  const { order } = row;
  return {
    ...toOrderView(row),
    topupId: order.topupId,
    topupRef: order.topupRef,
    providerStatus: order.providerStatus,
    refusalMessage: order.refusalMessage,
    lastAnswer: order.lastAnswer,
    sendCount: order.sendCount,
    lookCount: order.lookCount,
    lastLookAt: order.lastLookAt?.toISOString() ?? null,
    nextLookAt: order.dueAt?.toISOString() ?? null,
    costCentimes: seesCost ? (order.costCentimes?.toString() ?? null) : null,
    providerChargedCentimes: seesCost ? (order.providerChargedCentimes?.toString() ?? null) : null,
    events,
    transfers,
    followUps,
  };
}

/** Who may be chosen in the seller filter. */
export async function listSellers(db: Db, shopId: ShopId): Promise<{ staffId: number; name: string }[]> {
  const statement = preparedOnce(db, "list_sellers", (own, name) =>
    own
      .select({ staffId: staff.id, name: staff.displayName })
      .from(staff)
      .where(eq(staff.shopId, sql.placeholder("shopId")))
      .orderBy(asc(staff.displayName))
      .prepare(name),
  );
  return statement.execute({ shopId });
}
