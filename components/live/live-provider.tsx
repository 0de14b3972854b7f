"use client";

import { QueryCache, QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { useState, type ReactNode } from "react";
import { FetchRefusal } from "@/lib/orders/query-options";
import { createLiveStore, type LiveStore } from "./live-store";
import { LiveContext, useLive } from "./use-live";

function createQueryClient(store: LiveStore): QueryClient {
  return new QueryClient({
    queryCache: new QueryCache({
      onSuccess: () => store.hear(),
      onError: (error) => {
        if (error instanceof FetchRefusal && error.httpStatus === 401) store.signOut();
      },
    }),
    defaultOptions: {
      queries: {
        // The live line and its fallback say when to read; a page that was just rendered by the server is not read twice.
        staleTime: 30_000,
        refetchOnWindowFocus: false,
        refetchOnReconnect: true,
        // A shop's server may be in the shop: reachable while the browser believes itself offline.
        networkMode: "always",
        retry: (failures, error) => !(error instanceof FetchRefusal) && failures < 1,
      },
    },
  });
}

function LiveLine({ store, children }: { readonly store: LiveStore; readonly children: ReactNode }) {
  useLive(store);
  return <LiveContext value={store}>{children}</LiveContext>;
}

/** The browser's memory of the server, kept live. One for as long as the person is signed in. */
export function LiveProvider({ children }: { readonly children: ReactNode }) {
  const [{ store, client }] = useState(() => {
    const created = createLiveStore();
    return { store: created, client: createQueryClient(created) };
  });
  return (
    <QueryClientProvider client={client}>
      <LiveLine store={store}>{children}</LiveLine>
    </QueryClientProvider>
  );
}
