import { createGatherer, type Gatherer } from "@/lib/gather";
import { centimesToDinars } from "@/lib/money/centimes";
import type { SendOutcome } from "@/lib/oneclick/types";
import type { Applied, Outcome } from "./apply-outcomes";
import { claimSends } from "./claim-orders";
import { applyGathered } from "./gather-outcomes";
import { lookUpOrder } from "./look-up-orders";
import { FIRST_DOUBT_LOOK_MS, FIRST_LOOK_MS } from "./next-look";
import { heedAnswer, LATER_DEFAULT_MS, openGate } from "./open-gate";
import { inLane } from "./open-lanes";
import { openAllowance, returnRequests, takeRequests } from "./rate-budget";
import type { ClaimedOrder, EngineDeps } from "./types";

/** What the answer to a POST means for the order that was sent. */
export function outcomeOfSend(order: ClaimedOrder, answer: SendOutcome): Outcome {
  const base = { orderId: order.id, isAnswer: true } as const;
  const detail = { attempt: order.sendCount, requestId: answer.requestId, httpStatus: answer.httpStatus };
  switch (answer.kind) {
    case "accepted":
      return {
        ...base,
        word: "accepted",
        topupId: answer.topupId,
        topupRef: answer.topupRef,
        answer: "accepted",
        dueInMs: FIRST_LOOK_MS,
        detail,
      };
    case "refused":
      return {
        ...base,
        word: "refused",
        answer: answer.code.toLowerCase(),
        refusalCode: answer.code,
        refusalMessage: answer.message,
        dueInMs: FIRST_DOUBT_LOOK_MS,
        detail,
      };
    case "later":
      return {
        ...base,
        word: "later",
        answer: answer.reason,
        dueInMs: answer.retryAfterMs ?? LATER_DEFAULT_MS,
        detail,
      };
    case "exists":
      // An earlier POST arrived after all; which one, the look-up says.
      return { ...base, word: "unknown", answer: "exists", dueInMs: 0, detail };
    case "unknown":
      return { ...base, word: "unknown", answer: answer.reason, dueInMs: FIRST_DOUBT_LOOK_MS, detail };
  }
}

/** Sends a claimed order, once, and turns the answer into an outcome; a taken reference is looked up at once. */
export async function sendClaimed(deps: EngineDeps, order: ClaimedOrder, username: string): Promise<Outcome> {
  const answer = await deps.upstream.send({
    planCode: order.planCode,
    msisdn: order.msisdn,
    amountDinars: centimesToDinars(order.faceCentimes),
    ref: order.id,
  });
  deps.log.info(
    {
      orderId: order.id,
      attempt: order.sendCount,
      kind: answer.kind,
      httpStatus: answer.httpStatus,
      requestId: answer.requestId,
    },
    "sent",
  );
  await heedAnswer(deps, answer);
  if (answer.kind !== "exists") return outcomeOfSend(order, answer);
  const looked = await lookUpOrder(deps, order, username, openAllowance(deps, 0, "send"));
  return looked.word === "seen" || looked.word === "mismatch" ? looked : outcomeOfSend(order, answer);
}

/** Sends one queued order now, if it is due and the provider may be spoken to. What is not sent here, the next tick sends. */
export async function dispatchOrder(deps: EngineDeps, orderId: string): Promise<Applied | null> {
  const permit = await permitsOf(deps).gather(orderId);
  if (!permit.ok || permit.value === null) return null;
  const { username } = permit.value;
  const [order] = await claimSends(deps, 1, orderId);
  if (!order) {
    await returnRequests(deps, 1);
    return null;
  }
  return applyGathered(deps.outcomes, await inLane(deps, () => sendClaimed(deps, order, username)));
}

/** One of a minute's requests, taken for one order. */
type Permit = { readonly username: string };

/** Orders that wait to hear whether they may leave; the tick sends what is not even asked about. */
const PERMITS_QUEUE_MAX = 1_000;
const PERMITS_BATCH_MAX = 500;

/**
 * Sales come far faster than the provider allows requests, and nearly all of them leave with a tick. So those of one moment ask
 * together, once, whether anything may be sent and how much of the minute's budget is left; who comes first is allowed first.
 */
function gatherPermits(deps: EngineDeps): Gatherer<string, Permit | null> {
  return createGatherer<string, Permit | null>({
    async run(orderIds) {
      const gate = await openGate(deps);
      if (!gate.isOpen) return orderIds.map(() => null);
      const taken = await takeRequests(deps, orderIds.length, "send");
      return orderIds.map((_, index) => (index < taken ? { username: gate.username } : null));
    },
    batchMax: PERMITS_BATCH_MAX,
    runningMax: 1,
    queueMax: PERMITS_QUEUE_MAX,
    // What was taken of the budget is not known then, and nobody is to ask for it twice: the tick sends them.
    isUndone: () => false,
  });
}

const permits = new WeakMap<EngineDeps, Gatherer<string, Permit | null>>();

function permitsOf(deps: EngineDeps): Gatherer<string, Permit | null> {
  const known = permits.get(deps);
  if (known) return known;
  const gatherer = gatherPermits(deps);
  permits.set(deps, gatherer);
  return gatherer;
}
