import { answerJson, defineRoute } from "@/lib/boundary/route";
import { parseOrderFilter } from "@/lib/orders/parse-filter";
import { listOrders, ORDERS_PAGE_SIZE } from "@/lib/orders/queries";

export const GET = defineRoute("orders", null, async ({ db }, session, request) => {
  const query = new URL(request.url).searchParams;
  const { filter } = parseOrderFilter((name) => query.get(name));
  const asked = Number(query.get("limit") ?? ORDERS_PAGE_SIZE);
  const limit = Number.isInteger(asked) && asked >= 1 && asked <= ORDERS_PAGE_SIZE ? asked : ORDERS_PAGE_SIZE;
  return answerJson(await listOrders(db, session.shopId, filter, query.get("cursor"), limit));
});
