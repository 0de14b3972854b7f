import { dehydrate, HydrationBoundary, QueryClient, type QueryKey } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { PageArrival } from "./page-arrival";

type HydratedProps = {
  /** What the server has just read, under the keys by which the browser will ask for it again. */
  readonly entries: readonly (readonly [QueryKey, unknown])[];
  readonly children: ReactNode;
};

/** Hands the server's reads to the browser's cache, so that the first screen needs no second request. */
export function Hydrated({ entries, children }: HydratedProps) {
  const client = new QueryClient();
  for (const [key, value] of entries) client.setQueryData(key, value);
  return (
    <HydrationBoundary state={dehydrate(client)}>
      {children}
      <PageArrival />
    </HydrationBoundary>
  );
}
