"use client";

import { NuqsAdapter } from "nuqs/adapters/next/app";
import { Direction } from "radix-ui";
import type { ReactNode } from "react";
import { LiveProvider } from "@/components/live/live-provider";

/** What the signed-in pages need besides the words: the live cache, the URL's filters, the side menus open to. */
export function ShopProviders({ dir, children }: { readonly dir: "ltr" | "rtl"; readonly children: ReactNode }) {
  return (
    <Direction.Provider dir={dir}>
      <NuqsAdapter>
        <LiveProvider>{children}</LiveProvider>
      </NuqsAdapter>
    </Direction.Provider>
  );
}
