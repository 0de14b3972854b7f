import { answerJson, defineRoute } from "@/lib/boundary/route";
import { getBalance } from "@/lib/ledger/queries";

// Everyone who sells must see what there is to sell with; the statement asks for more.
export const GET = defineRoute("balance", null, async ({ db }, session) =>
  answerJson(await getBalance(db, session.shopId)),
);
