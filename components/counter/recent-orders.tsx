import { ArrowRight, Inbox } from "@/components/ui/icons";
import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { memo } from "react";
import { Card } from "@/components/ui/card";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { Notice } from "@/components/ui/notice";
import { NewRowsPill } from "@/components/orders/new-rows-pill";
import type { Offer } from "@/components/orders/order-note";
import { OrdersSkeleton } from "@/components/orders/orders-skeleton";
import { OrdersTable } from "@/components/orders/orders-table";
import { useSteadyRows } from "@/components/orders/use-steady-rows";
import { orderPageOptions, RECENT_ROWS } from "@/lib/orders/query-options";
import type { OrderView } from "@/lib/orders/view";

type RecentOrdersProps = {
  /** The sale just made here, which shows even while the pointer rests on the list. */
  readonly revealId: string | null;
  readonly onSellOffer: (order: OrderView, offer: Offer) => void;
};

const NO_ROWS: readonly OrderView[] = [];

/** Told apart from the form above it, which is drawn anew at every key. */
export const RecentOrders = memo(function RecentOrders({ revealId, onSellOffer }: RecentOrdersProps) {
  const t = useTranslations("counter");
  const orders = useTranslations("orders");
  const common = useTranslations("common");
  const page = useQuery(orderPageOptions({ filter: {}, cursor: null, limit: RECENT_ROWS }));
  const { rows, newCount, showNew, areaRef, areaProps } = useSteadyRows(page.data?.rows ?? NO_ROWS, { revealId });
  return (
    <Card aria-labelledby="recent-orders" className="overflow-clip">
      <header className="border-line flex min-h-14 items-center gap-4 border-b px-4 py-2 sm:px-5">
        <h2 id="recent-orders" className="text-base font-semibold">
          {t("lastOrders")}
        </h2>
        <NewRowsPill count={newCount} onShow={showNew} />
        <Link
          href="/orders"
          className="text-accent-strong ms-auto inline-flex min-h-8 items-center gap-1.5 rounded-lg text-sm font-medium underline-offset-4 hover:underline"
        >
          {t("allOrders")}
          <ArrowRight className="size-4 rtl:-scale-x-100" aria-hidden />
        </Link>
      </header>
      {page.isError && (
        <Notice tone="warn" role="status" className="m-4">
          <span className="flex flex-wrap items-center gap-3">
            {orders("loadFailed")}
            <Button size="small" onClick={() => void page.refetch()}>
              {common("retry")}
            </Button>
          </span>
        </Notice>
      )}
      {page.isPending && <OrdersSkeleton rows={6} />}
      {page.data?.rows.length === 0 && (
        <EmptyState icon={<Inbox />} title={orders("empty")} hint={orders("emptyHint")} />
      )}
      {rows.length > 0 && (
        <div ref={areaRef} {...areaProps}>
          <OrdersTable rows={rows.slice(0, RECENT_ROWS)} onSellOffer={onSellOffer} />
        </div>
      )}
    </Card>
  );
});
