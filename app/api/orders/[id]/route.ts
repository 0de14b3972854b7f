import { can } from "@/lib/auth/roles";
import { answerJson, defineRoute } from "@/lib/boundary/route";
import { ORDER_ID_PATTERN } from "@/lib/id";
import { findOrderDetail } from "@/lib/orders/queries";

export const GET = defineRoute<{ id: string }>("order", null, async ({ db }, session, _request, { id }) => {
  const seesCost = can(session.role, "seeCost");
  const order = ORDER_ID_PATTERN.test(id) ? await findOrderDetail(db, session.shopId, id, seesCost) : null;
  return order ? answerJson(order) : answerJson({ code: "not_found" }, 404);
});
