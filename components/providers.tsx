"use client";

import { ThemeProvider } from "next-themes";
import type { ReactNode } from "react";

/** What every page needs, sign-in included: kept to the theme, so that the first page stays light. */
export function Providers({ children }: { readonly children: ReactNode }) {
  return (
    <ThemeProvider attribute="data-theme" defaultTheme="system" enableSystem disableTransitionOnChange>
      {children}
    </ThemeProvider>
  );
}
