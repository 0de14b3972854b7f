import type { Db } from "@/db/types";
import type { Session } from "@/lib/auth/types";
import { err, ok, type Result } from "@/lib/result";
import type { OrderCommandError } from "./errors";
import { applyGathered } from "./gather-outcomes";
import { findOrder } from "./queries";
import type { EngineDeps } from "./types";
import type { OrderView } from "./view";

/**
 * Calls a queued order back and releases its money. Against a dispatch at the same moment, one row lock decides. One that is
 * cancelled already is the answer that was wanted: whoever heard nothing of the first press may press again.
 */
export async function cancelOrder(
  deps: EngineDeps & { readonly db: Db },
  session: Session,
  orderId: string,
): Promise<Result<OrderView, OrderCommandError>> {
  if (!(await findOrder(deps.db, session.shopId, orderId))) return err({ code: "not_found" });
  const { verdict } = await applyGathered(deps.outcomes, { orderId, word: "cancel", staffId: session.staffId });
  const order = await findOrder(deps.db, session.shopId, orderId);
  if (!order) return err({ code: "not_found" });
  const isCancelled = verdict === "moved" || order.status === "cancelled";
  return isCancelled ? ok(order) : err({ code: "too_late_to_cancel" });
}
