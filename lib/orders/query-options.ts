import { infiniteQueryOptions, keepPreviousData, queryOptions, replaceEqualDeep } from "@tanstack/react-query";
import type { BalanceView, TransferView } from "@/lib/ledger/view";
import { newerOf } from "./patch-page";
import type { OrderDetailView, OrderFilter, OrderPageView, PausesView, ShelfCounts, ShelfView } from "./view";

/** What identifies a page of the list: change one, and it is another page. */
export type OrderPageKey = {
  readonly filter: OrderFilter;
  /** Null is the first page, the only one that new orders enter. */
  readonly cursor: string | null;
  readonly limit: number;
};

/** Rows of a page of the list, as the server pages it. */
export const ORDERS_PAGE_ROWS = 50;

/** Rows beneath the counter. */
export const RECENT_ROWS = 12;

export type StatementPageView = { readonly rows: readonly TransferView[]; readonly nextCursor: string | null };

/** Every key of the browser's cache. Families nest, so that a family is invalidated by its first words. */
export const orderKeys = {
  pages: ["orders", "page"] as const,
  page: (key: OrderPageKey) => ["orders", "page", key] as const,
  details: ["orders", "detail"] as const,
  detail: (id: string) => ["orders", "detail", id] as const,
  /** What the live line last said of an order; written by it alone, never fetched. */
  latest: (id: string) => ["orders", "latest", id] as const,
};

export const balanceKeys = {
  all: ["balance"] as const,
  now: ["balance", "now"] as const,
  statement: ["balance", "statement"] as const,
};

/** What is uncertain, and what came too late to be heard. */
export const shelfKeys = {
  all: ["shelf"] as const,
  view: ["shelf", "view"] as const,
  counts: ["shelf", "counts"] as const,
};

/** What waits or is slow at the provider. */
export const pauseKeys = { now: ["pauses", "now"] as const };

/** Nobody's order changes when a plan is paused, so the live line does not tell of it. */
const PAUSES_EVERY_MS = 15_000;

/** The live line tells of what changes; that time passes, which makes an order late, it does not. */
const SHELF_EVERY_MS = 60_000;

/** The server answered, but not with what was asked for. 401 means that the session is over. */
export class FetchRefusal extends Error {
  constructor(readonly httpStatus: number) {
    super(`the server answered ${httpStatus}`);
  }
}

async function fetchJson<T>(path: string, signal: AbortSignal): Promise<T> {
  const response = await fetch(path, { signal, headers: { accept: "application/json" } });
  if (!response.ok) throw new FetchRefusal(response.status);
  // Our own route of the same build, which types what it answers by the same view.
  return (await response.json()) as T;
}

export function searchOf(filter: OrderFilter, cursor: string | null = null): URLSearchParams {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(filter)) search.set(name, String(value));
  if (cursor !== null) search.set("cursor", cursor);
  return search;
}

/** A read that left before the live stream told of a change must not take the row back to what it was. */
function keepNewerRows(known: unknown, read: unknown): unknown {
  if (known === undefined) return read;
  // Both are what this query's own function returns; the library types them as unknown.
  const rowsById = new Map((known as OrderPageView).rows.map((order) => [order.id, order]));
  const page = read as OrderPageView;
  const merged = { ...page, rows: page.rows.map((order) => newerOf(rowsById.get(order.id), order)) };
  // What is equal stays the very same object: the library compares by identity, and renders for ever otherwise.
  return replaceEqualDeep(known, merged);
}

export function orderPageOptions(key: OrderPageKey) {
  const search = searchOf(key.filter, key.cursor);
  search.set("limit", String(key.limit));
  return queryOptions({
    queryKey: orderKeys.page(key),
    queryFn: ({ signal }) => fetchJson<OrderPageView>(`/api/orders?${search}`, signal),
    structuralSharing: keepNewerRows,
    placeholderData: keepPreviousData,
  });
}

export function orderDetailOptions(id: string) {
  return queryOptions({
    queryKey: orderKeys.detail(id),
    queryFn: ({ signal }) => fetchJson<OrderDetailView>(`/api/orders/${id}`, signal),
  });
}

export function balanceOptions() {
  return queryOptions({
    queryKey: balanceKeys.now,
    queryFn: ({ signal }) => fetchJson<BalanceView>("/api/balance", signal),
  });
}

export function statementOptions() {
  return infiniteQueryOptions({
    queryKey: balanceKeys.statement,
    queryFn: ({ signal, pageParam }) =>
      fetchJson<StatementPageView>(
        `/api/balance/statement${pageParam === null ? "" : `?cursor=${encodeURIComponent(pageParam)}`}`,
        signal,
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
  });
}

export function pausesOptions() {
  return queryOptions({
    queryKey: pauseKeys.now,
    queryFn: ({ signal }) => fetchJson<PausesView>("/api/pauses", signal),
    refetchInterval: PAUSES_EVERY_MS,
  });
}

export function shelfOptions() {
  return queryOptions({
    queryKey: shelfKeys.view,
    queryFn: ({ signal }) => fetchJson<ShelfView>("/api/uncertain", signal),
    refetchInterval: SHELF_EVERY_MS,
  });
}

export function shelfCountsOptions() {
  return queryOptions({
    queryKey: shelfKeys.counts,
    queryFn: ({ signal }) => fetchJson<ShelfCounts>("/api/uncertain/count", signal),
    refetchInterval: SHELF_EVERY_MS,
  });
}
