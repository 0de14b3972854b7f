"use client";

import { useQuery } from "@tanstack/react-query";
import { CheckCheck } from "@/components/ui/icons";
import { useTranslations } from "next-intl";
import { useState } from "react";
import type { OrderCommand } from "@/components/order/use-order-command";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import { Notice } from "@/components/ui/notice";
import { Skeleton } from "@/components/ui/skeleton";
import { directionOf } from "@/lib/i18n/locale";
import { shelfOptions } from "@/lib/orders/query-options";
import type { ShelfOrderView } from "@/lib/orders/view";
import { ClosedResults, LateResults, type CloseLateResult } from "./late-results";
import { ShelfOrder } from "./shelf-order";
import type { ResolveOrder, Saying } from "./types";

type ShelfProps = {
  readonly staffId: number;
  /** What to tell the customer, in each language. */
  readonly sayings: readonly Saying[];
  readonly canHandle: boolean;
  readonly canDecide: boolean;
  readonly canSecond: boolean;
  readonly checkOrder: OrderCommand;
  readonly resolveOrder: ResolveOrder;
  readonly closeLateResult: CloseLateResult;
};

/** A home for every order whose fate is open, and for every answer that came too late to be heard. */
export function Shelf(props: ShelfProps) {
  const t = useTranslations("shelf");
  const common = useTranslations("common");
  const shelf = useQuery(shelfOptions());
  const [decided, setDecided] = useState<string | null>(null);
  return (
    <div className="flex flex-col gap-5">
      <h1 className="text-2xl font-semibold tracking-tight">{t("title")}</h1>
      <p role="status" className="text-good font-medium empty:hidden">
        {decided}
      </p>
      {shelf.isError && (
        <Notice tone="bad" role="alert">
          <span className="flex flex-wrap items-center gap-3">
            {t("loadFailed")}
            <Button size="small" onClick={() => void shelf.refetch()}>
              {common("retry")}
            </Button>
          </span>
        </Notice>
      )}
      {shelf.isPending && <Skeleton className="h-64" />}
      {shelf.data !== undefined && (
        <div className="grid items-start gap-5 xl:grid-cols-[minmax(0,1fr)_minmax(0,30rem)]">
          <div className="flex flex-col gap-5">
            <Sayings sayings={props.sayings} />
            <OpenOrders {...props} orders={shelf.data.orders} onDecided={setDecided} />
          </div>
          <div className="flex flex-col gap-5">
            <LateResults
              results={shelf.data.results}
              canHandle={props.canHandle}
              closeLateResult={props.closeLateResult}
            />
            <ClosedResults results={shelf.data.closed} />
          </div>
        </div>
      )}
    </div>
  );
}

/** One sentence for whoever asks, ready to be read out or shown. */
function Sayings({ sayings }: { readonly sayings: readonly Saying[] }) {
  const t = useTranslations("uncertain");
  return (
    <section aria-labelledby="say" className="border-warn/40 bg-warn-wash rounded-2xl border p-4 sm:p-5">
      <h2 id="say" className="text-warn text-sm font-semibold">
        {t("title")}
      </h2>
      <ul className="mt-2 flex flex-col gap-2">
        {sayings.map(({ locale, text }) => (
          <li key={locale} lang={locale} dir={directionOf(locale)} className="font-medium">
            {text}
          </li>
        ))}
      </ul>
      <p className="text-warn mt-3 text-sm font-medium">{t("never")}</p>
    </section>
  );
}

type OpenOrdersProps = ShelfProps & {
  readonly orders: readonly ShelfOrderView[];
  readonly onDecided: (sentence: string) => void;
};

function OpenOrders({ orders, onDecided, ...props }: OpenOrdersProps) {
  const t = useTranslations("shelf");
  return (
    <Card aria-labelledby="shelf-open" className="overflow-clip">
      <h2 id="shelf-open" className="border-line border-b px-4 py-3.5 text-base font-semibold sm:px-5">
        {t("open", { count: orders.length })}
      </h2>
      {orders.length === 0 ? (
        <EmptyState icon={<CheckCheck />} title={t("empty")} hint={t("emptyHint")} />
      ) : (
        <ul className="divide-line divide-y">
          {orders.map((order) => (
            <ShelfOrder
              key={order.id}
              order={order}
              staffId={props.staffId}
              canCheck={props.canHandle}
              canDecide={props.canDecide}
              canSecond={props.canSecond}
              checkOrder={props.checkOrder}
              resolveOrder={props.resolveOrder}
              onDecided={onDecided}
            />
          ))}
        </ul>
      )}
    </Card>
  );
}
