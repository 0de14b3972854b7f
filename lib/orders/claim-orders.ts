import type { ShopId } from "@/lib/id";
import type { OrderStatus } from "./status";
import type { ClaimedOrder, EngineDeps } from "./types";

/**
 * How long a claim keeps others off. Longer than the longest request made under it (a POST may take 30 s, a look up to five
 * reads of 10 s, and a taken reference both), or a second instance would work on an order whose answer is still in the air.
 */
export const LEASE_MS = 90_000;

/** A send whose fate is in doubt is repeated, with the same ref, only after this many look-ups in a row found nothing … */
const RESEND_MISSES_MIN = 3;
/** … and this long after the POST, which may itself take 30 s to arrive … */
const RESEND_QUIET_MS = 60_000;
/** … and only while the customer can still be expected to want it. After that a person decides. */
export const RESEND_WINDOW_MS = 10 * 60_000;

type OrderRow = {
  id: string;
  shop_id: ShopId;
  status: OrderStatus;
  msisdn: string;
  plan_code: string;
  face_centimes: bigint;
  topup_id: string | null;
  send_count: number;
  miss_count: number;
  placed_at: string;
  last_sent_at: string | null;
  /** Null once final; the lease is then on `look_back_at`. */
  due_at: string | null;
  look_back_at: string | null;
  finished_at: string | null;
  verdict_at: string | null;
  /** Of looks alone: when it was due before this claim. */
  was_due_at?: string;
};

function toClaimed(row: OrderRow): ClaimedOrder {
  const leasedUntil = row.due_at ?? row.look_back_at;
  if (leasedUntil === null) throw new Error(`order ${row.id} was claimed without a lease`);
  const claimedAt = new Date(new Date(leasedUntil).getTime() - LEASE_MS);
  return {
    id: row.id,
    shopId: row.shop_id,
    status: row.status,
    msisdn: row.msisdn,
    planCode: row.plan_code,
    faceCentimes: row.face_centimes,
    topupId: row.topup_id,
    sendCount: row.send_count,
    missCount: row.miss_count,
    placedAt: new Date(row.placed_at),
    lastSentAt: row.last_sent_at === null ? null : new Date(row.last_sent_at),
    finishedAt: row.finished_at === null ? null : new Date(row.finished_at),
    isByPeople: row.verdict_at !== null,
    claimedAt,
    wasDueAt: row.was_due_at === undefined ? claimedAt : new Date(row.was_due_at),
  };
}

function nowText(deps: EngineDeps): string | null {
  return deps.virtualNow()?.toISOString() ?? null;
}

/** Queued orders that are due, marked as being sent; with an id, that one or none. Oldest first. */
export async function claimSends(deps: EngineDeps, limit: number, orderId: string | null): Promise<ClaimedOrder[]> {
  const rows = await deps.sql<OrderRow[]>`
    select * from claim_sends(${limit}::integer, ${LEASE_MS}::integer, ${orderId}::uuid, ${nowText(deps)}::timestamptz)`;
  return rows.map(toClaimed);
}

/** The order for one more POST with the same ref, or null when the conditions above do not (or no longer) hold. */
export async function claimResend(deps: EngineDeps, orderId: string): Promise<ClaimedOrder | null> {
  const [row] = await deps.sql<OrderRow[]>`
    select * from claim_resend(${orderId}::uuid, ${RESEND_MISSES_MIN}::integer, ${RESEND_QUIET_MS}::integer,
      ${RESEND_WINDOW_MS}::integer, ${LEASE_MS}::integer, ${nowText(deps)}::timestamptz)`;
  return row ? toClaimed(row) : null;
}

/** How many queued orders are due, counted no further than `max`: what they will need is taken from the budget before they are claimed. */
export async function countDueSends(deps: EngineDeps, max: number): Promise<number> {
  const [row] = await deps.sql<{ due: number }[]>`
    select count(*)::integer as due from (
      select 1 from orders where status = 'queued' and book = 'live' and due_at <= coalesce(${nowText(deps)}::timestamptz, clock_timestamp())
      limit ${max}::integer) counted`;
  return row?.due ?? 0;
}

/** How many orders are due to be asked for, counted no further than `max`. */
export async function countDueLooks(deps: EngineDeps, max: number): Promise<number> {
  const [row] = await deps.sql<{ due: number }[]>`
    select count(*)::integer as due from (
      select 1 from orders where status in ('sending', 'pending', 'handling', 'uncertain')
        and due_at <= coalesce(${nowText(deps)}::timestamptz, clock_timestamp())
      limit ${max}::integer) counted`;
  return row?.due ?? 0;
}

/** Gives back orders that were claimed for a look and could not be asked for: they keep their place among those that wait. */
export async function releaseLooks(deps: EngineDeps, claimed: readonly ClaimedOrder[]): Promise<void> {
  if (claimed.length === 0) return;
  const times = (of: (order: ClaimedOrder) => Date) => claimed.map((order) => of(order).toISOString());
  await deps.sql`select release_looks(${claimed.map((order) => order.id)}::uuid[], ${times((order) => order.claimedAt)}::text[]::timestamptz[],
    ${times((order) => order.wasDueAt)}::text[]::timestamptz[], ${LEASE_MS}::integer)`;
}

/** Orders whose fate is due to be asked for, longest due first; with an id, that one or none. */
export async function claimLooks(deps: EngineDeps, limit: number, orderId: string | null): Promise<ClaimedOrder[]> {
  const rows = await deps.sql<OrderRow[]>`
    select (c.claimed).*, c.was_due_at
    from claim_looks(${limit}::integer, ${LEASE_MS}::integer, ${orderId}::uuid, ${nowText(deps)}::timestamptz) c`;
  return rows.map(toClaimed);
}

/** Final orders that are to be looked at once more, longest due first. */
export async function claimLookBacks(deps: EngineDeps, limit: number): Promise<ClaimedOrder[]> {
  const rows = await deps.sql<OrderRow[]>`
    select * from claim_look_backs(${limit}::integer, ${LEASE_MS}::integer, ${nowText(deps)}::timestamptz)`;
  return rows.map(toClaimed);
}

/** Whether another POST may be considered at all, so that nobody asks the database in vain. */
export function mayResend(order: ClaimedOrder, missCount: number): boolean {
  if (order.status !== "sending" || order.topupId !== null || order.lastSentAt === null) return false;
  const now = order.claimedAt.getTime();
  return (
    missCount >= RESEND_MISSES_MIN &&
    now - order.lastSentAt.getTime() >= RESEND_QUIET_MS &&
    now - order.placedAt.getTime() < RESEND_WINDOW_MS
  );
}
