import Link from "next/link";
import { Ban, ReceiptText, RefreshCw, RotateCw } from "@/components/ui/icons";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { hrefOfPrefill, prefillOfOrder } from "@/components/orders/prefill";
import { Button } from "@/components/ui/button";
import { buttonClass } from "@/components/ui/button-class";
import { canCancel, canLookUp, canSendAgain, hasReceipt, isInFlight } from "@/lib/orders/status";
import type { OrderDetailView } from "@/lib/orders/view";
import { CommandNotice } from "./command-notice";
import { useOrderCommand, type OrderCommand } from "./use-order-command";

type OrderActionsProps = {
  readonly order: OrderDetailView;
  readonly canSell: boolean;
  readonly canCheck: boolean;
  readonly canPrint: boolean;
  readonly checkOrder: OrderCommand;
  readonly cancelOrder: OrderCommand;
};

/** What may be done about an order right now; never a resend while its fate is open. */
export function OrderActions({ order, canSell, canCheck, canPrint, checkOrder, cancelOrder }: OrderActionsProps) {
  const t = useTranslations("order");
  const router = useRouter();
  const check = useOrderCommand(order.id, checkOrder);
  const cancel = useOrderCommand(order.id, cancelOrder);
  const isSendAgainOffered = canSell && canSendAgain(order.status);
  return (
    <div className="flex flex-col gap-3">
      <div className="flex flex-wrap items-center gap-2 empty:hidden">
        {isSendAgainOffered && (
          <Button
            // Where the operator named what this number takes, that is the better next step.
            look={order.offers.length > 0 ? "plain" : "primary"}
            icon={<RotateCw className="size-4" aria-hidden />}
            // Opens the counter filled in: the person checks it and presses Enter there.
            onClick={() => router.push(hrefOfPrefill(prefillOfOrder(order)))}
          >
            {t("sendAgain")}
          </Button>
        )}
        {canCheck && canLookUp(order.status) && (
          <Button
            look="primary"
            isBusy={check.isRunning}
            icon={<RefreshCw className="size-4" aria-hidden />}
            onClick={check.run}
          >
            {t("checkNow")}
          </Button>
        )}
        {canPrint && hasReceipt(order) && (
          <Link href={`/receipt/${order.id}`} className={buttonClass("plain", "medium")}>
            <ReceiptText className="size-4" aria-hidden />
            {t("receipt")}
          </Link>
        )}
        {canSell && canCancel(order.status) && (
          <Button
            look="danger"
            isBusy={cancel.isRunning}
            icon={<Ban className="size-4" aria-hidden />}
            onClick={cancel.run}
          >
            {t("cancel")}
          </Button>
        )}
      </div>
      <CommandNotice answer={cancel.answer} doneKey="cancelled" />
      <CommandNotice answer={check.answer} doneKey="checked" />
      {canSell && isInFlight(order.status) && order.status !== "queued" && (
        <p className="text-ink-faint text-[0.8125rem]">{t("whyNoResend")}</p>
      )}
    </div>
  );
}
