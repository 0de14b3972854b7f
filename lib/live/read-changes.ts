import type { Sql } from "@/db/types";

/** More changes than this after a cut, and reading the screen's lists again is cheaper than replaying. */
const CHANGES_MAX = 500;

/** Events read for it, whoever's they are: a cursor that lies further back costs one look of some milliseconds, and is reset. */
const EVENTS_READ_MAX = 20_000;

export type Changes =
  | {
      readonly kind: "changes";
      readonly cursor: string;
      readonly orders: readonly { shopId: number; orderId: string }[];
    }
  /** The cursor is not one of this database, or lies too far back. */
  | { readonly kind: "reset"; readonly cursor: string };

/** The text form of `pg_snapshot`: the oldest open transaction, the next one to come, and those open in between. */
const CURSOR_PATTERN = /^([0-9]{1,20}):([0-9]{1,20}):((?:[0-9]{1,20}(?:,[0-9]{1,20})*)?)$/;
const CURSOR_LENGTH_MAX = 2_000;
const XID_END = 2n ** 64n;

/** Whether the database would read it: it throws at what only looks like a snapshot, and cursors come from browsers. */
function isCursor(text: string): boolean {
  const match = text.length <= CURSOR_LENGTH_MAX ? CURSOR_PATTERN.exec(text) : null;
  if (match === null) return false;
  const [, oldest = "", next = "", open = ""] = match;
  const xmin = BigInt(oldest);
  const xmax = BigInt(next);
  const xids = open === "" ? [] : open.split(",").map(BigInt);
  const isOrdered = xids.every((xid, index) => xid > (xids[index - 1] ?? xmin - 1n) && xid < xmax);
  return 0n < xmin && xmin <= xmax && xmax < XID_END && isOrdered;
}

/** The cursor of this very moment. */
export async function readCursor(sql: Sql): Promise<string> {
  const [row] = await sql<{ cursor: string }[]>`select pg_current_snapshot()::text as cursor`;
  if (!row) throw new Error("no snapshot");
  return row.cursor;
}

/**
 * The orders with events that have become visible since `cursor`, and the cursor from which to go on.
 *
 * A cursor is a snapshot, not a number: "visible now and not then" holds for an event that commits late with a lower number
 * as for any other, so none is missed and none waits for a stranger's long transaction.
 */
export async function readChanges(sql: Sql, cursor: string | null, shopId: number | null): Promise<Changes> {
  if (cursor === null || !isCursor(cursor)) return { kind: "reset", cursor: await readCursor(sql) };
  // Not a parameter: the planner must know how few are asked for.
  const most = sql.unsafe(`limit ${EVENTS_READ_MAX + 1}`);
  const rows = await sql<{ cursor: string; is_known: boolean; shop_id: number | null; order_id: string | null }[]>`
    with seen as materialized (
      select pg_current_snapshot() as now, ${cursor}::text::pg_snapshot as since
    ),
    -- What a snapshot does not see is what it says was open, and everything from its end on: two short stretches of the index, though
    -- a transaction may have been open for hours. The order and the limit are what the index is read by, and how far.
    unseen as materialized (
      (select e.shop_id, e.order_id from seen cross join lateral pg_snapshot_xip(seen.since) as open(tx)
        join lateral (select shop_id, order_id from order_events where tx = open.tx ${most}) e on true
        ${most})
      union all
      (select shop_id, order_id from order_events
        where tx >= (select pg_snapshot_xmax(since) from seen) order by tx ${most})
    ),
    changed as (
      select distinct shop_id, order_id from unseen
      where ${shopId}::integer is null or shop_id = ${shopId}::integer
      limit ${CHANGES_MAX + 1}
    )
    select seen.now::text as cursor,
      pg_snapshot_xmax(seen.since) <= pg_snapshot_xmax(seen.now)
        and (select count(*) from unseen) <= ${EVENTS_READ_MAX}::integer as is_known,
      changed.shop_id, changed.order_id
    from seen left join changed on true`;
  const next = rows[0];
  if (!next) throw new Error("no snapshot");
  if (!next.is_known || rows.length > CHANGES_MAX) return { kind: "reset", cursor: next.cursor };
  const orders = rows.flatMap((row) =>
    row.shop_id !== null && row.order_id !== null ? [{ shopId: row.shop_id, orderId: row.order_id }] : [],
  );
  return { kind: "changes", cursor: next.cursor, orders };
}
