import { after } from "next/server";
import { reportIncident } from "@/lib/boundary/incident";
import { answerJson, defineRoute } from "@/lib/boundary/route";
import { dispatchOrder } from "@/lib/orders/dispatch-orders";
import { placeOrderSchema } from "@/lib/orders/schema";
import { submitOrder } from "@/lib/orders/submit-order";

/** Placing by a route handler, as the product's action does it. */
export const POST = defineRoute("place", "sell", async (context, session, request) => {
  const input = placeOrderSchema.safeParse(await request.json());
  if (!input.success) return answerJson({ code: "not_understood" }, 400);
  const answer = await submitOrder(context, session, input.data);
  if (answer.ok && answer.value.order.status === "queued" && answer.value.graceMs === 0) {
    after(() => dispatchOrder(context.engine, input.data.orderId).catch((error) => reportIncident(error, "dispatch")));
  }
  return answerJson(answer);
});
