"use client";

import { useQuery } from "@tanstack/react-query";
import clsx from "clsx";
import {
  ChartColumn,
  CircleHelp,
  ReceiptText,
  Scale,
  SendHorizontal,
  Settings2,
  Wallet,
  type Icon,
} from "@/components/ui/icons";
import Link, { useLinkStatus } from "next/link";
import { usePathname } from "next/navigation";
import { useTranslations } from "next-intl";
import { shelfCountsOptions } from "@/lib/orders/query-options";
import type { ShelfCounts } from "@/lib/orders/view";
import type { PlaceKey } from "./places";

/** More is not worth the room. */
const COUNT_SAID_MAX = 99;

const LOOKS: Record<PlaceKey, { readonly href: string; readonly icon: Icon }> = {
  counter: { href: "/", icon: SendHorizontal },
  orders: { href: "/orders", icon: ReceiptText },
  shelf: { href: "/uncertain", icon: CircleHelp },
  balance: { href: "/balance", icon: Wallet },
  reports: { href: "/reports", icon: ChartColumn },
  reconcile: { href: "/reconcile", icon: Scale },
  settings: { href: "/settings", icon: Settings2 },
};

function isAt(pathname: string, href: string): boolean {
  return href === "/" ? pathname === "/" : pathname === href || pathname.startsWith(`${href}/`);
}

/** A line under the place that is being fetched: within a blink on a good connection, welcome on a bad one. */
function PendingLine() {
  const { pending } = useLinkStatus();
  return (
    <span
      aria-hidden
      className={clsx(
        "bg-accent absolute inset-x-3 bottom-0.5 h-0.5 rounded-full transition-opacity delay-100",
        pending ? "animate-skeleton opacity-100" : "opacity-0",
      )}
    />
  );
}

/** What waits there for somebody: orders without an answer, and answers that nobody has passed on. */
function ShelfCount({ counts }: { readonly counts: ShelfCounts }) {
  const t = useTranslations("shell");
  const { data } = useQuery({ ...shelfCountsOptions(), initialData: counts });
  const total = data.open + data.late;
  if (total === 0) return null;
  return (
    <>
      <span
        aria-hidden
        data-shelf-count={total}
        className="bg-warn-wash text-warn ring-warn/40 figures min-w-5 rounded-full px-1.5 text-center text-xs leading-5 font-semibold ring-1 max-lg:absolute max-lg:start-1/2 max-lg:top-1 max-lg:ms-2"
      >
        {total > COUNT_SAID_MAX ? `${COUNT_SAID_MAX}+` : total}
      </span>
      <span className="sr-only">{t("shelfCounts", { open: data.open, late: data.late })}</span>
    </>
  );
}

type NavigationProps = { readonly places: readonly PlaceKey[]; readonly shelf: ShelfCounts };

/** Beside the logo on wide screens, under the thumb on narrow ones. */
export function Navigation({ places, shelf }: NavigationProps) {
  const t = useTranslations("shell");
  const pathname = usePathname();
  return (
    <nav
      aria-label={t("navigation")}
      className="max-lg:border-line max-lg:bg-surface max-lg:fixed max-lg:inset-x-0 max-lg:bottom-0 max-lg:z-40 max-lg:border-t max-lg:pb-[env(safe-area-inset-bottom)]"
    >
      <ul className="flex gap-1 max-lg:justify-around">
        {places.map((key) => {
          const { href, icon: Icon } = LOOKS[key];
          return (
            <li key={href} className="max-lg:flex-1">
              <Link
                href={href}
                aria-current={isAt(pathname, href) ? "page" : undefined}
                className={clsx(
                  "relative flex items-center gap-2 font-medium transition-colors",
                  "max-lg:min-h-14 max-lg:flex-col max-lg:justify-center max-lg:gap-0.5 max-lg:text-xs",
                  "lg:min-h-10 lg:rounded-xl lg:px-3.5 lg:text-sm",
                  isAt(pathname, href)
                    ? "text-accent-strong lg:bg-accent-wash"
                    : "text-ink-soft hover:text-ink lg:hover:bg-sunken",
                )}
              >
                <Icon className={clsx("size-4.5 max-lg:size-5", key === "counter" && "rtl:-scale-x-100")} aria-hidden />
                {t(key)}
                {key === "shelf" && <ShelfCount counts={shelf} />}
                <PendingLine />
              </Link>
            </li>
          );
        })}
      </ul>
    </nav>
  );
}
