import type { Sql } from "@/db/types";
import type { ShopId } from "@/lib/id";

/** More of a shop's orders changed at once than this, and reading the screen's lists again is cheaper than telling of each. */
export const SHOP_CHANGES_MAX = 200;

/** Events that one reading looks at, so that no backlog, however long, makes it slow or large. A second of full load is as many. */
const EVENTS_MAX = 20_000;

/** The same for those who come back, who share one look at what all of them missed. */
const MISSED_EVENTS_MAX = 50_000;

export type Changes =
  | {
      readonly kind: "changes";
      readonly cursor: string;
      readonly orders: readonly { shopId: number; orderId: string }[];
    }
  /** The cursor is not one of this database, or lies too far back. */
  | { readonly kind: "reset"; readonly cursor: string };

/** What one shop has missed since a cursor of its own. */
export type Missed =
  | { readonly kind: "changes"; readonly cursor: string; readonly orderIds: readonly string[] }
  | { readonly kind: "reset"; readonly cursor: string };

/** The text form of `pg_snapshot`: the oldest open transaction, the next one to come, and those open in between. */
const CURSOR_PATTERN = /^([0-9]{1,20}):([0-9]{1,20}):((?:[0-9]{1,20}(?:,[0-9]{1,20})*)?)$/;
const CURSOR_LENGTH_MAX = 2_000;
const XID_END = 2n ** 64n;

type Cursor = { readonly next: bigint; readonly open: readonly bigint[] };

/** Null for what the database would not read: it throws at what only looks like a snapshot, and cursors come from browsers. */
function findCursor(text: string | null): Cursor | null {
  const match = text !== null && text.length <= CURSOR_LENGTH_MAX ? CURSOR_PATTERN.exec(text) : null;
  if (match === null) return null;
  const [, oldest = "", next = "", open = ""] = match;
  const xmin = BigInt(oldest);
  const xmax = BigInt(next);
  const xids = open === "" ? [] : open.split(",").map(BigInt);
  const isOrdered = xids.every((xid, index) => xid > (xids[index - 1] ?? xmin - 1n) && xid < xmax);
  return 0n < xmin && xmin <= xmax && xmax < XID_END && isOrdered ? { next: xmax, open: xids } : null;
}

/** The cursor of this very moment. */
export async function readCursor(sql: Sql): Promise<string> {
  const [row] = await sql<{ cursor: string }[]>`select pg_current_snapshot()::text as cursor`;
  if (!row) throw new Error("no snapshot");
  return row.cursor;
}

/**
 * The orders of all shops with events that have become visible since `cursor`, and the cursor from which to go on.
 *
 * A cursor is a snapshot, not a number: "visible now and not then" holds for an event that commits late with a lower number
 * as for any other, so none is missed and none waits for a stranger's long transaction. Not visible then is whatever was open
 * then or had not begun; asked for like that, a transaction that stays open for an hour makes no reading longer.
 */
export async function readChanges(sql: Sql, cursor: string | null): Promise<Changes> {
  if (cursor === null || findCursor(cursor) === null) return { kind: "reset", cursor: await readCursor(sql) };
  // Ordered, or the planner reads the whole table for want of a better guess at how much of it is news.
  const rows = await sql<
    { cursor: string; is_known: boolean; count: number; shop_id: number | null; order_id: string | null }[]
  >`
    with seen as materialized (
      select pg_current_snapshot() as now, ${cursor}::text::pg_snapshot as since
    ),
    event as materialized (
      (select shop_id, order_id from order_events
       where tx = any (array(select pg_snapshot_xip(since) from seen)))
      union all
      (select shop_id, order_id from order_events
       where tx >= (select pg_snapshot_xmax(since) from seen)
       order by tx limit ${EVENTS_MAX + 1})
    ),
    changed as (
      select distinct shop_id, order_id from event
    )
    select seen.now::text as cursor, pg_snapshot_xmax(seen.since) <= pg_snapshot_xmax(seen.now) as is_known,
      (select count(*)::integer from event) as count, changed.shop_id, changed.order_id
    from seen left join changed on true`;
  const next = rows[0];
  if (!next) throw new Error("no snapshot");
  if (!next.is_known || next.count > EVENTS_MAX) return { kind: "reset", cursor: next.cursor };
  const orders = rows.flatMap((row) =>
    row.shop_id !== null && row.order_id !== null ? [{ shopId: row.shop_id, orderId: row.order_id }] : [],
  );
  return { kind: "changes", cursor: next.cursor, orders };
}

type MissedRow = { n: number; cursor: string; is_known: boolean; is_whole: boolean; order_id: string | null };

/**
 * For each of those who come back, what their own shop has missed since their own cursor: answers in the order asked, from one
 * statement, however many return at once when an instance has restarted. It looks at the events once, newest first; whose
 * cursor lies before the last one looked at is told to read everything again.
 */
export async function readMissed(
  sql: Sql,
  asks: readonly { readonly shopId: ShopId; readonly since: string | null }[],
): Promise<Missed[]> {
  const known = asks.flatMap(({ shopId, since }, index) => {
    const cursor = findCursor(since);
    return since === null || cursor === null ? [] : [{ index, shopId, since, ...cursor }];
  });
  const rows = known.length === 0 ? [] : await selectMissed(sql, known);
  const cursor = rows[0]?.cursor ?? (await readCursor(sql));
  const found = new Map<number, { isWhole: boolean; orderIds: string[] }>();
  for (const row of rows) {
    const index = known[row.n - 1]?.index;
    if (index === undefined) throw new Error(`an answer to ask ${row.n} of ${known.length}`);
    const answer = found.get(index) ?? { isWhole: row.is_known && row.is_whole, orderIds: [] };
    if (row.order_id !== null) answer.orderIds.push(row.order_id);
    found.set(index, answer);
  }
  return asks.map((_ask, index) => {
    const answer = found.get(index);
    const isTold = answer !== undefined && answer.isWhole && answer.orderIds.length <= SHOP_CHANGES_MAX;
    return isTold ? { kind: "changes", cursor, orderIds: answer.orderIds } : { kind: "reset", cursor };
  });
}

type KnownAsk = Cursor & { readonly shopId: ShopId; readonly since: string };

async function selectMissed(sql: Sql, asks: readonly KnownAsk[]): Promise<readonly MissedRow[]> {
  const oldest = asks.reduce((least, { next }) => (next < least ? next : least), XID_END - 1n);
  const open = new Set(asks.flatMap((ask) => ask.open.map(String)));
  return sql<MissedRow[]>`
    with seen as materialized (
      select pg_current_snapshot() as now
    ),
    ask as materialized (
      select n, shop_id, since::pg_snapshot as since
      from unnest(${asks.map(({ shopId }) => shopId)}::integer[], ${asks.map(({ since }) => since)}::text[])
        with ordinality as t(shop_id, since, n)
    ),
    recent as materialized (
      select tx, shop_id, order_id from order_events where tx >= ${String(oldest)}::text::xid8
      order by tx desc limit ${MISSED_EVENTS_MAX}
    ),
    -- Where the look back ended; all that is newer was seen.
    ground as materialized (
      select case when (select count(*) from recent) = ${MISSED_EVENTS_MAX}
        then (select tx from recent order by tx limit 1) else '0'::xid8 end as tx
    ),
    event as (
      select tx, shop_id, order_id from recent
      union all
      select tx, shop_id, order_id from order_events where tx = any (${[...open]}::text[]::xid8[])
    ),
    missed as (
      select distinct a.n, e.order_id from ask a join event e on e.shop_id = a.shop_id
      where not pg_visible_in_snapshot(e.tx, a.since)
    ),
    ranked as (
      select n, order_id, row_number() over (partition by n) as rank from missed
    )
    select ask.n::integer, seen.now::text as cursor,
      pg_snapshot_xmax(ask.since) <= pg_snapshot_xmax(seen.now) as is_known,
      pg_snapshot_xmax(ask.since) > ground.tx as is_whole, ranked.order_id
    from seen cross join ground cross join ask
    left join ranked on ranked.n = ask.n and ranked.rank <= ${SHOP_CHANGES_MAX + 1}`;
}
