import { answerJson, defineRoute } from "@/lib/boundary/route";
import { listUncertain } from "@/lib/orders/list-uncertain";

export const GET = defineRoute("uncertain", null, async ({ db }, session) =>
  answerJson(await listUncertain(db, session.shopId)),
);
