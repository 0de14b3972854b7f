import type { Db } from "@/db/types";
import type { Session } from "@/lib/auth/types";
import { err, ok, type Result } from "@/lib/result";
import { claimLooks } from "./claim-orders";
import { dispatchOrder } from "./dispatch-orders";
import type { OrderCommandError } from "./errors";
import { applyGathered } from "./gather-outcomes";
import { lookUpOrder } from "./look-up-orders";
import { openGate } from "./open-gate";
import { inLane } from "./open-lanes";
import { findOrder } from "./queries";
import { openAllowance, returnRequests, takeRequests } from "./rate-budget";
import { isFinal } from "./status";
import type { EngineDeps } from "./types";
import type { OrderView } from "./view";

/** A person may ask as often as this; the answer of a moment ago is still the answer. */
const ASK_EVERY_MS = 3_000;

/**
 * Asks the provider about an order now, because a person wants to know. A queued one is sent if it may be. The engine's own
 * pace goes on; the same row lock and the same rate budget apply.
 */
export async function checkOrder(
  deps: EngineDeps & { readonly db: Db },
  session: Session,
  orderId: string,
): Promise<Result<OrderView, OrderCommandError>> {
  const known = await findOrder(deps.db, session.shopId, orderId);
  if (!known) return err({ code: "not_found" });
  if (isFinal(known.status)) return err({ code: "nothing_to_check" });
  if (known.status === "queued") await dispatchOrder(deps, orderId);
  else if (!(await lookNow(deps, session, orderId))) return err({ code: "checked_just_now" });
  const order = await findOrder(deps.db, session.shopId, orderId);
  return order ? ok(order) : err({ code: "not_found" });
}

async function lookNow(deps: EngineDeps, session: Session, orderId: string): Promise<boolean> {
  const now = deps.virtualNow()?.toISOString() ?? null;
  const [row] = await deps.sql<{ hastened: boolean }[]>`
    select hasten_look(${orderId}::uuid, ${session.shopId}::integer, ${ASK_EVERY_MS}::integer, ${now}::timestamptz) as hastened`;
  if (!row?.hastened) return false;
  const gate = await openGate(deps);
  // The look is due: whoever ticks next makes it, if the budget or the provider does not allow it here and now.
  if (gate.username === null || (await takeRequests(deps, 1, "look")) === 0) return true;
  const [order] = await claimLooks(deps, 1, orderId);
  if (!order) {
    await returnRequests(deps, 1);
    return true;
  }
  const looked = await inLane(deps, () => lookUpOrder(deps, order, gate.username, openAllowance(deps, 1, "look")));
  await applyGathered(deps.outcomes, looked);
  return true;
}
