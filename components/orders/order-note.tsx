import { useLocale, useTranslations } from "next-intl";
import { Button } from "@/components/ui/button";
import { ProviderText } from "@/components/ui/provider-text";
import { formatMoney } from "@/lib/money/format-money";
import type { OrderView } from "@/lib/orders/view";
import { WaitNote } from "./wait-note";

export type Offer = OrderView["offers"][number];

/** Offers shown on a row; the order's own page has them all. */
const OFFERS_ON_ROW = 3;

type OfferButtonsProps = {
  readonly order: OrderView;
  readonly max?: number;
  /** Absent for people who may not sell: they read the offers. */
  readonly onSellOffer?: ((order: OrderView, offer: Offer) => void) | undefined;
};

/** What the operator would accept for this number, each one press away from the counter. */
export function OfferButtons({ order, max = Infinity, onSellOffer }: OfferButtonsProps) {
  const t = useTranslations("orders");
  const locale = useLocale();
  return (
    <ul className="flex flex-wrap gap-1.5" aria-label={t("offers")}>
      {order.offers.slice(0, max).map((offer) => {
        const amount = <bdi className="figures">{formatMoney(BigInt(offer.amountDinars) * 100n, locale)}</bdi>;
        const label = (
          <>
            <ProviderText text={offer.name} /> <span aria-hidden>·</span> {amount}
          </>
        );
        return (
          <li key={`${offer.planCode} ${offer.amountDinars}`}>
            {onSellOffer ? (
              <Button
                size="small"
                className="border-accent/40! text-accent-strong min-h-7!"
                onClick={() => onSellOffer(order, offer)}
              >
                {label}
              </Button>
            ) : (
              <span className="bg-sunken inline-flex min-h-7 items-center gap-1.5 rounded-lg px-2.5 text-[0.8125rem]">
                {label}
              </span>
            )}
          </li>
        );
      })}
    </ul>
  );
}

/** The second line of a row: what to tell the customer, why it came back, what to offer instead. */
export function OrderNote({ order, onSellOffer }: Omit<OfferButtonsProps, "max">) {
  const t = useTranslations();
  if (order.status === "queued") return <WaitNote order={order} />;
  if (order.status === "uncertain") {
    return <p className="text-warn text-[0.8125rem] leading-5 font-medium">{t("uncertain.short")}</p>;
  }
  if (order.reversedAt !== null) {
    return <p className="text-bad text-[0.8125rem] leading-5 font-medium">{t("orders.reversed")}</p>;
  }
  if (order.status !== "refunded" || (order.refundMessage === null && order.offers.length === 0)) return null;
  return (
    <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
      {order.refundMessage !== null && (
        <ProviderText text={order.refundMessage} className="text-ink-soft line-clamp-2 text-[0.8125rem] leading-5" />
      )}
      {order.offers.length > 0 && <OfferButtons order={order} max={OFFERS_ON_ROW} onSellOffer={onSellOffer} />}
    </div>
  );
}
