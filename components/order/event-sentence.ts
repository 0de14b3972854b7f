import { useTranslations } from "next-intl";
import { isolate } from "@/lib/i18n/isolate";
import { isFinal } from "@/lib/orders/status";
import type { OrderEventView } from "@/lib/orders/view";

/** One event of an order's life in words. A kind that this screen has not heard of is still shown, by its name. */
export function useEventSentence(): (event: OrderEventView) => string {
  const t = useTranslations("timeline");
  const status = useTranslations("status");
  return (event) => {
    switch (event.kind) {
      case "placed":
        return event.staffName === null ? t("placed") : t("placedBy", { name: event.staffName });
      case "cancel":
        return event.staffName === null ? t("cancel") : t("cancelBy", { name: event.staffName });
      case "verdict":
      case "voice":
        return t(event.detail.said === "delivered" ? `${event.kind}Delivered` : `${event.kind}NotDelivered`, {
          name: event.staffName ?? "",
          reason: isolate(String(event.detail.reason ?? "")),
          evidence: isolate(String(event.detail.evidence ?? "")),
        });
      case "seen":
        return t(isFinal(event.toStatus) ? "seenFinal" : "seen", { status: status(event.toStatus) });
      case "sending":
        if (event.detail.pause === "probe") return t("sendingProbe");
        if (event.detail.pause !== "override") return t("sending");
        return event.staffName === null ? t("sendingOverride") : t("sendingOverrideBy", { name: event.staffName });
      case "resending":
      case "accepted":
      case "refused":
      case "later":
      case "unknown":
      case "overdue":
      case "mismatch":
      case "reversed":
      case "contradiction":
        return t(event.kind);
      default:
        return t("other", { kind: event.kind });
    }
  };
}
