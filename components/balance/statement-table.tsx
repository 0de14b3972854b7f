import clsx from "clsx";
import { ArrowDownLeft, ArrowUpRight, Lock, RotateCcw, Undo2, type Icon } from "@/components/ui/icons";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { Instant } from "@/components/ui/instant";
import { Money } from "@/components/ui/money";
import { Msisdn } from "@/components/ui/msisdn";
import type { TransferKind, TransferView } from "@/lib/ledger/view";

const ICONS: Record<TransferKind, Icon> = {
  hold: Lock,
  settle: ArrowUpRight,
  release: Undo2,
  reversal: RotateCcw,
  deposit: ArrowDownLeft,
};

const COLUMNS = ["time", "what", "change", "floatAfter", "heldAfter"] as const;

const GRID =
  "grid grid-cols-[1fr_auto] gap-x-4 gap-y-1 px-4 py-3 @3xl:grid-cols-[7.5rem_minmax(14rem,1fr)_8rem_8.5rem_8.5rem] @3xl:items-center @3xl:px-5 @3xl:py-2.5";

/** What a movement did to the money one can sell with, as signed centimes text; null when it passed it by. */
function changeOf(transfer: TransferView): string | null {
  if (transfer.to === "float") return transfer.amountCentimes;
  return transfer.from === "float" ? `-${transfer.amountCentimes}` : null;
}

function balanceAfter(transfer: TransferView, account: "float" | "held"): string | null {
  if (transfer.from === account) return transfer.fromBalanceCentimes;
  return transfer.to === account ? transfer.toBalanceCentimes : null;
}

/** Every movement with what was left after it: a bank's statement, newest first. */
export function StatementTable({ rows }: { readonly rows: readonly TransferView[] }) {
  const t = useTranslations("balance");
  return (
    <table role="table" aria-label={t("statement")} className="@container block w-full text-start">
      <thead role="rowgroup" className="block @max-3xl:sr-only">
        <tr role="row" className={clsx(GRID, "border-line border-b")}>
          {COLUMNS.map((column, at) => (
            <th
              key={column}
              role="columnheader"
              scope="col"
              className={clsx("text-ink-faint text-xs font-medium", at < 2 ? "text-start" : "text-end")}
            >
              {t(column)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody role="rowgroup" className="divide-line block divide-y">
        {rows.map((transfer) => (
          <StatementRow key={transfer.id} transfer={transfer} />
        ))}
      </tbody>
    </table>
  );
}

function StatementRow({ transfer }: { readonly transfer: TransferView }) {
  const t = useTranslations("balance");
  const change = changeOf(transfer);
  const Icon = ICONS[transfer.kind];
  return (
    <tr role="row" className={clsx(GRID, "hover:bg-sunken/60 relative")}>
      <td role="cell" className="text-ink-soft col-start-1 row-start-2 text-sm @3xl:col-auto @3xl:row-auto">
        <Instant at={transfer.at} form="day" className="text-ink-faint" /> <Instant at={transfer.at} form="exact" />
      </td>
      <td role="cell" className="col-start-1 row-start-1 min-w-0 @3xl:col-auto @3xl:row-auto">
        <span className="flex flex-wrap items-center gap-x-2.5 gap-y-0.5">
          <Icon className="text-ink-faint size-4 shrink-0 rtl:-scale-x-100" aria-hidden />
          <span className="font-medium">{t(`kind.${transfer.kind}`)}</span>
          {transfer.orderId !== null && (
            <Link
              href={`/orders/${transfer.orderId}`}
              prefetch={false}
              className="text-ink-soft text-sm underline-offset-4 hover:underline"
            >
              {transfer.msisdn === null ? transfer.orderId.slice(0, 8) : <Msisdn msisdn={transfer.msisdn} />}
            </Link>
          )}
          {transfer.reason !== null && <bdi className="text-ink-soft text-sm">{transfer.reason}</bdi>}
          {transfer.staffName !== null && <bdi className="text-ink-faint text-sm">{transfer.staffName}</bdi>}
        </span>
      </td>
      <td role="cell" className="col-start-2 row-start-1 text-end @3xl:col-auto @3xl:row-auto">
        <Figure
          centimes={change}
          className={clsx("font-semibold", change !== null && !change.startsWith("-") && "text-good")}
          isSigned
        />
      </td>
      <td role="cell" className="col-start-2 row-start-2 text-end text-sm @3xl:col-auto @3xl:row-auto @3xl:text-base">
        <Figure centimes={balanceAfter(transfer, "float")} className="font-medium" />
      </td>
      <td role="cell" className="text-ink-soft text-end text-sm @max-3xl:hidden @3xl:text-base">
        <Figure centimes={balanceAfter(transfer, "held")} />
      </td>
    </tr>
  );
}

type FigureProps = { readonly centimes: string | null; readonly className?: string; readonly isSigned?: boolean };

function Figure({ centimes, className = "", isSigned = false }: FigureProps) {
  const t = useTranslations("common");
  if (centimes === null) {
    return (
      <span className="text-ink-faint">
        <span aria-hidden>–</span>
        <span className="sr-only">{t("unchanged")}</span>
      </span>
    );
  }
  return <Money centimes={centimes} isSigned={isSigned} className={className} />;
}
