import { and, asc, desc, eq, gte, inArray, like, lt, or, sql, type SQL } from "drizzle-orm";
import { z } from "zod";
import type { Db } from "@/db/types";
import { orderEvents, orders, staff } from "@/db/schema";
import type { ShopId } from "@/lib/id";
import { ORDER_ID_PATTERN } from "@/lib/id";
import { listOrderTransfers } from "@/lib/ledger/queries";
import { parseOrderSearch } from "./parse-search";
import type { OrderDetailView, OrderEventView, OrderFilter, OrderPageView, OrderView } from "./view";

export const ORDERS_PAGE_SIZE = 50;
/** Counting stops here: "10 000+" is as good as the number, and a scan of a million rows is not. */
const COUNT_MAX = 10_001;
/** Africa/Algiers has had no daylight saving since 1981. */
const ALGIERS_OFFSET = "+01:00";

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

/** The conditions of a filter. A `day` is a calendar day in Africa/Algiers; `q` is a whole id, the code of a slip, or the first or last digits of a number. */
function conditionsOf(shopId: ShopId, filter: OrderFilter): SQL | undefined {
  const day = filter.day === undefined ? null : new Date(`${filter.day}T00:00:00${ALGIERS_OFFSET}`);
  return and(
    eq(orders.shopId, shopId),
    eq(orders.book, "live"),
    filter.status === undefined ? undefined : eq(orders.status, filter.status),
    filter.operator === undefined ? undefined : eq(orders.operator, filter.operator),
    filter.staffId === undefined ? undefined : eq(orders.staffId, filter.staffId),
    day === null ? undefined : gte(orders.placedAt, day),
    day === null ? undefined : lt(orders.placedAt, new Date(day.getTime() + 86_400_000)),
    filter.q === undefined ? undefined : conditionOfSearch(filter.q),
  );
}

function conditionOfSearch(text: string): SQL | undefined {
  const search = parseOrderSearch(text);
  if (search === null) return sql`false`;
  if (search.by === "id") return eq(orders.id, search.id);
  if (search.by === "code") return sql`right(${orders.id}::text, 6) = ${search.code}`;
  const reversed = [...search.digits].reverse().join("");
  return or(like(orders.msisdn, `${search.digits}%`), like(sql`reverse(${orders.msisdn})`, `${reversed}%`));
}

/** As `listOrders` writes it. Years before 2000 are nobody's, and some the database cannot read. */
const cursorSchema = z.tuple([z.iso.datetime().regex(/^[2-9]/), z.string().regex(ORDER_ID_PATTERN)]);

function parseCursor(cursor: string): { placedAt: string; id: string } | null {
  const [placedAt, id] = cursor.split("_");
  const parsed = cursorSchema.safeParse([placedAt, id]);
  return parsed.success ? { placedAt: parsed.data[0], id: parsed.data[1] } : null;
}

/** A page of a shop's orders, newest first, by keyset: a deep page costs what the first one does. A cursor nobody issued is the first page. */
export async function listOrders(
  db: Db,
  shopId: ShopId,
  filter: OrderFilter,
  cursor: string | null,
  pageSize: number = ORDERS_PAGE_SIZE,
): Promise<OrderPageView> {
  const where = conditionsOf(shopId, filter);
  const after = cursor === null ? null : parseCursor(cursor);
  const beyond = after && sql`(${orders.placedAt}, ${orders.id}) < (${after.placedAt}::timestamptz, ${after.id}::uuid)`;
  const [rows, [counted]] = await Promise.all([
    selectOrders(db)
      .where(beyond ? and(where, beyond) : where)
      .orderBy(desc(orders.placedAt), desc(orders.id))
      .limit(pageSize + 1),
    db.select({ total: sql<number>`count(*)::integer` }).from(
      db
        .select({ one: sql`1`.as("one") })
        .from(orders)
        .where(where)
        .limit(COUNT_MAX)
        .as("capped"),
    ),
  ]);
  const page = rows.slice(0, pageSize);
  const last = page.at(-1);
  return {
    rows: page.map(toOrderView),
    nextCursor: rows.length > pageSize && last ? `${last.order.placedAt.toISOString()}_${last.order.id}` : null,
    countCapped: counted?.total ?? 0,
  };
}

/** Views of the orders named, in no particular order; ids of other shops are simply not found. */
export async function listOrdersById(db: Db, shopId: ShopId, ids: readonly string[]): Promise<OrderView[]> {
  if (ids.length === 0) return [];
  const rows = await selectOrders(db).where(and(eq(orders.shopId, shopId), inArray(orders.id, [...ids])));
  return rows.map(toOrderView);
}

/** One order of the shop, or null: another shop's order does not exist here. */
export async function findOrder(db: Db, shopId: ShopId, orderId: string): Promise<OrderView | null> {
  const [view] = await listOrdersById(db, shopId, [orderId]);
  return view ?? null;
}

async function listOrderEvents(db: Db, shopId: ShopId, orderId: string): Promise<OrderEventView[]> {
  const rows = await db
    .select({ event: orderEvents, staffName: staff.displayName })
    .from(orderEvents)
    .leftJoin(staff, eq(staff.id, orderEvents.staffId))
    .where(and(eq(orderEvents.orderId, orderId), eq(orderEvents.shopId, shopId)))
    .orderBy(asc(orderEvents.id));
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

/** Everything about one order. The provider's figures only for those who may see them. */
export async function findOrderDetail(
  db: Db,
  shopId: ShopId,
  orderId: string,
  seesCost: boolean,
): Promise<OrderDetailView | null> {
  const [[row], events, transfers, followUps] = await Promise.all([
    selectOrders(db).where(and(eq(orders.shopId, shopId), eq(orders.id, orderId))),
    listOrderEvents(db, shopId, orderId),
    listOrderTransfers(db, shopId, orderId),
    db
      .select({ id: orders.id, status: orders.status, planName: orders.planName })
      .from(orders)
      .where(and(eq(orders.shopId, shopId), eq(orders.originOrderId, orderId)))
      .orderBy(asc(orders.placedAt))
      .limit(10),
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
  return db
    .select({ staffId: staff.id, name: staff.displayName })
    .from(staff)
    .where(eq(staff.shopId, shopId))
    .orderBy(asc(staff.displayName));
}
