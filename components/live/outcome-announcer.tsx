"use client";

import { useTranslations } from "next-intl";
import { useMoneyText } from "@/components/ui/use-money-text";
import { isolate } from "@/lib/i18n/isolate";
import { formatMsisdn } from "@/lib/phone/format-msisdn";
import { useLiveState } from "./use-live";

/** Says each outcome to people who do not see the table, when they pause. */
export function OutcomeAnnouncer() {
  const t = useTranslations("live");
  const status = useTranslations("status");
  const money = useMoneyText();
  const { outcome } = useLiveState();
  return (
    <p role="status" className="sr-only" data-testid="outcome">
      {outcome !== null &&
        t("outcome", {
          number: isolate(formatMsisdn(outcome.msisdn)),
          amount: money(outcome.faceCentimes),
          status: status(outcome.status),
        })}
    </p>
  );
}
