import { useTranslations } from "next-intl";
import Link from "next/link";
import type { ReactNode } from "react";
import { usePlanLabel } from "@/components/orders/plan-label";
import { CopyButton } from "@/components/ui/copy-button";
import { Instant } from "@/components/ui/instant";
import { Money } from "@/components/ui/money";
import { OperatorName } from "@/components/ui/operator-mark";
import { ProviderText } from "@/components/ui/provider-text";
import { StatusBadge } from "@/components/ui/status-badge";
import { isFinal } from "@/lib/orders/status";
import type { OrderDetailView } from "@/lib/orders/view";

function Fact({ label, children }: { readonly label: string; readonly children: ReactNode }) {
  return (
    <div className="flex flex-wrap items-baseline justify-between gap-x-6 gap-y-0.5 py-2">
      <dt className="text-ink-soft text-sm">{label}</dt>
      <dd className="min-w-0 text-end text-sm font-medium">{children}</dd>
    </div>
  );
}

/** What was sold, by whom, for how much; and how the provider has been asked about it. */
export function OrderFacts({ order }: { readonly order: OrderDetailView }) {
  const t = useTranslations("order");
  const orders = useTranslations("orders");
  const planLabel = usePlanLabel();
  const instants = [
    [t("placedAt"), order.placedAt],
    [t("finishedAt"), order.finishedAt],
    [t("lastLook"), order.lastLookAt],
    [t("nextLook"), isFinal(order.status) ? null : order.nextLookAt],
  ] as const;
  const sums = [
    [t("charge"), order.chargeCentimes],
    [t("cost"), order.costCentimes],
    [t("providerCharged"), order.providerChargedCentimes],
  ] as const;
  const counts = [
    [t("sendCount"), order.sendCount],
    [t("lookCount"), order.lookCount],
  ] as const;
  return (
    <dl className="divide-line divide-y">
      <Fact label={orders("operator")}>
        <OperatorName operator={order.operator} />
      </Fact>
      <Fact label={orders("plan")}>
        <bdi>{planLabel(order.planCode, order.planName)}</bdi>
      </Fact>
      <Fact label={t("seller")}>
        <bdi>{order.sellerName}</bdi>
      </Fact>
      {sums.map(
        ([label, centimes]) =>
          centimes !== null && (
            <Fact key={label} label={label}>
              <Money centimes={centimes} />
            </Fact>
          ),
      )}
      {instants.map(
        ([label, at]) =>
          at !== null && (
            <Fact key={label} label={label}>
              <Instant at={at} form="full" />
            </Fact>
          ),
      )}
      {counts.map(([label, count]) => (
        <Fact key={label} label={label}>
          <bdi className="figures">{count}</bdi>
        </Fact>
      ))}
      <Relatives order={order} />
    </dl>
  );
}

/** The order that this one stands in for, and those that were sold in its place. */
function Relatives({ order }: { readonly order: OrderDetailView }) {
  const t = useTranslations("order");
  return (
    <>
      {order.originOrderId !== null && (
        <Fact label={t("origin")}>
          <Link href={`/orders/${order.originOrderId}`} prefetch={false} className="underline underline-offset-4">
            {t("originLink")}
          </Link>
        </Fact>
      )}
      {order.followUps.length > 0 && (
        <Fact label={t("followUps")}>
          <ul className="flex flex-col items-end gap-1.5">
            {order.followUps.map((followUp) => (
              <li key={followUp.id}>
                <Link
                  href={`/orders/${followUp.id}`}
                  prefetch={false}
                  className="inline-flex items-center gap-2 underline-offset-4 hover:underline"
                >
                  <ProviderText text={followUp.planName} />
                  <StatusBadge status={followUp.status} />
                </Link>
              </li>
            ))}
          </ul>
        </Fact>
      )}
    </>
  );
}

/** What support asks for, each in one press. */
export function OrderReferences({ order }: { readonly order: OrderDetailView }) {
  const t = useTranslations("order");
  const references = [
    [t("orderId"), order.id],
    [t("topupId"), order.topupId],
    [t("topupRef"), order.topupRef],
    [t("providerStatus"), order.providerStatus],
  ] as const;
  return (
    <dl className="flex flex-col gap-3">
      {references.map(
        ([label, value]) =>
          value !== null && (
            <div key={label}>
              <dt className="text-ink-soft text-sm">{label}</dt>
              <dd className="flex items-center justify-between gap-2">
                <bdi dir="ltr" className="figures min-w-0 text-[0.8125rem] break-all">
                  {value}
                </bdi>
                <CopyButton text={value} label={label} />
              </dd>
            </div>
          ),
      )}
    </dl>
  );
}
