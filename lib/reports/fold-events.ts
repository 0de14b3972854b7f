import type { Sql } from "@/db/types";

/** Events a statement takes: some tens of milliseconds, and what a death in the middle has to do again. */
export const FOLD_EVENTS_MAX = 5_000;

/**
 * Takes what has happened since the last fold into the cells of the reports, batch after batch until nothing is left or the
 * deadline is over. Several instances take turns: whoever finds another at it leaves it to them. Returns the number of ledger
 * lines taken in.
 */
export async function foldEvents(sql: Sql, deadline: () => boolean, eventsMax = FOLD_EVENTS_MAX): Promise<number> {
  for (let folded = 0; ;) {
    const [row] = await sql<{ folded: number; is_done: boolean }[]>`select * from fold_reports(${eventsMax})`;
    if (!row) throw new Error("the fold gave no answer");
    folded += Math.max(0, row.folded);
    if (row.is_done || deadline()) return folded;
  }
}

/** Makes every cell anew, from the first event on. Meanwhile the reports are slow, and exact. */
export async function refoldEvents(sql: Sql): Promise<number> {
  await sql`select restart_reports()`;
  return foldEvents(sql, () => false);
}
