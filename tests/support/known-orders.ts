import type postgres from "postgres";
import { mintShopId } from "@/lib/auth/shop-id";
import type { ShopId } from "@/lib/id";
import { formatSlipCode } from "@/lib/orders/format-slip-code";
import type { OrderFilter } from "@/lib/orders/view";

/** Something of everything in the largest shop of a made database: what readers are asked about. */
export type Known = {
  readonly shopId: ShopId;
  readonly orderId: string;
  readonly msisdn: string;
  readonly day: string;
  readonly owner: number;
  readonly rareSeller: number;
  readonly cursor: string;
  readonly moment: string;
};

/** `hotOrders`: as many as that shop has. */
export async function pickKnown(sql: postgres.Sql<{ bigint: bigint }>, hotOrders: number): Promise<Known> {
  const [shop] = await sql<{ id: number }[]>`select min(id) as id from shops`;
  if (!shop) throw new Error("no shops were made");
  const [order] = await sql<{ id: string; msisdn: string; placedAt: Date }[]>`
    select id, msisdn, placed_at as "placedAt" from orders where shop_id = ${shop.id} and status = 'fulfilled'
    order by placed_at offset ${hotOrders / 2} limit 1`;
  const [people] = await sql<{ first: number; last: number }[]>`
    select min(id) as first, max(id) as last from staff where shop_id = ${shop.id}`;
  const [moment] = await sql<{ cursor: string }[]>`select pg_current_snapshot()::text as cursor`;
  if (!order || !people || !moment) throw new Error("the shop is empty");
  return {
    shopId: mintShopId(shop.id),
    orderId: order.id,
    msisdn: order.msisdn,
    day: order.placedAt.toISOString().slice(0, 10),
    ...{ owner: people.first, rareSeller: people.last },
    cursor: `${order.placedAt.toISOString()}_${order.id}`,
    moment: moment.cursor,
  };
}

/** Every filter alone, those that contradict each other, those that hardly anything fits, and all of it at once. */
export function filters({ owner, rareSeller, day, msisdn, orderId }: Known): OrderFilter[] {
  const alone: OrderFilter[] = [
    ...(["queued", "uncertain", "fulfilled", "refunded", "cancelled"] as const).map((status) => ({ status })),
    ...["Mobilis", "Pixx", "nobody's"].map((operator) => ({ operator })),
    ...[owner, rareSeller, 1].map((staffId) => ({ staffId })),
    ...[{ day }, { day: "2001-01-01" }],
  ];
  const numbers = [1, 2, 3, 4, 5, 6, 8, 10].flatMap((length) => [msisdn.slice(0, length), msisdn.slice(-length)]);
  const searches = [...numbers, "0712", "0599", "99", orderId, formatSlipCode(orderId), "nothing"].map((q) => ({ q }));
  const together: OrderFilter[] = [
    { operator: "Pixx", staffId: owner },
    { operator: "Pixx", staffId: rareSeller, status: "refunded" },
    { operator: "Djezzy", status: "cancelled", day },
    { status: "fulfilled", staffId: rareSeller },
    ...["05", "0", "712", msisdn, msisdn.slice(-4)].flatMap((q) => [
      { q, operator: "Mobilis" },
      { q, operator: "Pixx", staffId: owner, status: "refunded" as const },
      { q, day },
    ]),
  ];
  return [{}, ...alone, ...searches, ...together];
}
