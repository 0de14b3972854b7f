import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useEffect, useSyncExternalStore } from "react";
import { patchOrder } from "@/components/live/patch-cache";
import { Button } from "@/components/ui/button";
import { useMoneyText } from "@/components/ui/use-money-text";
import { formatTime } from "@/lib/i18n/format-instant";
import { isolate } from "@/lib/i18n/isolate";
import { FetchRefusal, orderDetailOptions } from "@/lib/orders/query-options";
import { formatMsisdn } from "@/lib/phone/format-msisdn";
import { keepLastSale } from "./last-sale-store";
import {
  dropPendingSale,
  parsePendingSales,
  readPendingSalesText,
  subscribeToPendingSales,
  type PendingSale,
  type SaleOwner,
} from "./pending-sales";

/** Until the server can be asked. */
const ASK_AGAIN_MS = 4_000;

export function usePendingSales(owner: SaleOwner): readonly PendingSale[] {
  const text = useSyncExternalStore(
    subscribeToPendingSales,
    () => readPendingSalesText(owner),
    () => "[]",
  );
  return parsePendingSales(text);
}

type UnansweredSalesProps = {
  readonly owner: SaleOwner;
  readonly sales: readonly PendingSale[];
  readonly onResume: (sale: PendingSale) => void;
};

/** Sales that were sent and never answered, from this tab's past or from a tab that is gone. Each settles by asking the server. */
export function UnansweredSales({ owner, sales, onResume }: UnansweredSalesProps) {
  const t = useTranslations("counter");
  if (sales.length === 0) return null;
  return (
    <section
      aria-label={t("unansweredTitle", { count: sales.length })}
      className="border-warn/40 bg-warn-wash rounded-2xl border p-4"
    >
      <h2 className="text-warn text-sm font-semibold">{t("unansweredTitle", { count: sales.length })}</h2>
      <ul className="mt-2 flex flex-col gap-3">
        {sales.map((sale) => (
          <UnansweredSale key={sale.input.orderId} owner={owner} sale={sale} onResume={onResume} />
        ))}
      </ul>
    </section>
  );
}

type UnansweredSaleProps = Omit<UnansweredSalesProps, "sales"> & { readonly sale: PendingSale };

function UnansweredSale({ owner, sale, onResume }: UnansweredSaleProps) {
  const t = useTranslations("counter");
  const money = useMoneyText();
  const client = useQueryClient();
  const { orderId, msisdn, amount } = sale.input;
  const asked = useQuery({
    ...orderDetailOptions(orderId),
    staleTime: 0,
    retry: false,
    refetchInterval: (query) => (isAbsence(query.state.error) ? false : ASK_AGAIN_MS),
  });
  const found = asked.data;
  useEffect(() => {
    if (found === undefined) return;
    patchOrder(client, found);
    // The server has it, so it is this till's last sale, heard of late.
    keepLastSale(owner, orderId);
    dropPendingSale(owner, orderId);
  }, [client, found, orderId, owner]);
  const isAbsent = isAbsence(asked.error);
  return (
    <li className="text-ink flex flex-wrap items-center gap-x-4 gap-y-2 text-sm">
      <p className="min-w-60 flex-1">
        {t("unansweredBody", {
          amount: money(`${amount}00`),
          number: isolate(formatMsisdn(msisdn)),
          time: isolate(formatTime(new Date(sale.firstSentAt))),
        })}
      </p>
      {isAbsent ? (
        <span className="flex gap-2">
          <Button size="small" onClick={() => onResume(sale)}>
            {t("unansweredRetry")}
          </Button>
          <Button size="small" look="quiet" onClick={() => dropPendingSale(owner, orderId)}>
            {t("unansweredDrop")}
          </Button>
        </span>
      ) : (
        <span className="text-ink-soft">{t("unansweredChecking")}</span>
      )}
    </li>
  );
}

/** The server has been asked and has no such order: it may be finished, or set aside. */
function isAbsence(error: Error | null): boolean {
  return error instanceof FetchRefusal && error.httpStatus === 404;
}
