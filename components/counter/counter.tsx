"use client";

import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useCallback, useEffect, useMemo, useRef } from "react";
import { BalanceFigures } from "@/components/balance/balance-figures";
import type { OverridePause } from "@/components/orders/override-button";
import { prefillOfOffer, type Prefill } from "@/components/orders/prefill";
import type { Offer } from "@/components/orders/order-note";
import type { OrderCommand } from "@/components/order/use-order-command";
import { Card } from "@/components/ui/card";
import { Skeleton } from "@/components/ui/skeleton";
import { balanceOptions } from "@/lib/orders/query-options";
import type { OrderView, PlanView } from "@/lib/orders/view";
import { LastSale } from "./last-sale";
import { RecentOrders } from "./recent-orders";
import { SaleForm } from "./sale-form";
import { UnansweredSales, usePendingSales } from "./unanswered-sales";
import { useResumedSale } from "./use-resumed-sale";
import { useSale, type PlaceOrder, type Sale } from "./use-sale";

type CounterProps = {
  readonly shopId: number;
  readonly staffId: number;
  readonly plans: readonly PlanView[];
  /** The numbers that the shop recharges often. */
  readonly regulars: readonly string[];
  readonly prefill: Prefill | null;
  readonly placeOrder: PlaceOrder;
  readonly overridePause: OverridePause;
  readonly cancelOrder: OrderCommand;
};

/** Where staff stand all day: the sale above, what became of the last ones beneath. */
export function Counter({
  shopId,
  staffId,
  plans,
  regulars,
  prefill,
  placeOrder,
  overridePause,
  cancelOrder,
}: CounterProps) {
  const t = useTranslations("counter");
  const owner = useMemo(() => ({ shopId, staffId }), [shopId, staffId]);
  const sale = useSale({ owner, plans, regulars, prefill, placeOrder });
  const pending = usePendingSales(owner);
  const unanswered = useResumedSale(owner, pending, sale.state.orderId, sale.resume);

  // The address has done its work: a reload must not fill the form in again after the sale.
  useEffect(() => {
    if (prefill !== null) window.history.replaceState(null, "", "/");
  }, [prefill]);

  return (
    <div className="flex flex-col gap-5">
      <h1 className="sr-only">{t("title")}</h1>
      <div className="grid items-start gap-5 xl:grid-cols-[minmax(0,1fr)_17rem]">
        <Card className="p-4 sm:p-6">
          <SaleForm sale={sale} plans={plans} overridePause={overridePause} cancelOrder={cancelOrder} />
        </Card>
        <div className="flex flex-col gap-5 max-xl:order-first">
          <BalanceCard />
          {/* While the fate of a later one is unknown, an earlier sale is not the last. */}
          {pending.length === 0 && sale.state.isFresh && <LastSale owner={owner} />}
          <UnansweredSales owner={owner} sales={unanswered} onResume={sale.resume} />
        </div>
      </div>
      <RecentOrders revealId={sale.state.sold?.order.id ?? null} onSellOffer={useSellOffer(sale)} />
    </div>
  );
}

/** The same function for as long as the page is open: the rows beneath need not be looked at again at every key. */
function useSellOffer({ fill }: Sale): (order: OrderView, offer: Offer) => void {
  const latest = useRef(fill);
  useEffect(() => {
    latest.current = fill;
  });
  return useCallback((order, offer) => {
    latest.current(prefillOfOffer(order, offer));
    window.scrollTo({ top: 0 });
  }, []);
}

function BalanceCard() {
  const t = useTranslations("balance");
  const balance = useQuery(balanceOptions());
  return (
    <Card aria-label={t("region")} className="p-4 sm:p-5">
      {balance.data !== undefined && <BalanceFigures balance={balance.data} />}
      {balance.isPending && <Skeleton className="h-14" />}
      {balance.isError && balance.data === undefined && <p className="text-bad text-sm">{t("unknown")}</p>}
    </Card>
  );
}
