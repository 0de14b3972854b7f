"use client";

import { useQuery } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { OfferButtons } from "@/components/orders/order-note";
import type { OverridePause } from "@/components/orders/override-button";
import { hrefOfPrefill, prefillOfOffer } from "@/components/orders/prefill";
import { BackLink } from "@/components/ui/back-link";
import { Card } from "@/components/ui/card";
import { Money } from "@/components/ui/money";
import { Msisdn } from "@/components/ui/msisdn";
import { Notice } from "@/components/ui/notice";
import { ProviderText } from "@/components/ui/provider-text";
import { RepeatMark } from "@/components/ui/repeat-mark";
import { Skeleton } from "@/components/ui/skeleton";
import { StatusBadge } from "@/components/ui/status-badge";
import { orderDetailOptions } from "@/lib/orders/query-options";
import type { OrderDetailView } from "@/lib/orders/view";
import { OrderActions } from "./order-actions";
import { OrderFacts, OrderReferences } from "./order-facts";
import { OrderLedger } from "./order-ledger";
import { PausedNotice } from "./paused-notice";
import { Timeline } from "./timeline";
import type { OrderCommand } from "./use-order-command";

type OrderPageProps = {
  readonly id: string;
  readonly canSell: boolean;
  readonly canCheck: boolean;
  readonly canPrint: boolean;
  readonly checkOrder: OrderCommand;
  readonly cancelOrder: OrderCommand;
  readonly overridePause: OverridePause;
};

export function OrderPage({ id, canSell, canCheck, canPrint, checkOrder, cancelOrder, overridePause }: OrderPageProps) {
  const t = useTranslations("order");
  const detail = useQuery(orderDetailOptions(id));
  const order = detail.data;
  return (
    <div className="flex flex-col gap-5">
      <BackLink href="/orders">{t("back")}</BackLink>
      {order === undefined ? (
        <Skeleton className="h-64" />
      ) : (
        <>
          <OrderHead order={order} canSell={canSell} overridePause={overridePause}>
            <OrderActions
              order={order}
              canSell={canSell}
              canCheck={canCheck}
              canPrint={canPrint}
              checkOrder={checkOrder}
              cancelOrder={cancelOrder}
            />
          </OrderHead>
          <div className="grid items-start gap-5 lg:grid-cols-[minmax(0,1fr)_25rem]">
            <div className="grid gap-5">
              <Section id="timeline" title={t("timeline")}>
                <Timeline events={order.events} />
              </Section>
              <Section id="ledger" title={t("ledger")}>
                <OrderLedger transfers={order.transfers} />
              </Section>
            </div>
            <div className="grid gap-5">
              <Section id="facts" title={t("facts")}>
                <OrderFacts order={order} />
              </Section>
              <Section id="references" title={t("ids")}>
                <OrderReferences order={order} />
              </Section>
            </div>
          </div>
        </>
      )}
    </div>
  );
}

function Section({
  id,
  title,
  children,
}: {
  readonly id: string;
  readonly title: string;
  readonly children: ReactNode;
}) {
  return (
    <Card aria-labelledby={id} className="p-5">
      <h2 id={id} className="mb-4 text-base font-semibold">
        {title}
      </h2>
      {children}
    </Card>
  );
}

type OrderHeadProps = {
  readonly order: OrderDetailView;
  readonly canSell: boolean;
  readonly overridePause: OverridePause;
  readonly children: ReactNode;
};

/** Number, amount, status, and what it means for the customer who is standing there. */
function OrderHead({ order, canSell, overridePause, children }: OrderHeadProps) {
  const t = useTranslations("order");
  const help = useTranslations("statusHelp");
  const router = useRouter();
  return (
    <Card className="flex flex-col gap-4 p-5 sm:p-7">
      <div className="flex flex-wrap items-center gap-x-6 gap-y-3">
        <h1 className="text-[clamp(1.75rem,6vw,2.75rem)] leading-tight font-semibold tracking-tight">
          <Msisdn msisdn={order.msisdn} />
        </h1>
        <Money centimes={order.faceCentimes} className="text-ink-soft text-2xl font-medium" />
        <StatusBadge status={order.status} size="large" />
        {order.isRepeat && <RepeatMark />}
      </div>
      <p className="text-ink-soft max-w-2xl">{help(order.status)}</p>
      {order.reversedAt !== null && <ReversedNotice />}
      {order.status === "queued" && <PausedNotice order={order} overridePause={overridePause} />}
      {order.status === "uncertain" && <UncertainNotice />}
      {order.refundMessage !== null && (
        <figure className="bg-sunken max-w-2xl rounded-xl px-4 py-3">
          <figcaption className="text-ink-faint text-xs">{t("providerMessage")}</figcaption>
          <blockquote className="mt-0.5 font-medium">
            <ProviderText text={order.refundMessage} className="block" />
          </blockquote>
        </figure>
      )}
      {order.refusalCode !== null && (
        <div className="bg-sunken max-w-2xl rounded-xl px-4 py-3">
          <p className="text-ink-faint text-xs">{t("refusal")}</p>
          <p className="mt-0.5 font-medium">
            {order.refusalMessage !== null && <ProviderText text={order.refusalMessage} />}{" "}
            <bdi dir="ltr" className="text-ink-faint text-sm">
              {order.refusalCode}
            </bdi>
          </p>
        </div>
      )}
      {/* Named already while the order was uncertain, they would be a second sale beside one that may have arrived. */}
      {order.status === "refunded" && order.offers.length > 0 && (
        <div className="flex flex-col gap-2">
          <p className="text-sm font-medium">{t("offersTitle")}</p>
          <OfferButtons
            order={order}
            onSellOffer={canSell ? (from, offer) => router.push(hrefOfPrefill(prefillOfOffer(from, offer))) : undefined}
          />
          {canSell && <p className="text-ink-faint text-[0.8125rem]">{t("offersHint")}</p>}
        </div>
      )}
      {children}
    </Card>
  );
}

function UncertainNotice() {
  const t = useTranslations("uncertain");
  return (
    <Notice tone="warn" className="max-w-2xl">
      <p>{t("title")}</p>
      <p className="mt-1 text-base font-semibold">{t("say")}</p>
      <p className="mt-1 font-normal">{t("never")}</p>
    </Notice>
  );
}

function ReversedNotice() {
  const t = useTranslations("orders");
  return (
    <Notice tone="bad" className="max-w-2xl">
      {t("reversed")}
    </Notice>
  );
}
