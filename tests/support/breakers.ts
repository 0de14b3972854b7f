import { applyOutcomes } from "@/lib/orders/apply-outcomes";
import { claimSends } from "@/lib/orders/claim-orders";
import { judgeBreakers, type BreakerChange } from "@/lib/orders/judge-breakers";
import type { Engine, PlaceChange } from "./engine";

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
export const DJEZZY = "PREPAID_DJEZZY";

export type End = "fulfilled" | "refunded" | "uncertain" | { refused: string } | { offers: true };

const WORDS = { fulfilled: "FULFILLED", refunded: "REFUNDED", uncertain: "UNKNOWN_ERROR" } as const;
const LINES = ["mobilis", "djezzy", "ooredoo", "mobilisFixedPlans"] as const;
type Lines = Partial<Record<(typeof LINES)[number], "up" | "down">>;

/** What a test of pauses does with its engine: orders that ended one way or another, and judgements of them. */
export function breakersOf(engine: Engine) {
  const lines = (states: Lines): void => {
    for (const line of LINES) {
      const state = states[line];
      if (state !== undefined) engine.sandbox.model.settings.setLine(line, state);
    }
  };
  const isSent = async (orderId: string): Promise<boolean> => (await claimSends(engine.deps, 1, orderId)).length === 1;
  /** An order that was sent and ended so, as the engine's own statements write it. */
  const end = async (how: End, change: PlaceChange = {}): Promise<void> => {
    const orderId = await engine.sell(change);
    if (!(await isSent(orderId))) throw new Error("not sent: its plan is paused");
    await (typeof how === "object" && "refused" in how
      ? refuse(engine, orderId, how.refused)
      : finish(engine, orderId, how));
  };
  const failWith = async (how: End, count: number, change: PlaceChange = {}): Promise<void> => {
    for (let n = 0; n < count; n += 1) await end(how, change);
  };
  const judge = (): Promise<BreakerChange[]> => {
    engine.pass(10 * SECOND);
    return judgeBreakers(engine.deps);
  };
  const pause = async (): Promise<void> => {
    await failWith("refunded", 5);
    await judge();
  };
  /** Each test begins with what the ones before it left out of sight, and nothing paused. */
  const beginAnew = async (): Promise<void> => {
    lines({ mobilis: "up", djezzy: "up", ooredoo: "up", mobilisFixedPlans: "up" });
    engine.pass(30 * MINUTE);
    const left = await engine.database.sql<{ id: string }[]>`select id from orders where status = 'queued'`;
    for (const { id } of left) {
      await applyOutcomes(engine.deps, [{ orderId: id, word: "cancel", staffId: engine.staffId }]);
    }
    await engine.database.sql`delete from breakers`;
    await engine.database.sql`update upstream_state set breakers_judged_at = null, pinged_at = null`;
  };
  return { beginAnew, end, failWith, isSent, judge, lines, pause };
}

async function refuse({ deps }: Engine, orderId: string, refusalCode: string): Promise<void> {
  await applyOutcomes(deps, [{ orderId, word: "refused", isAnswer: true, refusalCode, refusalMessage: "no" }]);
}

async function finish({ deps }: Engine, orderId: string, how: Exclude<End, { refused: string }>): Promise<void> {
  const toStatus = typeof how === "object" ? "refunded" : how;
  const topupId = `topup ${orderId}`;
  await applyOutcomes(deps, [{ orderId, word: "accepted", isAnswer: true, topupId }]);
  const found = {
    topupId,
    ref: orderId,
    rawStatus: WORDS[toStatus],
    status: WORDS[toStatus],
    planCode: DJEZZY,
    msisdn: "",
    amountDinars: 500,
    chargedCentimes: null,
    refundMessage: null,
    offers: typeof how === "object" ? [{ name: "MIX", planCode: "MIX500_DJEZZY", amountDinars: 500 }] : [],
    createdAt: null,
  };
  await applyOutcomes(deps, [{ orderId, word: "seen", toStatus, dueInMs: 60 * MINUTE, found }]);
}
