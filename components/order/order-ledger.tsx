import { MoveRight } from "@/components/ui/icons";
import { useTranslations } from "next-intl";
import { Instant } from "@/components/ui/instant";
import { Money } from "@/components/ui/money";
import type { TransferView } from "@/lib/ledger/view";

/** The order's movements, each with both balances after it. */
export function OrderLedger({ transfers }: { readonly transfers: readonly TransferView[] }) {
  const t = useTranslations("order");
  const kinds = useTranslations("balance.kind");
  const accounts = useTranslations("accounts");
  if (transfers.length === 0) return <p className="text-ink-soft text-sm">{t("ledgerEmpty")}</p>;
  return (
    <ul className="divide-line flex flex-col divide-y">
      {transfers.map((transfer) => (
        <li key={transfer.id} className="grid grid-cols-[minmax(0,1fr)_auto] gap-x-4 gap-y-1 py-3 first:pt-0 last:pb-0">
          <span className="font-medium">{kinds(transfer.kind)}</span>
          <Money centimes={transfer.amountCentimes} className="text-end font-semibold" />
          <span className="text-ink-soft flex flex-wrap items-center gap-2 text-sm">
            {accounts(transfer.from)}
            <MoveRight className="text-ink-faint size-4 rtl:-scale-x-100" aria-hidden />
            {accounts(transfer.to)}
          </span>
          <Instant at={transfer.at} form="exact" className="text-ink-faint text-end text-[0.8125rem]" />
          <span className="text-ink-faint col-span-2 flex flex-wrap gap-x-5 text-[0.8125rem]">
            <span>
              {t("after", { account: accounts(transfer.from) })} <Money centimes={transfer.fromBalanceCentimes} />
            </span>
            <span>
              {t("after", { account: accounts(transfer.to) })} <Money centimes={transfer.toBalanceCentimes} />
            </span>
          </span>
        </li>
      ))}
    </ul>
  );
}
