import type { Sql } from "@/db/types";
import type { Session } from "@/lib/auth/types";
import { err, ok, type Result } from "@/lib/result";
import type { LateResultError } from "./errors";

/** The customer has been told, or the cash given back: the entry leaves the inbox, with who did it and when. */
export async function closeLateResult(
  { sql }: { readonly sql: Sql },
  session: Session,
  lateResultId: number,
): Promise<Result<{ readonly lateResultId: number }, LateResultError>> {
  const [row] = await sql<{ answer: "closed" | LateResultError["code"] }[]>`
    select close_late_result(${lateResultId}::bigint, ${session.shopId}::integer, ${session.staffId}::integer, null) as answer`;
  if (!row) throw new Error("no answer to closing a late result");
  return row.answer === "closed" ? ok({ lateResultId }) : err({ code: row.answer });
}
