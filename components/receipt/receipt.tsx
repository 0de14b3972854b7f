import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { usePlanLabel } from "@/components/orders/plan-label";
import { Instant } from "@/components/ui/instant";
import { Money } from "@/components/ui/money";
import { Msisdn } from "@/components/ui/msisdn";
import { formatSlipCode } from "@/lib/orders/format-slip-code";
import type { OrderView } from "@/lib/orders/view";

type ReceiptProps = { readonly order: OrderView; readonly shopName: string; readonly isDuplicate: boolean };

/** What the customer takes home, in the language of the words around it. Black on white: thermal paper has no grey. */
export function Receipt({ order, shopName, isDuplicate }: ReceiptProps) {
  const t = useTranslations("receipt");
  const planLabel = usePlanLabel();
  return (
    <article className="flex flex-col gap-[2.5mm] text-black">
      <header className="text-center">
        <p className="text-[1.15em] leading-tight font-bold wrap-anywhere">
          <bdi>{shopName}</bdi>
        </p>
        <p className="mt-[0.5mm]">{t("title")}</p>
      </header>
      {isDuplicate && (
        <p className="border-2 border-black py-[0.5mm] text-center text-[1.15em] font-bold tracking-wider">
          {t("duplicate")}
        </p>
      )}
      <p className="border-y border-dashed border-black py-[1.5mm] text-center">
        <Msisdn msisdn={order.msisdn} className="block text-[1.55em] leading-tight font-bold" />
        <Money centimes={order.faceCentimes} className="mt-[1mm] block text-[1.9em] leading-tight font-bold" />
      </p>
      <dl className="flex flex-col gap-[0.8mm]">
        <Fact label={t("operator")}>
          <bdi>{order.operator}</bdi>
        </Fact>
        <Fact label={t("plan")}>
          <bdi>{planLabel(order.planCode, order.planName)}</bdi>
        </Fact>
        <Fact label={t("soldAt")}>
          <Instant at={order.placedAt} form="full" />
        </Fact>
        {order.finishedAt !== null && (
          <Fact label={t("deliveredAt")}>
            <Instant at={order.finishedAt} form="full" />
          </Fact>
        )}
        <Fact label={t("seller")}>
          <bdi>{order.sellerName}</bdi>
        </Fact>
      </dl>
      <footer className="border-t border-dashed border-black pt-[1.5mm] text-center">
        <p>
          {t("code")}{" "}
          <bdi dir="ltr" className="figures text-[1.2em] font-bold tracking-wider">
            {formatSlipCode(order.id)}
          </bdi>
        </p>
        <p className="mt-[1mm] text-[0.85em] leading-snug">{t("keep")}</p>
        <p className="mt-[1mm] text-[0.75em] leading-snug">
          {t("reference")}{" "}
          <bdi dir="ltr" className="figures wrap-anywhere">
            {order.id}
          </bdi>
        </p>
      </footer>
    </article>
  );
}

function Fact({ label, children }: { readonly label: string; readonly children: ReactNode }) {
  return (
    <div className="flex flex-wrap items-baseline justify-between gap-x-[2mm]">
      <dt>{label}</dt>
      <dd className="font-semibold wrap-anywhere">{children}</dd>
    </div>
  );
}
