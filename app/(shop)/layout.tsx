import { NextIntlClientProvider } from "next-intl";
import { getLocale } from "next-intl/server";
import type { ReactNode } from "react";
import { chooseShopAction, setLocaleAction, signOutAction } from "@/app/actions";
import { ShopProviders } from "@/components/shop-providers";
import { AppShell } from "@/components/shell/app-shell";
import { loadShell } from "@/lib/boundary/reads";
import { directionOf } from "@/lib/i18n/locale";

const actions = { setLocale: setLocaleAction, chooseShop: chooseShopAction, signOut: signOutAction };

/** The signed-in pages. Each still authorises by itself: a layout is not asked again on every navigation. */
export default async function ShopLayout({ children }: { readonly children: ReactNode }) {
  const { session, shops, shelf } = await loadShell();
  const locale = await getLocale();
  return (
    <NextIntlClientProvider>
      <ShopProviders dir={directionOf(locale)}>
        <AppShell session={session} shops={shops} shelf={shelf} actions={actions}>
          {children}
        </AppShell>
      </ShopProviders>
    </NextIntlClientProvider>
  );
}
