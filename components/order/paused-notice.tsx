import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { OverrideButton, type OverridePause } from "@/components/orders/override-button";
import { usePlanLabel } from "@/components/orders/plan-label";
import { Notice } from "@/components/ui/notice";
import { formatTime } from "@/lib/i18n/format-instant";
import { isolate } from "@/lib/i18n/isolate";
import { pausesOptions } from "@/lib/orders/query-options";
import type { OrderView } from "@/lib/orders/view";

type PausedNoticeProps = { readonly order: OrderView; readonly overridePause: OverridePause };

/** Why a queued order has not left; an operator, who has no counter, decides here that it leaves all the same. */
export function PausedNotice({ order, overridePause }: PausedNoticeProps) {
  const t = useTranslations("pauses");
  const planLabel = usePlanLabel();
  const { data } = useQuery(pausesOptions());
  const pause = data?.plans.find((each) => each.planCode === order.planCode);
  if (pause === undefined || pause.pausedSince === null) return null;
  const plan = isolate(`${order.operator} · ${planLabel(order.planCode, order.planName)}`);
  return (
    <Notice tone="warn" role="status" className="max-w-2xl">
      <p>{t(pause.reason ?? "failing", { plan, time: isolate(formatTime(new Date(pause.pausedSince))) })}</p>
      {pause.overriddenUntil !== null && (
        <p className="font-normal">{t("overridden", { time: isolate(formatTime(new Date(pause.overriddenUntil))) })}</p>
      )}
      {pause.overriddenUntil === null && overridePause !== null && (
        <OverrideButton planCode={order.planCode} overridePause={overridePause} />
      )}
    </Notice>
  );
}
