import { Gavel, Printer, RefreshCw } from "@/components/ui/icons";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { useState, type ReactNode } from "react";
import { CommandNotice } from "@/components/order/command-notice";
import { useOrderCommand, type OrderCommand } from "@/components/order/use-order-command";
import { Button } from "@/components/ui/button";
import { buttonClass } from "@/components/ui/button-class";
import { Instant } from "@/components/ui/instant";
import { Money } from "@/components/ui/money";
import { Msisdn } from "@/components/ui/msisdn";
import { OperatorName } from "@/components/ui/operator-mark";
import { StatusBadge } from "@/components/ui/status-badge";
import { formatSlipCode } from "@/lib/orders/format-slip-code";
import { canLookUp } from "@/lib/orders/status";
import type { ShelfOrderView } from "@/lib/orders/view";
import type { ResolveOrder } from "./types";
import { useAge } from "./use-age";
import { VerdictForm } from "./verdict-form";
import { Voices } from "./voices";

type ShelfOrderProps = {
  readonly order: ShelfOrderView;
  readonly staffId: number;
  readonly canCheck: boolean;
  readonly canDecide: boolean;
  readonly canSecond: boolean;
  readonly checkOrder: OrderCommand;
  readonly resolveOrder: ResolveOrder;
  readonly onDecided: (sentence: string) => void;
};

export function ShelfOrder({ order, canCheck, checkOrder, ...rest }: ShelfOrderProps) {
  const t = useTranslations("shelf");
  const words = useTranslations("order");
  const check = useOrderCommand(order.id, checkOrder);
  const [isDeciding, setIsDeciding] = useState(false);
  // The owner's word helps where an operator's alone is not enough, or where one has spoken.
  const mayDecide = rest.canDecide || (rest.canSecond && (order.voicesNeeded > 1 || order.voices.length > 0));
  const isDecidable = mayDecide && order.status === "uncertain";
  return (
    <li data-order={order.id} className="flex flex-col gap-3 px-4 py-4 sm:px-5">
      <ShelfHead order={order} />
      <ShelfFacts order={order} />
      <div className="flex flex-wrap items-center gap-2">
        {canCheck && canLookUp(order.status) && (
          <Button
            size="small"
            isBusy={check.isRunning}
            icon={<RefreshCw className="size-4" aria-hidden />}
            onClick={check.run}
          >
            {words("checkNow")}
          </Button>
        )}
        <Link href={`/slip/${order.id}`} target="_blank" prefetch={false} className={buttonClass("plain", "small")}>
          <Printer className="size-4" aria-hidden />
          {t("slip")}
        </Link>
        {isDecidable && (
          <Button
            size="small"
            aria-expanded={isDeciding}
            icon={<Gavel className="size-4" aria-hidden />}
            onClick={() => setIsDeciding(!isDeciding)}
          >
            {t("decide")}
          </Button>
        )}
      </div>
      <CommandNotice answer={check.answer} doneKey="checked" />
      {order.voices.length > 0 && <Voices order={order} />}
      {isDecidable && isDeciding && (
        <VerdictForm
          order={order}
          isOperator={rest.canDecide}
          resolveOrder={rest.resolveOrder}
          onDecided={(sentence) => {
            setIsDeciding(false);
            rest.onDecided(sentence);
          }}
        />
      )}
    </li>
  );
}

function ShelfHead({ order }: { readonly order: ShelfOrderView }) {
  const t = useTranslations("shelf");
  const age = useAge();
  return (
    <div className="flex flex-wrap items-center gap-x-4 gap-y-1.5">
      <Link
        href={`/orders/${order.id}`}
        prefetch={false}
        className="rounded-md text-lg font-semibold tracking-tight underline-offset-4 hover:underline"
      >
        <Msisdn msisdn={order.msisdn} />
      </Link>
      <Money centimes={order.faceCentimes} className="font-semibold" />
      <StatusBadge status={order.status} />
      <span className="text-warn ms-auto text-sm font-semibold">{age(order.placedAt)}</span>
      <span className="text-ink-faint text-sm">
        {t("code")}{" "}
        <bdi dir="ltr" className="figures text-ink font-semibold tracking-wider">
          {formatSlipCode(order.id)}
        </bdi>
      </span>
    </div>
  );
}

/** What is known, so that nobody has to ask whether anybody is at it. */
function ShelfFacts({ order }: { readonly order: ShelfOrderView }) {
  const t = useTranslations("shelf");
  const words = useTranslations("order");
  const facts: readonly (readonly [string, ReactNode])[] = [
    [words("seller"), <bdi key="seller">{order.sellerName}</bdi>],
    [words("placedAt"), <Instant key="placed" at={order.placedAt} form="full" />],
    [t("lastAnswer"), order.lastAnswer && <bdi dir="ltr">{order.lastAnswer}</bdi>],
    [words("lookCount"), <bdi key="looks">{order.lookCount}</bdi>],
    [words("lastLook"), order.lastLookAt && <Instant at={order.lastLookAt} form="full" />],
    [words("nextLook"), order.nextLookAt && <Instant at={order.nextLookAt} form="full" />],
  ];
  return (
    <dl className="grid grid-cols-2 gap-x-3 gap-y-1.5 text-[0.8125rem] sm:grid-cols-3 sm:gap-x-6 sm:text-sm">
      <div>
        <dt className="sr-only">{t("operator")}</dt>
        <dd>
          <OperatorName operator={order.operator} />
        </dd>
      </div>
      {facts.map(
        ([label, value]) =>
          value !== null && (
            <div key={label}>
              <dt className="text-ink-faint text-xs">{label}</dt>
              <dd className="figures font-medium">{value}</dd>
            </div>
          ),
      )}
    </dl>
  );
}
