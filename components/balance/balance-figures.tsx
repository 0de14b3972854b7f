import { useTranslations } from "next-intl";
import { Money } from "@/components/ui/money";
import type { BalanceView } from "@/lib/ledger/view";

/** A top-up of the common sort no longer fits in it many times: time to call the operator. */
const LOW_CENTIMES = 500_000n;

/** What there is to sell with, and what waits for an answer. */
export function BalanceFigures({
  balance,
  size = "medium",
}: {
  readonly balance: BalanceView;
  readonly size?: "medium" | "large";
}) {
  const t = useTranslations("balance");
  const isLow = BigInt(balance.floatCentimes) < LOW_CENTIMES;
  return (
    <dl className="flex flex-wrap items-start gap-x-10 gap-y-4">
      <div>
        <dt className="text-ink-soft text-sm">{t("float")}</dt>
        <dd>
          <Money
            centimes={balance.floatCentimes}
            className={`font-semibold tracking-tight ${size === "large" ? "text-4xl" : "text-2xl xl:text-3xl"} ${isLow ? "text-warn" : ""}`}
          />
        </dd>
        {isLow && <dd className="text-warn text-[0.8125rem] font-medium">{t("low")}</dd>}
      </div>
      <div>
        <dt className="text-ink-soft text-sm">{t("held")}</dt>
        <dd>
          <Money
            centimes={balance.heldCentimes}
            className={`text-ink-soft font-medium ${size === "large" ? "text-4xl" : "text-2xl"}`}
          />
        </dd>
        {size === "large" && <dd className="text-ink-faint text-[0.8125rem]">{t("heldHint")}</dd>}
      </div>
    </dl>
  );
}
