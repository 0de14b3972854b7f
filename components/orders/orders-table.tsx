import clsx from "clsx";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { Instant } from "@/components/ui/instant";
import { Money } from "@/components/ui/money";
import { RepeatMark } from "@/components/ui/repeat-mark";
import { Msisdn } from "@/components/ui/msisdn";
import { OperatorName } from "@/components/ui/operator-mark";
import { StatusBadge } from "@/components/ui/status-badge";
import { formatMsisdn } from "@/lib/phone/format-msisdn";
import type { OrderView } from "@/lib/orders/view";
import { OrderNote, type Offer } from "./order-note";
import { usePlanLabel } from "./plan-label";

const COLUMNS = ["time", "number", "operator", "plan", "amount", "status"] as const;

/** One grid for head and rows on wide screens; on narrow ones each row becomes a card of its own. */
const GRID =
  "@4xl:grid @4xl:grid-cols-[5.25rem_9.25rem_7.5rem_minmax(6.5rem,0.6fr)_6.5rem_minmax(18rem,2fr)] @4xl:items-center @4xl:gap-x-4 @4xl:px-5";

const CARD = "grid grid-cols-[auto_minmax(0,1fr)_auto] items-baseline gap-x-3 gap-y-2 px-4 py-3.5";

type OrdersTableProps = {
  readonly rows: readonly OrderView[];
  readonly showSeller?: boolean;
  readonly onSellOffer?: ((order: OrderView, offer: Offer) => void) | undefined;
};

/**
 * The list of orders, wherever it appears. The roles are spelled out because a table laid out as a grid loses them in some
 * browsers. Rows keep their height when an answer comes, so that nothing below moves.
 */
export function OrdersTable({ rows, showSeller = false, onSellOffer }: OrdersTableProps) {
  const t = useTranslations("orders");
  const news = useNews(rows);
  return (
    <table role="table" aria-label={t("table")} className="@container block w-full text-start">
      <thead role="rowgroup" className="block @max-4xl:sr-only">
        <tr role="row" className={clsx(GRID, "border-line h-10 border-b")}>
          {COLUMNS.map((column) => (
            <th
              key={column}
              role="columnheader"
              scope="col"
              className={clsx("text-ink-faint text-xs font-medium", column === "amount" ? "text-end" : "text-start")}
            >
              {t(column)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody role="rowgroup" className="divide-line block divide-y">
        {/* By place, not by order: when one comes in above, the rows say something else and nothing on the screen moves. */}
        {rows.map((order, place) => (
          <OrderRow
            key={place}
            order={order}
            isNews={news.has(newsOf(order))}
            showSeller={showSeller}
            onSellOffer={onSellOffer}
          />
        ))}
      </tbody>
    </table>
  );
}

const newsOf = ({ id, status }: OrderView) => `${id} ${status}`;

/** What the rows before these did not say: orders that have come, and those whose status has changed. */
function useNews(rows: readonly OrderView[]): ReadonlySet<string> {
  const [seen, setSeen] = useState({ rows, news: new Set<string>() });
  if (rows.length === seen.rows.length && rows.every((order, place) => order === seen.rows[place])) return seen.news;
  const before = new Set(seen.rows.map(newsOf));
  const news = new Set(rows.map(newsOf).filter((each) => !before.has(each)));
  setSeen({ rows, news });
  return news;
}

type OrderRowProps = Omit<OrdersTableProps, "rows"> & { readonly order: OrderView; readonly isNews: boolean };

function OrderRow({ order, isNews, showSeller, onSellOffer }: OrderRowProps) {
  const t = useTranslations("orders");
  const planLabel = usePlanLabel();
  return (
    <tr
      role="row"
      data-order={order.id}
      className={clsx(CARD, GRID, "hover:bg-sunken/60 relative transition-colors @4xl:min-h-16 @4xl:py-1.5")}
    >
      <td role="cell" className="col-start-3 row-start-2 text-end @4xl:col-auto @4xl:row-auto @4xl:text-start">
        <span className="flex items-baseline gap-2 @4xl:flex-col @4xl:gap-0">
          <Instant at={order.placedAt} className="text-sm font-medium" />
          <Instant at={order.placedAt} form="day" className="text-ink-faint text-xs" />
        </span>
      </td>
      <td role="cell" className="col-span-2 col-start-1 row-start-1 @4xl:col-auto @4xl:row-auto">
        <Link
          href={`/orders/${order.id}`}
          prefetch={false}
          title={t("openOrder", { number: formatMsisdn(order.msisdn) })}
          className="rounded-md font-semibold tracking-tight underline-offset-4 after:absolute after:inset-0 hover:underline"
        >
          <Msisdn msisdn={order.msisdn} className="text-[1.0625rem] @4xl:text-base" />
        </Link>
        {order.isRepeat && (
          <span className="text-ink-faint flex items-baseline gap-1.5 text-xs">
            <RepeatMark />
            {t("repeat")}
          </span>
        )}
      </td>
      <td role="cell" className="col-start-1 row-start-2 text-sm @4xl:col-auto @4xl:row-auto">
        <OperatorName operator={order.operator} />
      </td>
      <td
        role="cell"
        className="text-ink-soft col-start-2 row-start-2 min-w-0 truncate text-sm @4xl:col-auto @4xl:row-auto @4xl:whitespace-normal"
      >
        <bdi className="@4xl:line-clamp-2">{planLabel(order.planCode, order.planName)}</bdi>
        {showSeller && (
          <span className="text-ink-faint block truncate text-xs @max-4xl:hidden">
            <bdi>{order.sellerName}</bdi>
          </span>
        )}
      </td>
      <td role="cell" className="col-start-3 row-start-1 text-end @4xl:col-auto @4xl:row-auto">
        <Money centimes={order.faceCentimes} className="text-[1.0625rem] font-semibold @4xl:text-base" />
      </td>
      <td role="cell" className="col-span-3 row-start-3 @4xl:col-auto @4xl:col-span-1 @4xl:row-auto">
        <div className="flex flex-wrap items-center gap-x-3 gap-y-1.5 @4xl:flex-nowrap">
          <span key={newsOf(order)} className={clsx("rounded-full", isNews && "animate-arrive")}>
            <StatusBadge status={order.status} />
          </span>
          {/* Above the row's own link: the offers are pressed, not the row. */}
          <div className="relative z-10 min-w-0 @4xl:flex-1">
            <OrderNote order={order} onSellOffer={onSellOffer} />
          </div>
        </div>
      </td>
    </tr>
  );
}
