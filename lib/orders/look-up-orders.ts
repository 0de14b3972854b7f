import { prefixedRef, isSameRef } from "@/lib/oneclick/ref";
import type { ProviderOrder, ProviderStatus, ReadOutcome } from "@/lib/oneclick/types";
import { centimesToDinars } from "@/lib/money/centimes";
import type { Outcome } from "./apply-outcomes";
import { LOOK_BACK_AGAIN_MS, nextLookBackDelayMs, nextLookDelayMs, OVERDUE_MS } from "./next-look";
import { heedAnswer } from "./open-gate";
import { openAllowance, type Allowance } from "./rate-budget";
import type { OrderStatus } from "./status";
import type { ClaimedOrder, EngineDeps } from "./types";

const LIST_PAGE_SIZE = 100;
/** Pages walked for one order that neither form of its ref found: its window holds few orders. */
const LIST_PAGES_FOR_ONE_MAX = 3;
/** Provider and database do not share a clock. */
const CLOCK_SKEW_MS = 2 * 60_000;

const STATUS_OF: Readonly<Record<ProviderStatus, OrderStatus>> = {
  PENDING: "pending",
  HANDLING: "handling",
  FULFILLED: "fulfilled",
  REFUNDED: "refunded",
  UNKNOWN_ERROR: "uncertain",
  // A word nobody has heard of: a person should see it, and the next look may bring a known one.
  UNRECOGNISED: "uncertain",
};

/** What finding an order at the provider means for ours. Anything but our very sale under our reference is a mismatch. */
export function outcomeOfFound(order: ClaimedOrder, found: ProviderOrder): Outcome {
  const isOurs =
    // Under the provider's own id, which it gave us for our POST, the spelling of the reference proves nothing.
    (found.ref === "" || found.topupId === order.topupId || isSameRef(found.ref, order.id)) &&
    found.msisdn === order.msisdn &&
    found.planCode === order.planCode &&
    found.amountDinars === centimesToDinars(order.faceCentimes) &&
    (order.topupId === null || order.topupId === found.topupId);
  const ageMs = sendAgeMs(order);
  if (!isOurs) {
    return {
      orderId: order.id,
      word: "mismatch",
      answer: "mismatch",
      dueInMs: nextLookDelayMs(ageMs, "uncertain"),
      lookBackInMs: nextLookBackDelayMs(order, null),
      detail: { foundTopupId: found.topupId, foundPlan: found.planCode, foundAmountDinars: found.amountDinars },
    };
  }
  const word = STATUS_OF[found.status];
  const isOverdue = (word === "pending" || word === "handling") && ageMs > OVERDUE_MS;
  const toStatus = isOverdue ? "uncertain" : word;
  return {
    orderId: order.id,
    word: "seen",
    toStatus,
    found,
    answer: found.rawStatus,
    dueInMs: nextLookDelayMs(ageMs, toStatus === "uncertain" ? "uncertain" : order.status),
    lookBackInMs: nextLookBackDelayMs(order, word),
  };
}

function sendAgeMs(order: ClaimedOrder): number {
  return order.claimedAt.getTime() - (order.lastSentAt ?? order.placedAt).getTime();
}

function outcomeOfSilence(order: ClaimedOrder, word: "absent" | "missed", answer: string): Outcome {
  if (order.finishedAt !== null) {
    const lookBackInMs = word === "missed" ? LOOK_BACK_AGAIN_MS : nextLookBackDelayMs(order, null);
    return { orderId: order.id, word, answer, lookBackInMs };
  }
  const ageMs = sendAgeMs(order);
  // Once the age alone makes it uncertain, that is the news; the count of misses no longer matters.
  if (ageMs > OVERDUE_MS && order.status !== "uncertain") {
    return { orderId: order.id, word: "overdue", answer, dueInMs: nextLookDelayMs(ageMs, "uncertain") };
  }
  // Another look may have made it final while this one was in the air: that it heard nothing must not end the looking back.
  const lookBackInMs = nextLookBackDelayMs(order, null);
  return { orderId: order.id, word, answer, dueInMs: nextLookDelayMs(ageMs, order.status), lookBackInMs };
}

/** Why a read told us nothing, in a word. */
export function describeMiss<T>(answer: Exclude<ReadOutcome<T>, { kind: "found" }>): string {
  if (answer.kind === "absent") return "absent";
  if (answer.kind === "denied") return answer.code.toLowerCase();
  return answer.reason;
}

/** Requests that a look at this order may take as a rule: one by id; by bare ref, prefixed ref and list where there is none. */
export function priceOfLook(order: ClaimedOrder): number {
  return order.topupId === null ? 3 : 1;
}

/**
 * Asks for one order: by `topupId` when it is known, else by the bare ref, else by the prefixed one, else in the list of its time.
 * `absent` only when every way that is open said so; a way that failed makes it `missed`.
 */
export async function lookUpOrder(
  deps: EngineDeps,
  order: ClaimedOrder,
  username: string | null,
  allowance: Allowance = openAllowance(deps, 0, "look"),
): Promise<Outcome> {
  const { topupId } = order;
  const ways =
    topupId !== null
      ? [() => deps.upstream.findById(topupId)]
      : [order.id, ...(username === null ? [] : [prefixedRef(username, order.id)])].map(
          (ref) => () => deps.upstream.findByRef(ref),
        );
  for (const ask of ways) {
    if (!(await allowance.spend())) return outcomeOfSilence(order, "missed", "rate_budget");
    const answer = await ask();
    await heedAnswer(deps, answer);
    if (answer.kind === "found") {
      deps.listing.note(order, answer.value);
      return outcomeOfFound(order, answer.value);
    }
    if (answer.kind !== "absent") return outcomeOfSilence(order, "missed", describeMiss(answer));
  }
  if (topupId !== null) return outcomeOfSilence(order, "absent", "absent");
  const listed = await findInList(deps, order, allowance);
  if (listed.kind === "found") return outcomeOfFound(order, listed.order);
  return outcomeOfSilence(order, listed.kind, listed.kind === "absent" ? "absent" : listed.reason);
}

type Listed = { kind: "found"; order: ProviderOrder } | { kind: "absent" } | { kind: "missed"; reason: string };

async function findInList(deps: EngineDeps, order: ClaimedOrder, allowance: Allowance): Promise<Listed> {
  const from = new Date(order.placedAt.getTime() - CLOCK_SKEW_MS);
  const to = new Date((order.lastSentAt ?? order.placedAt).getTime() + CLOCK_SKEW_MS);
  for (let page = 1; page <= LIST_PAGES_FOR_ONE_MAX; page += 1) {
    if (!(await allowance.spend())) return { kind: "missed", reason: "rate_budget" };
    const answer = await deps.upstream.listOrders({ page, pageSize: LIST_PAGE_SIZE, from, to });
    await heedAnswer(deps, answer);
    if (answer.kind !== "found") {
      return { kind: "missed", reason: describeMiss(answer) };
    }
    const found = answer.value.rows.find((row) => isSameRef(row.ref, order.id));
    if (found) return { kind: "found", order: found };
    if (page >= answer.value.totalPages) return { kind: "absent" };
  }
  return { kind: "missed", reason: "list_too_long" };
}
