import { sql } from "drizzle-orm";
import { orders } from "@/db/schema";
import type { Db } from "@/db/types";
import type { ShopId } from "@/lib/id";
import { listBalances } from "@/lib/ledger/list-balances";
import type { LiveAsk } from "@/lib/live/message";
import { preparedOnce } from "@/lib/prepared";
import { selectOrders, toOrderView } from "./queries";
import type { LiveMessage, OrderView } from "./view";

/** Null for a shop without a balance: there is no such shop. */
type Answer = LiveMessage | null;

/**
 * The messages asked for, in the order asked, of however many shops, from two statements: the orders' views, then the balances,
 * as a balance read before them could be older than what they say. An order is found in the shop it is asked for in, and is in
 * no other shop's message.
 */
export async function listLiveMessages(db: Db, asks: readonly LiveAsk[]): Promise<Answer[]> {
  const told = asks.filter((ask) => ask.kind !== "reset");
  const views = await listViews(
    db,
    told.filter((ask) => ask.kind === "orders"),
  );
  const balances = await listBalances(db, [...new Set(told.map(({ shopId }) => shopId))]);
  return asks.map((ask): Answer => {
    if (ask.kind === "reset") return { type: "reset", spreadMs: ask.spreadMs };
    const balance = balances.get(ask.shopId);
    if (balance === undefined) return null;
    if (ask.kind === "balance") return { type: "balance", balance };
    const found = views.get(ask.shopId);
    return { type: "orders", orders: ask.orderIds.flatMap((id) => found?.get(id) ?? []), balance };
  });
}

type OrdersAsk = Extract<LiveAsk, { kind: "orders" }>;

async function listViews(db: Db, asks: readonly OrdersAsk[]): Promise<Map<number, Map<string, OrderView>>> {
  const wanted = asks.flatMap(({ shopId, orderIds }) => orderIds.map((id): [ShopId, string] => [shopId, id]));
  const views = new Map<number, Map<string, OrderView>>();
  if (wanted.length === 0) return views;
  const rows = await preparedOnce(db, "live_orders", prepareViews).execute({
    shopIds: `{${wanted.map(([shopId]) => shopId).join(",")}}`,
    orderIds: `{${wanted.map(([, id]) => id).join(",")}}`,
  });
  for (const row of rows) {
    const ofShop = views.get(row.order.shopId) ?? new Map<string, OrderView>();
    views.set(row.order.shopId, ofShop.set(row.order.id, toOrderView(row)));
  }
  return views;
}

/** Runs at every change anywhere, so it is parsed and planned once a connection. */
function prepareViews(db: Db, name: string) {
  return selectOrders(db)
    .where(
      sql`(${orders.shopId}, ${orders.id}) in (
        select * from unnest(${sql.placeholder("shopIds")}::integer[], ${sql.placeholder("orderIds")}::uuid[]))`,
    )
    .prepare(name);
}
