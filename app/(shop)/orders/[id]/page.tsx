import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { cancelOrderAction, checkOrderAction, overridePauseAction } from "@/app/actions";
import { Hydrated } from "@/components/live/hydrated";
import { OrderPage } from "@/components/order/order-page";
import { Words } from "@/components/words";
import { can } from "@/lib/auth/roles";
import { loadOrder } from "@/lib/boundary/reads";
import { orderKeys } from "@/lib/orders/query-options";
import { formatMsisdn } from "@/lib/phone/format-msisdn";

type OrderRouteProps = { readonly params: Promise<{ id: string }> };

export async function generateMetadata({ params }: OrderRouteProps): Promise<Metadata> {
  const found = await loadOrder((await params).id);
  // Another shop's order has no title either.
  if (found === null) return { title: (await getTranslations("errors"))("notFoundTitle") };
  const t = await getTranslations("order");
  return { title: t("title", { number: formatMsisdn(found.order.msisdn) }) };
}

export default async function OrderRoute({ params }: OrderRouteProps) {
  const found = await loadOrder((await params).id);
  if (found === null) notFound();
  const { session, order } = found;
  return (
    <Words
      of={[
        "order",
        "orders",
        "common",
        "status",
        "statusHelp",
        "uncertain",
        "commands",
        "access",
        "timeline",
        "accounts",
        "balance",
        "plans",
        "pauses",
      ]}
    >
      <Hydrated entries={[[orderKeys.detail(order.id), order]]}>
        <OrderPage
          id={order.id}
          canSell={can(session.role, "sell")}
          canCheck={can(session.role, "checkOrder")}
          canPrint={can(session.role, "printReceipt")}
          checkOrder={checkOrderAction}
          cancelOrder={cancelOrderAction}
          overridePause={can(session.role, "overridePause") ? overridePauseAction : null}
        />
      </Hydrated>
    </Words>
  );
}
