import type { Sql } from "@/db/types";

/** More changes than this after a cut, and reading the screen's lists again is cheaper than replaying. */
const CHANGES_MAX = 500;

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
  const rows = await sql<{ cursor: string; is_known: boolean; shop_id: number | null; order_id: string | null }[]>`
    with seen as materialized (
      select pg_current_snapshot() as now, ${cursor}::text::pg_snapshot as since
    ),
    changed as (
      select distinct e.shop_id, e.order_id from order_events e
      where e.tx >= (select pg_snapshot_xmin(since) from seen)
        and not pg_visible_in_snapshot(e.tx, (select since from seen))
        and (${shopId}::integer is null or e.shop_id = ${shopId}::integer)
      limit ${CHANGES_MAX + 1}
    )
    select seen.now::text as cursor, pg_snapshot_xmax(seen.since) <= pg_snapshot_xmax(seen.now) as is_known,
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
