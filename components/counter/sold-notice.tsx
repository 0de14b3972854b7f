import { CheckCheck } from "@/components/ui/icons";
import { useTranslations } from "next-intl";
import { useMoneyText } from "@/components/ui/use-money-text";
import { isolate } from "@/lib/i18n/isolate";
import { formatMsisdn } from "@/lib/phone/format-msisdn";
import type { SaleState } from "./use-sale";

type SoldNoticeProps = {
  readonly sold: SaleState["sold"];
  /** It has not left yet, and is not said to be on its way. */
  readonly isRecallable: boolean;
};

/** The last sale in one line until the next begins, then the keys: the line is always there, so that nothing moves. */
export function SoldNotice({ sold, isRecallable }: SoldNoticeProps) {
  const t = useTranslations("counter");
  const money = useMoneyText();
  return (
    <div className="min-h-10 text-[0.8125rem] leading-5">
      <p role="status" className="text-good flex items-start gap-2 font-medium empty:hidden">
        {sold !== null && (
          <>
            <CheckCheck className="mt-0.5 size-4 shrink-0" aria-hidden />
            <span>
              {sold.isReplay
                ? t("sentAlready")
                : t(isRecallable ? "recall" : "sent", {
                    amount: money(sold.order.faceCentimes),
                    number: isolate(formatMsisdn(sold.order.msisdn)),
                  })}
            </span>
          </>
        )}
      </p>
      {sold === null && (
        <p className="text-ink-faint flex flex-wrap gap-x-4 max-md:hidden">
          <span>{t("keysEnter")}</span>
          <span>{t("keysEscape")}</span>
        </p>
      )}
    </div>
  );
}
