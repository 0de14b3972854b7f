import { getPace } from "@/lib/boundary/pace";
import { answerJson, defineRoute } from "@/lib/boundary/route";

// Everyone who sells sees the balance, and so how long it lasts.
export const GET = defineRoute("pace", null, async (_context, session) => answerJson(await getPace(session.shopId)));
