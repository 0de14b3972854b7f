import { answerJson, defineRoute } from "@/lib/boundary/route";
import { readPauses } from "@/lib/orders/list-pauses";

export const GET = defineRoute("pauses", null, async ({ sql }, session) =>
  answerJson(await readPauses(sql, session.shopId)),
);
