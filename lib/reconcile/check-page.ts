import type { Page } from "@/lib/oneclick/types";
import type { Fault, FaultKind, Window } from "./types";

/** What a page must tell of each row to be checked. */
export type RowKey<T> = { readonly id: (row: T) => string; readonly at: (row: T) => Date | null };

export type CheckedPage<T> = {
  /** Rows with a time inside the window, each once: all that may be stored. */
  readonly rows: readonly T[];
  readonly faults: readonly Fault[];
};

/**
 * What may be believed of a page of the provider's, and what is wrong with it. Rows are judged one by one: a page that holds
 * too little says nothing about what it does not hold, and nothing against what it holds.
 *
 * @param now rows younger than this and the window are of a time that has not come
 */
export function checkPage<T>(page: Page<T>, window: Window, now: Date, key: RowKey<T>): CheckedPage<T> {
  const counts = new Map<FaultKind, number>();
  const count = (kind: FaultKind) => void counts.set(kind, (counts.get(kind) ?? 0) + 1);
  const latest = new Date(Math.max(window.closesAt.getTime(), now.getTime()));
  const kept = new Map<string, T>();
  let previous: Date | null = null;
  for (const row of page.rows) {
    const at = key.at(row);
    if (at === null) count("timeless");
    else if (at > latest) count("future");
    else if (at < window.opensAt || at > window.closesAt) count("outside");
    else if (kept.has(key.id(row))) count("repeated");
    else {
      if (previous !== null && at > previous) count("unsorted");
      previous = at;
      kept.set(key.id(row), row);
    }
  }
  const promised = Math.min(page.pageSize, Math.max(0, page.totalResults - (window.nextPage - 1) * page.pageSize));
  const faults: Fault[] = [...counts].map(([kind, rows]) => ({ kind, detail: String(rows) }));
  if (page.page !== window.nextPage) faults.push({ kind: "wrong_page", detail: String(page.page) });
  if (page.rows.length < promised) faults.push({ kind: "truncated", detail: `${page.rows.length} / ${promised}` });
  return { rows: [...kept.values()], faults };
}
