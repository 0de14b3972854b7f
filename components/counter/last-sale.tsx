import { useQuery } from "@tanstack/react-query";
import { X } from "@/components/ui/icons";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { useState, useSyncExternalStore } from "react";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { Instant } from "@/components/ui/instant";
import { Money } from "@/components/ui/money";
import { Msisdn } from "@/components/ui/msisdn";
import { StatusBadge } from "@/components/ui/status-badge";
import { orderDetailOptions } from "@/lib/orders/query-options";
import { forgetLastSale, readLastSale, subscribeToLastSale } from "./last-sale-store";
import type { SaleOwner } from "./pending-sales";

/** What the person at this till sold last, and what became of it: the first question after a power cut. Gone with the next sale. */
export function LastSale({ owner }: { readonly owner: SaleOwner }) {
  const stored = useSyncExternalStore(
    subscribeToLastSale,
    () => readLastSale(owner),
    () => null,
  );
  const [closedId, setClosedId] = useState<string | null>(null);
  if (stored === null || stored === closedId) return null;
  return (
    <LastOrder
      orderId={stored}
      onClose={() => {
        forgetLastSale(owner);
        setClosedId(stored);
      }}
    />
  );
}

function LastOrder({ orderId, onClose }: { readonly orderId: string; readonly onClose: () => void }) {
  const t = useTranslations("counter");
  const { data: order } = useQuery({ ...orderDetailOptions(orderId), staleTime: 0, retry: false });
  if (order === undefined) return null;
  return (
    <Card aria-labelledby="last-sale" className="relative p-4 sm:p-5">
      <h2 id="last-sale" className="text-ink-soft pe-8 text-sm">
        {t("lastSaleTitle")}
      </h2>
      <Link
        href={`/orders/${order.id}`}
        className="mt-1 flex flex-col gap-2 rounded-lg underline-offset-4 hover:underline"
      >
        <span className="text-lg font-semibold">
          <Msisdn msisdn={order.msisdn} />
        </span>
        <span className="flex flex-wrap items-center gap-x-2.5 gap-y-1.5 text-sm">
          <Money centimes={order.faceCentimes} className="font-semibold" />
          <StatusBadge status={order.status} />
          <span className="text-ink-soft">
            <Instant at={order.placedAt} />
          </span>
        </span>
      </Link>
      <Button
        look="quiet"
        size="small"
        aria-label={t("lastSaleClose")}
        title={t("lastSaleClose")}
        className="absolute end-2 top-2"
        icon={<X className="size-4" aria-hidden />}
        onClick={onClose}
      />
    </Card>
  );
}
