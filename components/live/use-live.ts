import { useQueryClient, type QueryClient } from "@tanstack/react-query";
import { createContext, useContext, useEffect, useSyncExternalStore } from "react";
import { nextPollDelay } from "@/lib/live/next-poll-delay";
import { isInFlight } from "@/lib/orders/status";
import { orderKeys, shelfKeys } from "@/lib/orders/query-options";
import type { LiveMessage, OrderPageView } from "@/lib/orders/view";
import { openLiveLine } from "./live-line";
import { createLiveStore, type LiveState, type LiveStore } from "./live-store";
import { findCachedOrder, patchBalance, patchOrder, refreshAll } from "./patch-cache";
import { createRefreshPace, type RefreshPace } from "./refresh-pace";

/** Pages that read nothing do not say that they have arrived. */
const ARRIVAL_MAX_MS = 5_000;

export const LiveContext = createContext<LiveStore | null>(null);

/** For the server's rendering, which has heard nothing yet. */
const SILENT: LiveStore = createLiveStore();
const INITIAL = SILENT.read();

export function useLiveState(): LiveState {
  const store = useContext(LiveContext) ?? SILENT;
  return useSyncExternalStore(store.subscribe, store.read, () => INITIAL);
}

/** How long the youngest order in flight has been waiting; null when none is. */
function youngestInFlightMs(client: QueryClient, nowMs: number): number | null {
  let youngest: number | null = null;
  for (const [, page] of client.getQueriesData<OrderPageView>({ queryKey: orderKeys.pages, type: "active" })) {
    for (const order of page?.rows ?? []) {
      if (!isInFlight(order.status)) continue;
      const ageMs = Math.max(0, nowMs - Date.parse(order.placedAt));
      if (youngest === null || ageMs < youngest) youngest = ageMs;
    }
  }
  return youngest;
}

/** What a message makes the browser ask for, paced: a busy shop's messages come faster than its lists are worth reading again. */
type Paces = { readonly screen: RefreshPace; readonly shelf: RefreshPace };

/** A shop so busy that its messages say only that much has changed is read again this often. */
const SCREEN_REST_MS = 5_000;
const SHELF_REST_MS = 2_000;

function createPaces(client: QueryClient): Paces {
  return {
    screen: createRefreshPace(() => refreshAll(client), SCREEN_REST_MS),
    shelf: createRefreshPace(() => void client.invalidateQueries({ queryKey: shelfKeys.all }), SHELF_REST_MS),
  };
}

function takeIn(client: QueryClient, store: LiveStore, paces: Paces, message: LiveMessage): void {
  if (message.type === "reset") return paces.screen.soon(message.spreadMs);
  if (message.type === "orders") {
    for (const order of message.orders) {
      const known = findCachedOrder(client, order.id);
      const isNews = known !== undefined && known.version < order.version && known.status !== order.status;
      if (isNews && (!isInFlight(order.status) || order.status === "uncertain")) store.announce(order);
      patchOrder(client, order);
    }
  }
  patchBalance(client, message.balance);
  // Orders on their way reach the shelf by growing old, which no message tells; those that end, or become uncertain, do.
  const touchesShelf =
    message.type === "balance" ||
    message.orders.some((order) => !isInFlight(order.status) || order.status === "uncertain");
  if (touchesShelf) paces.shelf.soon(0);
}

/** Reads the screen's lists again at the pace that `nextPollDelay` sets, which it is asked for anew after each read. */
function startPolling(client: QueryClient, store: LiveStore): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let wasOpen = store.read().line === "open";
  let wasInFlight = false;
  const schedule = () => {
    clearTimeout(timer);
    const inFlightForMs = youngestInFlightMs(client, Date.now());
    wasInFlight = inFlightForMs !== null;
    const delayMs = nextPollDelay({
      streamIsOpen: store.read().line === "open",
      hasInFlight: inFlightForMs !== null,
      inFlightForMs: inFlightForMs ?? 0,
      isHidden: document.hidden,
    });
    if (delayMs === null) return;
    timer = setTimeout(() => {
      refreshAll(client);
      schedule();
    }, delayMs);
  };
  const onVisibility = () => {
    if (!document.hidden && store.read().line !== "open") refreshAll(client);
    schedule();
  };
  const unsubscribe = store.subscribe(() => {
    const isOpen = store.read().line === "open";
    if (isOpen !== wasOpen) {
      wasOpen = isOpen;
      schedule();
    }
  });
  // A sale made between two slow reads is waited for at once, not after the slow read that was planned without it.
  const unwatch = client.getQueryCache().subscribe((event) => {
    if (event.type !== "updated" || event.action.type !== "success") return;
    if ((youngestInFlightMs(client, Date.now()) !== null) !== wasInFlight) schedule();
  });
  document.addEventListener("visibilitychange", onVisibility);
  schedule();
  return () => {
    clearTimeout(timer);
    unsubscribe();
    unwatch();
    document.removeEventListener("visibilitychange", onVisibility);
  };
}

function startLive(client: QueryClient, store: LiveStore): () => void {
  const paces = createPaces(client);
  const closeLine = openLiveLine({
    onMessage: (message) => takeIn(client, store, paces, message),
    onHeard: store.hear,
    onOpen: () => store.setLine("open"),
    onDown: () => store.setLine("down"),
  });
  const stopPolling = startPolling(client, store);
  return () => {
    closeLine();
    stopPolling();
    for (const pace of Object.values(paces)) pace.stop();
    store.stop();
  };
}

/**
 * Keeps the query cache as the server has it: by the live line, or by polling while that is down. Not before the page that
 * the server rendered has come alive: news in the cache would make it another page than the one being taken over.
 */
export function useLive(store: LiveStore): void {
  const client = useQueryClient();
  useEffect(() => {
    let stop: (() => void) | undefined;
    const start = () => {
      stop ??= startLive(client, store);
    };
    const forget = store.onArrival(start);
    const timer = setTimeout(start, ARRIVAL_MAX_MS);
    return () => {
      clearTimeout(timer);
      forget();
      stop?.();
    };
  }, [client, store]);
}
