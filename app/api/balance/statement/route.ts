import { parseStatementCursor } from "@/lib/boundary/reads";
import { answerJson, defineRoute } from "@/lib/boundary/route";
import { listStatement } from "@/lib/ledger/queries";

export const GET = defineRoute("statement", "seeBalance", async ({ db }, session, request) => {
  const cursor = new URL(request.url).searchParams.get("cursor");
  return answerJson(await listStatement(db, session.shopId, parseStatementCursor(cursor)));
});
