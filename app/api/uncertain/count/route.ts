import { answerJson, defineRoute } from "@/lib/boundary/route";
import { readShelfCounts } from "@/lib/orders/list-uncertain";

export const GET = defineRoute("uncertainCount", null, async ({ db }, session) =>
  answerJson(await readShelfCounts(db, session.shopId)),
);
