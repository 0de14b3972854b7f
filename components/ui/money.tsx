import { useLocale } from "next-intl";
import { formatAmount, formatMoney } from "@/lib/money/format-money";

type MoneyProps = {
  readonly centimes: string;
  /** For changes: a gain says so by its plus. */
  readonly isSigned?: boolean;
  readonly className?: string;
};

/**
 * Money on screen, always through here. `centimes` is decimal text, as views carry it. The figure is isolated left to
 * right, sign included; the unit stands after it in the direction of its own language.
 */
export function Money({ centimes, isSigned = false, className = "" }: MoneyProps) {
  const locale = useLocale();
  const figure = formatAmount(BigInt(centimes));
  const isGain = isSigned && BigInt(centimes) > 0n;
  const unit = formatMoney(BigInt(centimes), locale).slice(figure.length);
  return (
    <bdi className={`figures whitespace-nowrap ${className}`}>
      <bdi dir="ltr">{isGain ? `+${figure}` : figure}</bdi>
      {unit}
    </bdi>
  );
}
