import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { isolate } from "@/lib/i18n/isolate";
import { pausesOptions } from "@/lib/orders/query-options";
import type { OrderView } from "@/lib/orders/view";
import { usePlanLabel } from "./plan-label";

/** On the row of an order that has not left: why it waits. Nothing where its plan goes on, or its shop sells it all the same. */
export function WaitNote({ order }: { readonly order: OrderView }) {
  const t = useTranslations("pauses");
  const planLabel = usePlanLabel();
  const { data } = useQuery(pausesOptions());
  const pause = data?.plans.find((each) => each.planCode === order.planCode);
  if (pause === undefined || pause.pausedSince === null || pause.overriddenUntil !== null) return null;
  const plan = isolate(`${isolate(order.operator)} · ${isolate(planLabel(order.planCode, order.planName))}`);
  return <p className="text-ink-soft text-[0.8125rem] leading-5">{t("rowWaits", { plan })}</p>;
}
