"use client";

import { useQuery } from "@tanstack/react-query";
import { ChevronLeft, ChevronRight, Inbox, SearchX } from "@/components/ui/icons";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { memo, useDeferredValue, useState } from "react";
import { Button } from "@/components/ui/button";
import { buttonClass } from "@/components/ui/button-class";
import { Card } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import { Notice } from "@/components/ui/notice";
import { ORDERS_PAGE_ROWS, orderPageOptions, searchOf } from "@/lib/orders/query-options";
import type { OrderFilter, OrderPageView } from "@/lib/orders/view";
import { NewRowsPill } from "./new-rows-pill";
import { OrdersFilters, type Seller } from "./orders-filters";
import { OrdersSkeleton } from "./orders-skeleton";
import { OrdersTable } from "./orders-table";
import { hrefOfPrefill, prefillOfOffer } from "./prefill";
import { useOrderFilter, type FilterField } from "./use-order-filter";
import { useSteadyRows } from "./use-steady-rows";

/** The server counts no further: more is said as "more than". */
const COUNT_SAID_MAX = 10_000;

type LiveOrdersProps = {
  readonly sellers: readonly Seller[];
  readonly operators: readonly string[];
  /** Parts of the address that made no sense when the page was opened. */
  readonly ignoredFields: readonly FilterField[];
  readonly canSell: boolean;
};

export function LiveOrders({ sellers, operators, ignoredFields, canSell }: LiveOrdersProps) {
  const t = useTranslations("orders");
  const { filter, cursor, isFiltered, setField, setCursor, clear } = useOrderFilter();
  // A key is answered at once; fifty rows follow when the hand rests.
  const [shownFilter, shownCursor] = [useDeferredValue(filter), useDeferredValue(cursor)];
  // Said of the address as it was opened; true no longer once the filters were touched.
  const [isUntouched, setIsUntouched] = useState(true);
  const fieldNames: Record<FilterField, string> = {
    status: t("status"),
    operator: t("operator"),
    staffId: t("seller"),
    day: t("day"),
    q: t("search"),
  };
  return (
    <div className="flex flex-col gap-4">
      <h1 className="text-2xl font-semibold tracking-tight">{t("title")}</h1>
      {ignoredFields.length > 0 && isUntouched && (
        <Notice tone="warn" role="status">
          {t("ignoredFilters", { fields: ignoredFields.map((field) => fieldNames[field]).join(", ") })}
        </Notice>
      )}
      <OrdersFilters
        filter={filter}
        isFiltered={isFiltered}
        sellers={sellers}
        operators={operators}
        onChange={(field, text) => {
          setIsUntouched(false);
          setField(field, text);
        }}
        onClear={() => {
          setIsUntouched(false);
          clear();
        }}
      />
      <OrdersList filter={shownFilter} cursor={shownCursor} canSell={canSell} onCursor={setCursor} />
    </div>
  );
}

type OrdersListProps = Pick<OrdersCardProps, "canSell" | "cursor" | "onCursor"> & { readonly filter: OrderFilter };

/** What the address asks for, or why it is not there. */
const OrdersList = memo(function OrdersList({ filter, cursor, canSell, onCursor }: OrdersListProps) {
  const t = useTranslations("orders");
  const common = useTranslations("common");
  const page = useQuery(orderPageOptions({ filter, cursor, limit: ORDERS_PAGE_ROWS }));
  return (
    <>
      {page.isError && (
        <Notice tone="bad" role="alert">
          <span className="flex flex-wrap items-center gap-3">
            {t("loadFailed")}
            <Button size="small" onClick={() => void page.refetch()}>
              {common("retry")}
            </Button>
          </span>
        </Notice>
      )}
      {page.isPending && (
        <Card>
          <OrdersSkeleton rows={10} />
        </Card>
      )}
      {page.data !== undefined && (
        <OrdersCard
          key={String(searchOf(filter, cursor))}
          page={page.data}
          isUpdating={page.isPlaceholderData}
          isFiltered={Object.keys(filter).length > 0}
          canSell={canSell}
          cursor={cursor}
          onCursor={onCursor}
        />
      )}
    </>
  );
});

type OrdersCardProps = {
  readonly page: OrderPageView;
  /** The rows of the former filter, until those of this one have come. */
  readonly isUpdating: boolean;
  readonly isFiltered: boolean;
  readonly canSell: boolean;
  readonly cursor: string | null;
  readonly onCursor: (cursor: string | null) => void;
};

function OrdersCard({ page, isUpdating, isFiltered, canSell, cursor, onCursor }: OrdersCardProps) {
  const t = useTranslations("orders");
  const router = useRouter();
  const { rows, newCount, showNew, areaRef, areaProps } = useSteadyRows(page.rows, { isPlaceholder: isUpdating });
  const isEmpty = rows.length === 0;
  return (
    <Card aria-busy={isUpdating || undefined} className="overflow-clip">
      <header className="border-line flex min-h-14 flex-wrap items-center gap-4 border-b px-4 py-2 sm:px-5">
        <p className="figures text-ink-soft text-sm">
          {isUpdating
            ? t("updating")
            : page.countCapped > COUNT_SAID_MAX
              ? t("countCapped", { count: COUNT_SAID_MAX })
              : t("count", { count: page.countCapped })}
        </p>
        <NewRowsPill count={newCount} onShow={showNew} />
      </header>
      {isEmpty && !isUpdating && <EmptyOrders isFiltered={isFiltered || cursor !== null} canSell={canSell} />}
      {!isEmpty && (
        <div ref={areaRef} {...areaProps} className={isUpdating ? "opacity-60 transition-opacity delay-150" : ""}>
          <OrdersTable
            rows={rows}
            showSeller
            onSellOffer={
              canSell ? (order, offer) => router.push(hrefOfPrefill(prefillOfOffer(order, offer))) : undefined
            }
          />
        </div>
      )}
      <Pager nextCursor={page.nextCursor} cursor={cursor} onCursor={onCursor} />
    </Card>
  );
}

type EmptyOrdersProps = { readonly isFiltered: boolean; readonly canSell: boolean };

function EmptyOrders({ isFiltered, canSell }: EmptyOrdersProps) {
  const t = useTranslations("orders");
  if (isFiltered) {
    // The way out, clearing the filters, stands above.
    return <EmptyState icon={<SearchX />} title={t("emptyFiltered")} hint={t("emptyFilteredHint")} />;
  }
  return (
    <EmptyState
      icon={<Inbox />}
      title={t("empty")}
      hint={t("emptyHint")}
      action={
        canSell && (
          <Link href="/" className={buttonClass("primary")}>
            {t("goToCounter")}
          </Link>
        )
      }
    />
  );
}

type PagerProps = Pick<OrdersCardProps, "cursor" | "onCursor"> & { readonly nextCursor: string | null };

function Pager({ cursor, nextCursor, onCursor }: PagerProps) {
  const t = useTranslations("orders");
  const router = useRouter();
  // How deep this visit went by itself: going newer is then going back.
  const [depth, setDepth] = useState(0);
  if (cursor === null && nextCursor === null) return null;
  return (
    <nav
      aria-label={t("pages")}
      className="border-line flex items-center justify-between gap-3 border-t px-4 py-3 sm:px-5"
    >
      <span className="flex gap-2">
        {cursor !== null && (
          <>
            <Button onClick={() => onCursor(null)}>{t("newest")}</Button>
            {depth > 0 && (
              <Button
                icon={<ChevronLeft className="size-4 rtl:-scale-x-100" aria-hidden />}
                onClick={() => {
                  setDepth(depth - 1);
                  router.back();
                }}
              >
                {t("newer")}
              </Button>
            )}
          </>
        )}
      </span>
      {nextCursor !== null && (
        <Button
          onClick={() => {
            setDepth(depth + 1);
            onCursor(nextCursor);
          }}
        >
          {t("older")}
          <ChevronRight className="size-4 rtl:-scale-x-100" aria-hidden />
        </Button>
      )}
    </nav>
  );
}
