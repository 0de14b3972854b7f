import { useTranslations } from "next-intl";
import { useMoneyText } from "@/components/ui/use-money-text";
import { formatTime } from "@/lib/i18n/format-instant";
import { isolate } from "@/lib/i18n/isolate";
import { formatMsisdn } from "@/lib/phone/format-msisdn";
import { parseMsisdn } from "@/lib/phone/msisdn";
import type { SaleRefusal } from "./sale-draft";

/** The sentence for every way in which a sale is not made, both numbers said. `number` is the field as typed. */
export function useRefusalSentence(): (refusal: SaleRefusal, number: string) => string {
  const t = useTranslations("refusals");
  const access = useTranslations("access");
  const money = useMoneyText();

  function ofNumber(number: string): string {
    const parsed = parseMsisdn(number);
    if (parsed.ok) return t("not_understood");
    const { error } = parsed;
    switch (error.code) {
      case "too_short":
      case "too_long":
        if (number.trim() === "") return t("bad_number.empty");
        return t(`bad_number.${error.code}`, { digits: error.digits, expectedDigits: error.expectedDigits });
      default:
        return t(`bad_number.${error.code}`);
    }
  }

  return (refusal, number) => {
    switch (refusal.code) {
      case "bad_number":
        return ofNumber(number);
      case "bad_amount":
        return t(`bad_amount.${refusal.reason}`);
      case "amount_out_of_range":
        if (refusal.minCentimes === refusal.maxCentimes)
          return t("amount_fixed", { amount: money(refusal.minCentimes) });
        return t("amount_out_of_range", { min: money(refusal.minCentimes), max: money(refusal.maxCentimes) });
      case "insufficient_balance":
        return t("insufficient_balance", {
          charge: money(refusal.chargeCentimes),
          float: money(refusal.floatCentimes),
        });
      case "duplicate_recent":
        return t("duplicate_recent", { time: isolate(formatTime(new Date(refusal.otherPlacedAt))) });
      case "near_miss":
        return t("near_miss", { number: isolate(formatMsisdn(refusal.meant)) });
      case "failed":
        return `${t("unanswered")} ${access("failed", { incident: isolate(refusal.incident) })}`;
      case "signed_out":
      case "forbidden":
        return access(refusal.code);
      case "not_understood":
      case "plan_unavailable":
      case "id_conflict":
      case "shop_inactive":
      case "busy":
      case "unanswered":
        return t(refusal.code);
    }
  };
}
