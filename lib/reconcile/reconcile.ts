import { ORDER_ID_PATTERN } from "@/lib/id";
import { toJsonText } from "@/lib/json-text";
import { dinarsToCentimes } from "@/lib/money/centimes";
import { isSameRef } from "@/lib/oneclick/ref";
import type { Page, ProviderOrder, ReadOutcome, WalletLine } from "@/lib/oneclick/types";
import { checkPage, type CheckedPage } from "./check-page";
import type { Fault, ReconcileDeps, Source, Window } from "./types";

/** Longer than any request made under it; whoever dies leaves a run that is due again this much later. */
const LEASE_MS = 45_000;
const PAGE_SIZE = 100;
/** Requests of one run of the scheduler: the sales of the next tick come first. */
const REQUESTS_PER_STEP_MAX = 8;
/** A faulty page is asked for this often before its window goes on without it; an incomplete window is walked this often. */
const PAGE_TRIES_MAX = 3;
const WINDOW_ATTEMPTS_MAX = 2;
/** After an answer that brought nothing: doubled each time, up to the other. */
const WAIT_MS_MIN = 5_000;
const WAIT_MS_MAX = 10 * 60_000;
/** A look at an order that was asked about this recently is not brought forward again. */
const LOOK_QUIET_MS = 30_000;

type RunRow = { id: number; account: string; balance_at: string | null; failure_count: number };
type Run = { readonly id: number; readonly account: string; readonly hasBalance: boolean; failures: number };

/** Why a run is begun: by the day, because somebody asks, or not at all: only an open one is gone on with. */
export type ReconcileReason = "daily" | "asked" | "resume";

export type ReconcileStep = {
  readonly requests: number;
  /** What came of it: nothing to do, no leave to ask, more to do, waiting after a bad answer, or done. */
  readonly state: "idle" | "closed" | "walking" | "waiting" | "concluded";
};

/**
 * Goes on with the reconciliation of the account, as far as the budget and the deadline allow, and begins one when it is time.
 * Reads the provider, writes the tables of reconciliation, and moves neither money nor orders.
 */
export async function reconcile(
  deps: ReconcileDeps,
  reason: ReconcileReason,
  deadline: () => boolean,
  staffId: number | null = null,
): Promise<ReconcileStep> {
  const account = await deps.findAccount();
  if (account === null) return { requests: 0, state: "closed" };
  const run = await claimRun(deps, account, reason, staffId);
  if (run === null) return { requests: 0, state: "idle" };
  let requests = 0;
  let state: ReconcileStep["state"] = "walking";
  while (state === "walking" && !deadline()) {
    const window = await findWindow(deps, run.id);
    if (window === null && run.hasBalance) {
      state = (await conclude(deps, run)) ? "concluded" : "idle";
      continue;
    }
    if (requests >= REQUESTS_PER_STEP_MAX || !(await deps.takeRequest())) break;
    requests += 1;
    if (window !== null) state = await walkPage(deps, run, window);
    else {
      state = await readBalance(deps, run);
      Object.assign(run, { hasBalance: state === "walking" });
    }
    if (state === "walking") await renewLease(deps, run, LEASE_MS);
  }
  // Gives it back, so that the next tick goes on at once; a wait has already said when.
  if (state === "walking") await renewLease(deps, run, 0);
  return { requests, state };
}

async function claimRun(
  deps: ReconcileDeps,
  account: string,
  reason: ReconcileReason,
  staffId: number | null,
): Promise<Run | null> {
  const [row] = await deps.sql<RunRow[]>`
    select id, account, balance_at, failure_count from claim_reconcile(${account}, ${reason}, ${staffId}::integer, ${LEASE_MS}::integer,
      ${nowText(deps)}::timestamptz)`;
  if (!row) return null;
  return { id: row.id, account: row.account, hasBalance: row.balance_at !== null, failures: row.failure_count };
}

async function renewLease({ sql, virtualNow }: ReconcileDeps, run: Run, forMs: number): Promise<void> {
  await sql`
    update reconcile_runs set due_at = coalesce(${nowText({ virtualNow })}::timestamptz, now()) + make_interval(secs => ${forMs / 1000})
    where id = ${run.id} and due_at is not null`;
}

type WindowRow = { id: number; source: Source; opens_at: string; closes_at: string; next_page: number };

async function findWindow({ sql }: ReconcileDeps, runId: number): Promise<Window | null> {
  const [row] = await sql<WindowRow[]>`
    select id, source, opens_at, closes_at, next_page from reconcile_windows
    where run_id = ${runId} and is_whole is null order by id limit 1`;
  if (!row) return null;
  const { id, source, next_page: nextPage } = row;
  return { id, runId, source, opensAt: new Date(row.opens_at), closesAt: new Date(row.closes_at), nextPage };
}

async function walkPage(deps: ReconcileDeps, run: Run, window: Window): Promise<ReconcileStep["state"]> {
  const request = { page: window.nextPage, pageSize: PAGE_SIZE, from: window.opensAt, to: window.closesAt };
  if (window.source === "orders") {
    const answer = await deps.upstream.listOrders(request);
    if (answer.kind !== "found") return takeNothing(deps, run, window, answer);
    const key = { id: (row: ProviderOrder) => row.topupId, at: (row: ProviderOrder) => row.createdAt };
    return storePage(deps, window, answer.value, await checked(deps, window, answer.value, key), toOrderRow);
  }
  const answer = await deps.upstream.listWalletLines(request);
  if (answer.kind !== "found") return takeNothing(deps, run, window, answer);
  const key = { id: (row: WalletLine) => row.id, at: (row: WalletLine) => row.at };
  return storePage(deps, window, answer.value, await checked(deps, window, answer.value, key), toLineRow);
}

async function checked<T>(
  deps: ReconcileDeps,
  window: Window,
  page: Page<T>,
  key: Parameters<typeof checkPage<T>>[3],
): Promise<CheckedPage<T>> {
  return checkPage(page, window, await readClock(deps), key);
}

async function storePage<T>(
  { sql, virtualNow }: ReconcileDeps,
  window: Window,
  page: Page<T>,
  { rows, faults }: CheckedPage<T>,
  toRow: (row: T) => object,
): Promise<ReconcileStep["state"]> {
  const [stored] = await sql<{ verdict: "stale" | "again" | "next" | "closed" }[]>`
    select store_reconcile_page(${window.id}::integer, ${window.nextPage}::integer, ${toJsonText(rows.map(toRow))}::text::jsonb,
      ${page.totalPages}::integer, ${page.totalResults}::integer, ${toJsonText(faults)}::text::jsonb,
      ${PAGE_TRIES_MAX}::integer, ${WINDOW_ATTEMPTS_MAX}::integer, ${nowText({ virtualNow })}::timestamptz) as verdict`;
  // Somebody else goes on with it: the lease had lapsed.
  return stored?.verdict === "stale" ? "idle" : "walking";
}

async function readBalance(deps: ReconcileDeps, run: Run): Promise<ReconcileStep["state"]> {
  const askedAt = await readClock(deps);
  const answer = await deps.upstream.balance();
  if (answer.kind !== "found") return takeNothing(deps, run, null, answer);
  const [stored] = await deps.sql<{ is_stored: boolean }[]>`
    select store_reconcile_balance(${run.id}::integer, ${answer.value.balanceCentimes.toString()}::bigint,
      ${askedAt.toISOString()}::timestamptz, ${nowText(deps)}::timestamptz) as is_stored`;
  return stored?.is_stored ? "walking" : "idle";
}

/** An answer that brought nothing: said, and asked again after a while. One that came and cannot be read is a fault of its page. */
async function takeNothing(
  deps: ReconcileDeps,
  run: Run,
  window: Window | null,
  answer: Exclude<ReadOutcome<unknown>, { kind: "found" }>,
): Promise<ReconcileStep["state"]> {
  await deps.heedAnswer(answer);
  const reason = answer.kind === "denied" ? answer.code : answer.kind === "absent" ? "absent" : answer.reason;
  const isFault = answer.kind === "unknown" && answer.httpStatus !== null && answer.httpStatus < 300;
  const waitMs = Math.min(WAIT_MS_MAX, WAIT_MS_MIN * 2 ** Math.min(run.failures, 10));
  const fault: Fault = { kind: "unreadable", detail: reason };
  await deps.sql`
    with failed as (
      update reconcile_runs set failure_count = least(failure_count + 1, 1000), wait_reason = ${reason}, request_count = request_count + 1,
        due_at = coalesce(${nowText(deps)}::timestamptz, now()) + make_interval(secs => ${waitMs / 1000})
      where id = ${run.id} and due_at is not null returning id
    )
    insert into reconcile_faults (run_id, window_id, source, page, kind, detail, at)
    select id, ${window?.id ?? null}::integer, ${window?.source ?? "balance"}, ${window?.nextPage ?? null}::integer, ${fault.kind},
      ${fault.detail}, coalesce(${nowText(deps)}::timestamptz, now())
    from failed where ${String(isFault)}::text = 'true'`;
  deps.log.warn(
    { reason, runId: run.id, source: window?.source ?? "balance" },
    "reconciliation waits for the provider",
  );
  return "waiting";
}

async function conclude(deps: ReconcileDeps, run: Run): Promise<boolean> {
  const concluded = await deps.sql.begin("isolation level repeatable read", async (tx) => {
    const [row] = await tx<{ is_done: boolean }[]>`
      select conclude_reconcile(${run.id}::integer, ${nowText(deps)}::timestamptz) as is_done`;
    return row?.is_done ?? false;
  });
  if (!concluded) return false;
  await deps.sql`select hasten_reconciled(${run.account}, ${LOOK_QUIET_MS}::integer, ${nowText(deps)}::timestamptz)`;
  deps.log.info({ runId: run.id }, "reconciled");
  return true;
}

/** The clock of the database, which all instances share. */
async function readClock({ sql, virtualNow }: ReconcileDeps): Promise<Date> {
  const virtual = virtualNow();
  if (virtual !== null) return virtual;
  const [row] = await sql<{ now: string }[]>`select clock_timestamp() as now`;
  if (!row) throw new Error("the database has no clock");
  return new Date(row.now);
}

function nowText({ virtualNow }: Pick<ReconcileDeps, "virtualNow">): string | null {
  return virtualNow()?.toISOString() ?? null;
}

function toOrderRow(order: ProviderOrder): object {
  return {
    topup_id: order.topupId,
    ref: order.ref,
    ref_order_id: findOrderIdIn(order.ref),
    status: order.status,
    raw_status: order.rawStatus,
    plan_code: order.planCode,
    msisdn: order.msisdn,
    face: dinarsToCentimes(order.amountDinars).toString(),
    charged: order.chargedCentimes?.toString() ?? null,
    created_at: order.createdAt?.toISOString() ?? null,
  };
}

/** The id of ours at the end of a reference, bare or prefixed; null for a reference that no till of ours minted. */
export function findOrderIdIn(ref: string): string | null {
  const id = ref.slice(-36);
  return ORDER_ID_PATTERN.test(id) && isSameRef(ref, id) ? id : null;
}

function toLineRow(line: WalletLine): object {
  return {
    line_id: line.id,
    kind: line.type,
    amount: line.amountCentimes.toString(),
    old_balance: line.oldBalanceCentimes.toString(),
    new_balance: line.newBalanceCentimes.toString(),
    topup_id: line.objectId,
    note: line.note,
    at: line.at?.toISOString() ?? null,
  };
}
