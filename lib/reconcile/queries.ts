import { z } from "zod";
import type { Sql } from "@/db/types";
import { FAULT_KINDS } from "./types";
import {
  FINDING_KINDS,
  type ConcludedView,
  type DriftView,
  type FaultView,
  type FindingView,
  type ProgressView,
  type ReconcileView,
} from "./view";

/** More than this nobody reads on a screen; the names and their sums are above them. */
const FINDINGS_MAX = 200;

const otherMovementsSchema = z.record(z.string(), z.string().regex(/^-?[0-9]+$/));
const findingKind = z.enum(FINDING_KINDS);
const faultKind = z.enum(FAULT_KINDS);

type RunRow = {
  id: number;
  account: string;
  reason: "daily" | "asked";
  staff_name: string | null;
  started_at: string;
  concluded_at: string;
  balance_at: string;
  since: string;
  walk_from: string;
  is_whole: boolean;
  order_count: number;
  request_count: number;
  opening_centimes: bigint;
  deposit_centimes: bigint;
  other_movements: unknown;
  charged_centimes: bigint;
  refunded_centimes: bigint;
  under_way_centimes: bigint;
  rounding_centimes: bigint;
  rest_centimes: bigint;
  balance_centimes: bigint;
};

/** What the last reconciliation said and how far the present one is, of whichever account was reconciled last. */
export async function getReconcileView(sql: Sql): Promise<ReconcileView> {
  const [running, last] = await Promise.all([findProgress(sql), findConcluded(sql)]);
  return { running, last };
}

async function findProgress(sql: Sql): Promise<ProgressView | null> {
  const [row] = await sql<
    {
      started_at: string;
      staff_name: string | null;
      requests: number;
      done: number;
      windows: number;
      waits_until: string | null;
    }[]
  >`
    select r.started_at, s.display_name as staff_name, r.request_count as requests,
      (select count(*)::integer from reconcile_windows w where w.run_id = r.id and w.is_whole is not null) as done,
      (select count(*)::integer from reconcile_windows w where w.run_id = r.id)
        + case when r.balance_at is null then 1 else 0 end as windows,
      case when r.failure_count > 0 then r.due_at end as waits_until
    from reconcile_runs r left join staff s on s.id = r.staff_id
    where r.due_at is not null order by r.id desc limit 1`;
  if (!row) return null;
  return {
    startedAt: isoText(row.started_at),
    staffName: row.staff_name,
    requestCount: row.requests,
    doneCount: row.done,
    windowCount: row.windows,
    waitsUntil: row.waits_until === null ? null : isoText(row.waits_until),
  };
}

async function findConcluded(sql: Sql): Promise<ConcludedView | null> {
  const [run] = await sql<RunRow[]>`
    select r.*, s.display_name as staff_name from reconcile_runs r left join staff s on s.id = r.staff_id
    where r.concluded_at is not null order by r.id desc limit 1`;
  if (!run) return null;
  const [named, findings, drifts, faults] = await Promise.all([
    listNamed(sql, run.id),
    listFindings(sql, run.id),
    listDrifts(sql, run.id),
    listFaults(sql, run.id),
  ]);
  // What we wrote ourselves is still parsed: a column of JSON is an edge like any other.
  const others = otherMovementsSchema.parse(run.other_movements);
  return {
    id: run.id,
    reason: run.reason,
    staffName: run.staff_name,
    startedAt: isoText(run.started_at),
    concludedAt: isoText(run.concluded_at),
    balanceAt: isoText(run.balance_at),
    since: isoText(run.since),
    walkFrom: isoText(run.walk_from),
    isWhole: run.is_whole,
    orderCount: run.order_count,
    requestCount: run.request_count,
    statement: {
      openingCentimes: run.opening_centimes.toString(),
      depositCentimes: run.deposit_centimes.toString(),
      otherMovements: Object.entries(others).map(([kind, centimes]) => ({ kind, centimes })),
      chargedCentimes: run.charged_centimes.toString(),
      refundedCentimes: run.refunded_centimes.toString(),
      underWayCentimes: run.under_way_centimes.toString(),
      roundingCentimes: run.rounding_centimes.toString(),
      // A jump is where the rest arose, not what explains it.
      named: named.filter((one) => one.kind !== "balance_jump" && one.centimes !== "0"),
      restCentimes: run.rest_centimes.toString(),
      balanceCentimes: run.balance_centimes.toString(),
    },
    findingCount: named.reduce((sum, one) => sum + one.count, 0),
    findings,
    drifts,
    faults,
  };
}

async function listNamed(sql: Sql, runId: number) {
  const rows = await sql<{ kind: string; count: number; total: string }[]>`
    select kind, count(*)::integer as count, sum(effect_centimes)::text as total from reconcile_findings
    where last_run_id = ${runId} group by kind order by kind`;
  return rows.map((row) => ({ kind: findingKind.parse(row.kind), count: row.count, centimes: row.total }));
}

type FindingRow = {
  id: bigint;
  kind: string;
  order_id: string | null;
  shop_id: number | null;
  shop_name: string | null;
  topup_id: string | null;
  plan_code: string | null;
  msisdn: string | null;
  at: string | null;
  expected_centimes: bigint | null;
  found_centimes: bigint | null;
  effect_centimes: bigint;
  note: string | null;
  first_at: string;
};

async function listFindings(sql: Sql, runId: number): Promise<FindingView[]> {
  const rows = await sql<FindingRow[]>`
    select f.*, s.name as shop_name, r.concluded_at as first_at from reconcile_findings f
    join reconcile_runs r on r.id = f.first_run_id left join shops s on s.id = f.shop_id
    where f.last_run_id = ${runId} order by abs(f.effect_centimes) desc, f.at desc nulls last, f.id limit ${FINDINGS_MAX}`;
  return rows.map((row) => ({
    id: Number(row.id),
    kind: findingKind.parse(row.kind),
    order:
      row.order_id !== null && row.shop_id !== null
        ? { id: row.order_id, shopId: row.shop_id, shopName: row.shop_name ?? "" }
        : null,
    topupId: row.topup_id,
    planCode: row.plan_code,
    msisdn: row.msisdn,
    at: row.at === null ? null : isoText(row.at),
    expectedCentimes: row.expected_centimes?.toString() ?? null,
    foundCentimes: row.found_centimes?.toString() ?? null,
    effectCentimes: row.effect_centimes.toString(),
    note: row.note,
    since: isoText(row.first_at),
  }));
}

async function listDrifts(sql: Sql, runId: number): Promise<DriftView[]> {
  const rows = await sql<{ plan_code: string; orders: number; expected: string; charged: string }[]>`
    select plan_code, count(*)::integer as orders, sum(expected_centimes)::text as expected, sum(found_centimes)::text as charged
    from reconcile_findings where last_run_id = ${runId} and kind = 'charged_otherwise' and plan_code is not null
    group by plan_code order by abs(sum(effect_centimes)) desc, plan_code`;
  return rows.map((row) => ({
    planCode: row.plan_code,
    orderCount: row.orders,
    expectedCentimes: row.expected,
    chargedCentimes: row.charged,
  }));
}

async function listFaults(sql: Sql, runId: number): Promise<FaultView[]> {
  const rows = await sql<{ source: FaultView["source"]; kind: string; count: number; last_at: string }[]>`
    select source, kind, count(*)::integer as count, max(at) as last_at from reconcile_faults
    where run_id = ${runId} group by source, kind order by source, kind`;
  return rows.map((row) => ({
    source: row.source,
    kind: faultKind.parse(row.kind),
    count: row.count,
    lastAt: isoText(row.last_at),
  }));
}

/** Raw statements bring instants as the database writes them. */
function isoText(text: string): string {
  return new Date(text).toISOString();
}
