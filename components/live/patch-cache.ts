import type { QueryClient } from "@tanstack/react-query";
import type { BalanceView } from "@/lib/ledger/view";
import { newerOf, patchPage } from "@/lib/orders/patch-page";
import { balanceKeys, orderKeys, shelfKeys, type OrderPageKey } from "@/lib/orders/query-options";
import type { OrderDetailView, OrderPageView, OrderView } from "@/lib/orders/view";

/** Everything the cache holds of one order follows it: every page of every filter, and its own page. */
export function patchOrder(client: QueryClient, order: OrderView): void {
  client.setQueryData<OrderView>(orderKeys.latest(order.id), (known) => newerOf(known, order));
  for (const query of client.getQueryCache().findAll({ queryKey: orderKeys.pages })) {
    // The key was made by `orderKeys.page`, whose third word is this.
    const { filter, cursor } = query.queryKey[2] as OrderPageKey;
    client.setQueryData<OrderPageView>(
      query.queryKey,
      (page) => page && patchPage(page, { filter, isFirst: cursor === null }, order),
    );
    // A read that is under way may have left before this change: let it be read again.
    if (query.state.fetchStatus === "fetching")
      void client.invalidateQueries({ queryKey: query.queryKey, exact: true });
  }
  const detail = client.getQueryData<OrderDetailView>(orderKeys.detail(order.id));
  if (detail === undefined) return;
  client.setQueryData<OrderDetailView>(orderKeys.detail(order.id), { ...detail, ...newerOf(detail, order) });
  // Its timeline and ledger lines are not in a row's view.
  void client.invalidateQueries({ queryKey: orderKeys.detail(order.id), exact: true });
}

export function patchBalance(client: QueryClient, balance: BalanceView): void {
  // A read that is under way may have left before this news, and must not have the last word.
  void client.cancelQueries({ queryKey: balanceKeys.now, exact: true }, { revert: false });
  client.setQueryData<BalanceView>(balanceKeys.now, balance);
  void client.invalidateQueries({ queryKey: balanceKeys.statement });
}

/** How often the balance has been told so far; for `patchAnsweredBalance`. */
export function countBalanceNews(client: QueryClient): number {
  return client.getQueryState(balanceKeys.now)?.dataUpdateCount ?? 0;
}

/**
 * The balance that the answer to a command carried. Where the live line has told of another since the command left, nobody
 * can say which of the two is the later, and it is read again.
 */
export function patchAnsweredBalance(client: QueryClient, balance: BalanceView, newsBefore: number): void {
  if (countBalanceNews(client) === newsBefore) patchBalance(client, balance);
  else void client.invalidateQueries({ queryKey: balanceKeys.all });
}

/** The newest view of an order that the cache holds, be it of a row that has left its filtered list. */
export function findCachedOrder(client: QueryClient, id: string): OrderView | undefined {
  let found = client.getQueryData<OrderView>(orderKeys.latest(id));
  for (const [, page] of client.getQueriesData<OrderPageView>({ queryKey: orderKeys.pages })) {
    const row = page?.rows.find((order) => order.id === id);
    if (row) found = newerOf(found, row);
  }
  return found ?? client.getQueryData<OrderDetailView>(orderKeys.detail(id));
}

/** Everything on the screen, read again. */
export function refreshAll(client: QueryClient): void {
  void client.invalidateQueries({ queryKey: orderKeys.pages });
  void client.invalidateQueries({ queryKey: orderKeys.details });
  void client.invalidateQueries({ queryKey: balanceKeys.all });
  void client.invalidateQueries({ queryKey: shelfKeys.all });
}
