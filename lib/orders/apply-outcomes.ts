import { toJsonText } from "@/lib/json-text";
import type { ProviderOrder } from "@/lib/oneclick/types";
import type { EngineDeps } from "./types";
import type { OrderStatus } from "./status";

/**
 * What was learned about one order. `word` says from what:
 *
 * - `accepted`, `refused`, `later`, `unknown`: the answer to a POST (`isAnswer` takes that POST out of doubt where it proves something).
 * - `seen`: a look-up found it; `absent`: every look-up said it does not exist; `missed`: the look-up itself failed.
 * - `mismatch`: our reference names somebody else's order. `overdue`: nobody could find out in time.
 * - `cancel`: staff call it back. (The word `verdict`, by which people decide, is said by `give_verdict` alone.)
 */
export type Outcome = {
  readonly orderId: string;
  readonly word:
    "accepted" | "refused" | "later" | "unknown" | "seen" | "absent" | "missed" | "mismatch" | "overdue" | "cancel";
  readonly isAnswer?: boolean;
  /** With `seen`: the provider's word as one of our statuses. */
  readonly toStatus?: OrderStatus;
  readonly dueInMs?: number;
  /** When to look once more should the order be final after this; left out: never again. */
  readonly lookBackInMs?: number | undefined;
  readonly found?: ProviderOrder;
  readonly topupId?: string;
  readonly topupRef?: string | null;
  /** In a word, for the timeline and the log. */
  readonly answer?: string;
  readonly refusalCode?: string;
  readonly refusalMessage?: string;
  readonly staffId?: number;
  readonly detail?: Readonly<Record<string, string | number | boolean | null>>;
};

export type Verdict = "moved" | "noted" | "reversed" | "contradiction" | "refused" | "missing";

export type Applied = {
  readonly orderId: string;
  readonly verdict: Verdict;
  readonly fromStatus: OrderStatus | null;
  readonly toStatus: OrderStatus | null;
  /** Look-ups in a row that found nothing, this one included. */
  readonly missCount: number | null;
};

export type ApplyDeps = Pick<EngineDeps, "sql" | "log" | "virtualNow">;

type AppliedRow = {
  order_id: string;
  verdict: Verdict;
  from_status: OrderStatus | null;
  to_status: OrderStatus | null;
  miss_count: number | null;
};

/**
 * Applies outcomes, at most one an order, in one statement: status, money and event together or not at all.
 * Where a fresh look, the scheduler, a second instance and a person disagree about timing, the row lock inside decides.
 */
export async function applyOutcomes(deps: ApplyDeps, outcomes: readonly Outcome[]): Promise<Applied[]> {
  if (outcomes.length === 0) return [];
  const now = deps.virtualNow()?.toISOString() ?? null;
  const rows = await deps.sql<AppliedRow[]>`
    select * from apply_outcomes(${toJsonText(outcomes.map(toWire))}::text::jsonb, ${now}::timestamptz)`;
  const outcomeById = new Map(outcomes.map((outcome) => [outcome.orderId, outcome]));
  for (const row of rows) alarm(deps, row, outcomeById.get(row.order_id));
  return rows.map((row) => ({
    orderId: row.order_id,
    verdict: row.verdict,
    fromStatus: row.from_status,
    toStatus: row.to_status,
    missCount: row.miss_count,
  }));
}

/** What a person must see, besides the timeline: it says that the provider or we are wrong about money. */
function alarm(deps: ApplyDeps, row: AppliedRow, outcome: Outcome | undefined): void {
  const fields = { orderId: row.order_id, verdict: row.verdict, status: row.from_status };
  if (row.verdict === "contradiction" || row.verdict === "reversed") {
    deps.log.error(fields, "the provider changed a final word");
  }
  const isExpected = outcome?.word === "overdue" || outcome?.toStatus === "uncertain";
  if (row.verdict === "moved" && row.to_status === "uncertain" && !isExpected) {
    deps.log.error(fields, "the provider has another order under our reference");
  }
}

function toWire(outcome: Outcome) {
  const { found } = outcome;
  return {
    order_id: outcome.orderId,
    word: outcome.word,
    to_status: outcome.toStatus,
    due_in_ms: outcome.dueInMs,
    look_back_in_ms: outcome.lookBackInMs,
    is_answer: outcome.isAnswer ?? false,
    topup_id: found?.topupId ?? outcome.topupId,
    topup_ref: found?.ref ?? outcome.topupRef,
    provider_status: found?.rawStatus,
    charged_centimes: found?.chargedCentimes?.toString(),
    refund_message: found?.refundMessage,
    offers: found && found.offers.length > 0 ? found.offers : undefined,
    answer: outcome.answer,
    refusal_code: outcome.refusalCode,
    refusal_message: outcome.refusalMessage,
    staff_id: outcome.staffId,
    detail: outcome.detail,
  };
}
