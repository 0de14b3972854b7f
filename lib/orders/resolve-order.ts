import type { Db } from "@/db/types";
import type { Session } from "@/lib/auth/types";
import { err, ok, type Result } from "@/lib/result";
import type { VerdictError } from "./errors";
import { VERDICT_LOOK_BACK_MS } from "./next-look";
import { findOrder } from "./queries";
import type { VerdictInput } from "./schema";
import type { EngineDeps } from "./types";
import type { OrderView } from "./view";

/** What came of one person's word: the order is decided, or somebody else must agree. */
export type Resolved = { readonly order: OrderView; readonly state: "decided" | "second_needed" | "disputed" };

type Answer = Resolved["state"] | VerdictError["code"];

/**
 * A person says what became of an uncertain order, with the reason and what they saw. The database knows who may, how many
 * must agree, and moves the order and its money once they do.
 */
export async function resolveOrder(
  deps: EngineDeps & { readonly db: Db },
  session: Session,
  { orderId, said, reason, evidence }: VerdictInput,
): Promise<Result<Resolved, VerdictError>> {
  const now = deps.virtualNow()?.toISOString() ?? null;
  const [row] = await deps.sql<{ answer: Answer }[]>`
    select give_verdict(${orderId}::uuid, ${session.shopId}::integer, ${session.staffId}::integer, ${said}::text,
      ${reason}::text, ${evidence}::text, ${VERDICT_LOOK_BACK_MS}::bigint, ${now}::timestamptz) as answer`;
  if (!row) throw new Error("no answer to a verdict");
  const { answer } = row;
  if (answer !== "decided" && answer !== "second_needed" && answer !== "disputed") return err({ code: answer });
  deps.log.warn({ orderId, staffId: session.staffId, said, state: answer }, "a verdict was given");
  const order = await findOrder(deps.db, session.shopId, orderId);
  return order ? ok({ order, state: answer }) : err({ code: "not_found" });
}
