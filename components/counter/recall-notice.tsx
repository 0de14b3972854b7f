import clsx from "clsx";
import { Undo2 } from "@/components/ui/icons";
import { useTranslations } from "next-intl";
import { Button } from "@/components/ui/button";
import { useMoneyText } from "@/components/ui/use-money-text";
import { isolate } from "@/lib/i18n/isolate";
import { formatMsisdn } from "@/lib/phone/format-msisdn";
import type { Recall } from "./use-recall";

type RecallNoticeProps = {
  readonly recall: Recall;
  /** Which sale it is stands above already: the next one has not been begun. */
  readonly isNamed: boolean;
};

/** The way back while there is one, then what came of it. Where the shop takes no grace seconds it is never seen. */
export function RecallNotice({ recall, isNamed }: RecallNoticeProps) {
  const { secondsLeft, order, isOpen, isRunning, told, run } = recall;
  const t = useTranslations("counter");
  const money = useMoneyText();
  return (
    <div className="flex flex-col gap-2 text-[0.8125rem] leading-5 empty:hidden">
      {isOpen && order !== null && (
        <div className={clsx("flex flex-col gap-2", !isNamed && "bg-sunken rounded-xl p-3")}>
          {!isNamed && (
            <p>{t("recall", { amount: money(order.faceCentimes), number: isolate(formatMsisdn(order.msisdn)) })}</p>
          )}
          <Button isBusy={isRunning} icon={<Undo2 className="size-4 rtl:-scale-x-100" aria-hidden />} onClick={run}>
            <span className="figures">{t("recallAction", { seconds: secondsLeft })}</span>
            <kbd className="text-ink-faint text-xs font-normal">{t("recallKey")}</kbd>
          </Button>
        </div>
      )}
      {told !== null && (
        <p role="status" className={told === "done" ? "text-good font-medium" : "text-warn font-medium"}>
          {told === "done" ? t("recalled") : told === "late" ? t("recallLate") : t("recallFailed")}
        </p>
      )}
    </div>
  );
}
