import { FAULT_KINDS, type Fault, type FaultKind } from "@/sandbox/model/faults";
import type { Draw } from "./draw";
import type { Act, Sale } from "./scenario";
import { PLANS } from "./sold-plans";

const SECOND = 1_000;

/** What every deposit of a scenario brings; all of a seed are one request. */
export const DEPOSIT_DINARS = 2_500;

const READS = ["check-ref", "check-id", "list"] as const;
/** Statuses that nobody documented, and some that others use. None of them may ever move money. */
const ODD_WORDS = ["ON_HOLD", "QUEUED", "FAILED", "COMPLETED", "CANCELLED", "REFUND_PENDING", "refunded?"] as const;

export function drawFault(draw: Draw): Act {
  const kinds = Object.keys(FAULT_KINDS) as [FaultKind, ...FaultKind[]];
  const kind = draw.pick(kinds);
  const isRead = kind === "not-found-for" || kind === "unknown-status" || kind === "status-flap";
  const endpoint: Fault["endpoint"] =
    kind === "success-without-id" || (!isRead && draw.percent(60))
      ? "send"
      : isRead || draw.percent(70)
        ? draw.pick<Fault["endpoint"]>(READS)
        : draw.pick<Fault["endpoint"]>(["validate", "plans", "*"]);
  const fault: Fault = {
    endpoint,
    kind,
    count: draw.between(1, 4),
    ...(kind.startsWith("delay") ? { ms: draw.pick([500, 8_000, 12_000, 29_000, 33_000, 90_000]) } : {}),
    ...(kind === "not-found-for" ? { ms: draw.pick([10, 60, 120]) * SECOND } : {}),
    ...(kind === "unknown-status" ? { word: draw.pick(ODD_WORDS) } : {}),
    ...(draw.percent(30) ? { retryAfter: draw.pick([0, 1, 7, 3_600]) } : {}),
  };
  return { atMs: draw.between(0, 60) * SECOND, kind: "fault", fault };
}

const WORDS = ["REFUNDED", "FULFILLED", "UNKNOWN_ERROR", "HANDLING", "ON_HOLD", "CANCELLED"] as const;

/** Trouble that is not the network's: plans that vanish, prices that move, changes of mind, strangers, clocks, keys. */
export function drawTrouble(draw: Draw, sales: readonly Sale[], anyInstance: () => number): Act[] {
  const atMs = draw.between(0, 80) * draw.pick([250, SECOND]);
  const laterMs = atMs + draw.between(1, 60) * SECOND;
  const order = draw.any(sales)?.order ?? 0;
  const instance = anyInstance();
  const planCode = draw.any(sales)?.planCode ?? "PREPAID_DJEZZY";
  const line = PLANS.find((plan) => plan.planCode === planCode)?.line ?? "djezzy";
  switch (draw.between(0, 11)) {
    case 10:
      return [
        { atMs, kind: "vanish", planCode, isGone: true },
        { atMs: laterMs, kind: "vanish", planCode, isGone: false },
      ];
    case 11: {
      // The same request from two tills at once, or again after a lost answer, is one deposit.
      const deposit = { kind: "deposit", shop: 0, dinars: DEPOSIT_DINARS } as const;
      const againMs = atMs + draw.pick([0, 1, 5_000]);
      return [
        { atMs, instance, ...deposit },
        { atMs: againMs, instance: anyInstance(), ...deposit },
      ];
    }
    case 0:
      return [
        { atMs, kind: "plan", planCode, isEnabled: false },
        { atMs: laterMs, kind: "plan", planCode, isEnabled: true },
      ];
    case 1:
      return [{ atMs: draw.between(0, 5) * SECOND, kind: "price", planCode, dinars: 550, cost: "0.9" }];
    case 2:
      return [
        { atMs, kind: "line", line, state: "down" },
        { atMs: laterMs, kind: "line", line, state: "up" },
      ];
    case 3:
      return draw.times(draw.between(1, 3), (index) => ({
        atMs: atMs + index * draw.between(1, 40) * SECOND,
        kind: "word",
        order,
        word: draw.pick(WORDS),
      }));
    case 4:
      return [
        { atMs: draw.between(0, 20) * SECOND, kind: "wallet", dinars: draw.pick([0, 400, 900]) },
        { atMs: laterMs, kind: "wallet", dinars: 1_000_000 },
      ];
    case 5:
      return [{ atMs: draw.between(0, 4) * SECOND, kind: "stranger", order }];
    case 6:
      return [{ atMs, kind: "freeze", instance, ms: draw.pick([5, 40, 100, 400]) * SECOND }];
    case 7:
      return [
        { atMs, kind: "clock", whose: draw.pick(["database", "provider"]), ms: draw.pick([1, 20, 90, 3_600]) * SECOND },
      ];
    case 8:
      return [
        { atMs: draw.between(0, 20) * SECOND, kind: "key", instance, key: draw.pick(["disabled", "unknown"]) },
        { atMs: laterMs, kind: "key", instance, key: "own" },
      ];
    default:
      return [
        { atMs: 0, kind: "limit", perMinute: draw.pick([2, 6, 20]) },
        { atMs: laterMs, kind: "limit", perMinute: null },
      ];
  }
}
