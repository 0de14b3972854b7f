import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { RunwayLine } from "@/components/reports/runway-line";
import { Money } from "@/components/ui/money";
import type { BalanceView } from "@/lib/ledger/view";
import { findRunway } from "@/lib/reports/find-runway";
import { paceOptions } from "@/lib/reports/query-options";

/** For a shop whose pace nobody knows yet: a top-up of the common sort no longer fits in it many times. */
const LOW_CENTIMES = 500_000n;

/** What there is to sell with, and what waits for an answer. */
export function BalanceFigures({
  balance,
  size = "medium",
}: {
  readonly balance: BalanceView;
  readonly size?: "medium" | "large";
}) {
  const { data: pace } = useQuery(paceOptions());
  const float = BigInt(balance.floatCentimes);
  const isLow = pace ? findRunway(float, pace).isLow : float < LOW_CENTIMES;
  return (
    <div className="flex flex-col gap-2.5">
      <Figures balance={balance} size={size} isLow={isLow} />
      {pace && <RunwayLine floatCentimes={balance.floatCentimes} pace={pace} />}
    </div>
  );
}

type FiguresProps = {
  readonly balance: BalanceView;
  readonly size: "medium" | "large";
  readonly isLow: boolean;
};

function Figures({ balance, size, isLow }: FiguresProps) {
  const t = useTranslations("balance");
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
