import { dayOf } from "@/lib/i18n/format-instant";
import { parseOrderSearch } from "./parse-search";
import type { OrderFilter, OrderPageView, OrderView } from "./view";

/** Of two views of one order the one that happened later, whichever arrived first. */
export function newerOf(known: OrderView | undefined, told: OrderView): OrderView {
  return known !== undefined && known.version > told.version ? known : told;
}

/** Whether an order belongs in a filtered list: the server's conditions, for changes that arrive without a read. */
export function matchesFilter(order: OrderView, filter: OrderFilter): boolean {
  if (filter.status !== undefined && order.status !== filter.status) return false;
  if (filter.operator !== undefined && order.operator !== filter.operator) return false;
  if (filter.staffId !== undefined && order.staffId !== filter.staffId) return false;
  if (filter.day !== undefined && dayOf(new Date(order.placedAt)) !== filter.day) return false;
  return filter.q === undefined || matchesSearch(order, filter.q);
}

/** A whole id, the code of a slip, or the first or last digits of the number. */
function matchesSearch(order: OrderView, text: string): boolean {
  const search = parseOrderSearch(text);
  if (search === null) return false;
  if (search.by === "id") return order.id === search.id;
  if (search.by === "code") return order.id.endsWith(search.code);
  return order.msisdn.startsWith(search.digits) || order.msisdn.endsWith(search.digits);
}

/** Newest first; the id, which is time-ordered too, decides between orders of one instant. */
function isAhead(a: OrderView, b: OrderView): boolean {
  return a.placedAt === b.placedAt ? a.id > b.id : a.placedAt > b.placedAt;
}

/**
 * A page of a list after one order changed: the row replaced, added in its place, or taken out where it no longer fits the
 * filter. Rows are added only to the first page. The page may grow past its size: cutting it would put a gap before the
 * next page's cursor.
 */
export function patchPage(
  page: OrderPageView,
  { filter, isFirst }: { readonly filter: OrderFilter; readonly isFirst: boolean },
  order: OrderView,
): OrderPageView {
  const isListed = page.rows.some((row) => row.id === order.id);
  if (!matchesFilter(order, filter)) {
    if (!isListed) return page;
    return { ...page, rows: page.rows.filter((row) => row.id !== order.id), countCapped: page.countCapped - 1 };
  }
  if (isListed) {
    return { ...page, rows: page.rows.map((row) => (row.id === order.id ? newerOf(row, order) : row)) };
  }
  if (!isFirst) return page;
  const at = page.rows.findIndex((row) => isAhead(order, row));
  // Behind every row of a page that is not the last: it belongs further on.
  if (at === -1 && page.nextCursor !== null) return page;
  const rows = at === -1 ? [...page.rows, order] : page.rows.toSpliced(at, 0, order);
  return { ...page, rows, countCapped: page.countCapped + 1 };
}
