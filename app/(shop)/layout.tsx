import type { ReactNode } from "react";
import { chooseShopAction, setLocaleAction, signOutAction } from "@/app/actions";
import { LiveProvider } from "@/components/live/live-provider";
import { AppShell } from "@/components/shell/app-shell";
import { Words } from "@/components/words";
import { loadShell } from "@/lib/boundary/reads";

const actions = { setLocale: setLocaleAction, chooseShop: chooseShopAction, signOut: signOutAction };

/** The signed-in pages. Each still authorises by itself: a layout is not asked again on every navigation. */
export default async function ShopLayout({ children }: { readonly children: ReactNode }) {
  const { session, shops, shelf } = await loadShell();
  return (
    <Words of={["shell", "roles", "live", "status", "access"]}>
      <LiveProvider>
        <AppShell session={session} shops={shops} shelf={shelf} actions={actions}>
          {children}
        </AppShell>
      </LiveProvider>
    </Words>
  );
}
