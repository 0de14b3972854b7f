import { answerJson, defineRoute } from "@/lib/boundary/route";
import { listPauses } from "@/lib/orders/list-pauses";

export const GET = defineRoute("pauses", "sell", async ({ sql }, session) =>
  answerJson(await listPauses(sql, session.shopId)),
);
