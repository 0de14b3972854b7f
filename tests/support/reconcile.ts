import { reconcile, type ReconcileReason, type ReconcileStep } from "@/lib/reconcile/reconcile";
import type { ReconcileDeps } from "@/lib/reconcile/types";
import type { Upstream } from "@/lib/oneclick/types";
import { freshNumber, type Engine } from "./engine";

export const ACCOUNT = "SANDBOX:+213550112233";

/** Longer than the quiet time after which an order's fate is held to be told. */
export const SETTLING_MS = 6 * 60_000;

export type DepsChange = { upstream?: Partial<Upstream>; takeRequest?: () => Promise<boolean> };

export function reconcileDeps({ deps }: Engine, change: DepsChange = {}): ReconcileDeps {
  return {
    sql: deps.sql,
    upstream: { ...deps.upstream, ...change.upstream },
    log: deps.log,
    virtualNow: deps.virtualNow,
    findAccount: async () => ACCOUNT,
    takeRequest: change.takeRequest ?? (async () => true),
    heedAnswer: async () => undefined,
  };
}

export function step(
  engine: Engine,
  reason: ReconcileReason = "resume",
  change: DepsChange = {},
): Promise<ReconcileStep> {
  return reconcile(reconcileDeps(engine, change), reason, () => false);
}

export type Finding = { kind: string; order_id: string | null; effect: bigint; subject: string; note: string | null };

export type Concluded = {
  readonly run: Record<string, unknown> & { id: number };
  /** Named differences, each `kind effect`, sorted. */
  readonly named: string[];
  readonly findings: Finding[];
  readonly faults: string[];
};

/** Walks a whole reconciliation, as the scheduler would, and reads what it says. */
export async function reconcileNow(engine: Engine, change: DepsChange = {}, stepsMax = 200): Promise<Concluded> {
  let { state } = await step(engine, "asked", change);
  for (let count = 0; state !== "concluded" && count < stepsMax; count += 1) {
    if (state === "waiting") engine.pass(11 * 60_000);
    ({ state } = await step(engine, "resume", change));
  }
  if (state !== "concluded") throw new Error(`not concluded after ${stepsMax} steps: ${state}`);
  return readConcluded(engine);
}

export async function readConcluded({ database: { sql } }: Engine): Promise<Concluded> {
  const [run] = await sql<(Record<string, unknown> & { id: number })[]>`
    select * from reconcile_runs where concluded_at is not null order by id desc limit 1`;
  if (!run) throw new Error("nothing was concluded");
  const findings = await sql<Finding[]>`
    select kind, order_id, effect_centimes as effect, subject, note from reconcile_findings where last_run_id = ${run.id}
    order by kind, effect_centimes, subject`;
  const faults = await sql<{ kind: string; source: string; page: number }[]>`
    select kind, source, page from reconcile_faults where run_id = ${run.id} order by id`;
  return {
    run: { ...run },
    named: findings.map((one) => `${one.kind} ${one.effect}`),
    findings: findings.map((one) => ({ ...one })),
    faults: faults.map((one) => `${one.source} ${one.page} ${one.kind}`),
  };
}

/** The statement's sum, which must be the balance whatever was found. */
export function sumOf({ run }: Concluded): bigint {
  const parts = ["opening", "deposit", "charged", "refunded", "under_way", "rounding", "named", "rest"];
  const others = Object.values(run.other_movements as Record<string, string>);
  return [...parts.map((part) => String(run[`${part}_centimes`])), ...others].reduce(
    (sum, part) => sum + BigInt(part),
    0n,
  );
}

/** What a reconciliation says, without what says when. */
export function gist({ run, named }: Concluded) {
  const {
    balance_centimes,
    opening_centimes,
    deposit_centimes,
    charged_centimes,
    named_centimes,
    rest_centimes,
    is_whole,
  } = run;
  return {
    balance_centimes,
    opening_centimes,
    deposit_centimes,
    charged_centimes,
    named_centimes,
    rest_centimes,
    is_whole,
    named,
  };
}

/** Sales made by hand at the provider: rows enough for several pages, and each to be named. */
export function fill(engine: Engine, count: number): void {
  for (let n = 0; n < count; n += 1) {
    const sent = engine.sandbox.model.provider.send(
      "sandbox",
      { planCode: "PREPAID_DJEZZY", msisdn: freshNumber(), amountDinars: 100, ref: undefined },
      true,
    );
    if (!sent.ok) throw new Error("refused");
    engine.pass(1_000);
  }
}

export async function countMirrors({ database: { sql } }: Engine): Promise<unknown> {
  const [row] = await sql`
    select (select count(*)::integer from provider_orders) as orders, (select count(*)::integer from provider_lines) as lines`;
  return { ...row };
}
