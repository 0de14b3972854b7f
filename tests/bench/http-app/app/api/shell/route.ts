import { answerJson, defineRoute } from "@/lib/boundary/route";
import { placeOrderSchema } from "@/lib/orders/schema";

/** What a route handler of the product does before and after its own work. */
export const POST = defineRoute("nothing", "sell", async (_context, _session, request) =>
  answerJson({ ok: placeOrderSchema.safeParse(await request.json()).success }),
);
