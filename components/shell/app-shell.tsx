import Link from "next/link";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { LiveBanner } from "@/components/live/live-banner";
import { LiveIndicator } from "@/components/live/live-indicator";
import { OutcomeAnnouncer } from "@/components/live/outcome-announcer";
import { Logo } from "@/components/ui/logo";
import type { Session } from "@/lib/auth/types";
import type { ShelfCounts } from "@/lib/orders/view";
import { AccountMenu } from "./account-menu";
import type { ShellActions } from "./actions";
import { LanguageMenu } from "./language-menu";
import { Navigation } from "./navigation";
import { placesOf } from "./places";
import { ShopPicker } from "./shop-picker";

type AppShellProps = {
  readonly session: Session;
  readonly shops: readonly { readonly id: number; readonly name: string }[];
  readonly shelf: ShelfCounts;
  readonly actions: ShellActions;
  readonly children: ReactNode;
};

export function AppShell({ session, shops, shelf, actions, children }: AppShellProps) {
  const t = useTranslations("common");
  // Whoever may choose the shop must be able to read which one it is, on a phone too.
  const isTight = shops.length > 0;
  return (
    <div className="flex min-h-dvh flex-col max-lg:pb-[calc(3.5rem+env(safe-area-inset-bottom))]">
      <a
        href="#content"
        className="bg-accent text-on-accent sr-only z-50 rounded-xl px-4 py-2 focus:not-sr-only focus:fixed focus:start-3 focus:top-3"
      >
        {t("skipToContent")}
      </a>
      {/* No filter or transform on it: the navigation inside is fixed to the window's foot on narrow screens. */}
      <header className="border-line bg-surface sticky top-0 z-40 border-b print:hidden">
        <div className="mx-auto flex h-15 w-full max-w-[110rem] items-center gap-3 px-4 sm:px-6 lg:gap-6">
          <Link href="/" className="shrink-0 rounded-lg">
            <Logo isTight={isTight} />
          </Link>
          <Navigation places={placesOf(session.role)} shelf={shelf} />
          <div className="ms-auto flex min-w-0 items-center gap-1 sm:gap-2">
            <LiveIndicator isTight={isTight} />
            <ShopPicker
              shopId={session.shopId}
              shopName={session.shopName}
              shops={shops}
              chooseShop={actions.chooseShop}
            />
            <LanguageMenu setLocale={actions.setLocale} />
            <AccountMenu
              name={session.displayName}
              role={session.role}
              shopName={session.shopName}
              signOut={actions.signOut}
            />
          </div>
        </div>
      </header>
      <main id="content" className="mx-auto w-full max-w-[110rem] flex-1 px-4 py-5 sm:px-6 lg:py-7">
        <LiveBanner />
        {children}
      </main>
      <OutcomeAnnouncer />
    </div>
  );
}
