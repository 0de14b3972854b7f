import { useLocale, useTranslations } from "next-intl";
import type { ReactNode, RefObject } from "react";
import { Field, FIELD_CLASS } from "@/components/ui/field";
import { Button } from "@/components/ui/button";
import { formatMoney } from "@/lib/money/format-money";
import type { PlanView } from "@/lib/orders/view";
import { isFixed } from "./sale-draft";

/** What counters sell most; those outside the plan's range are left out. */
const QUICK_DINARS = [100, 200, 500, 1000, 2000] as const;

type AmountFieldProps = {
  readonly value: string;
  readonly plan: PlanView | null;
  readonly onChange: (text: string) => void;
  /** A quick amount: the field has it, and Enter sends. */
  readonly onPick: (dinars: number) => void;
  readonly inputRef: RefObject<HTMLInputElement | null>;
  readonly isInvalid: boolean;
  readonly isLocked: boolean;
  readonly note: ReactNode;
};

export function AmountField({ value, plan, onChange, onPick, inputRef, isInvalid, isLocked, note }: AmountFieldProps) {
  const t = useTranslations("counter");
  const common = useTranslations("common");
  const locale = useLocale();
  const isSet = isFixed(plan);
  const quick = QUICK_DINARS.filter(
    (dinars) => !isSet && (plan === null || (dinars >= plan.minDinars && dinars <= plan.maxDinars)),
  );
  return (
    <Field id="sale-amount" label={t("amount")} note={note}>
      <div className="relative">
        <input
          ref={inputRef}
          id="sale-amount"
          type="text"
          inputMode="numeric"
          autoComplete="off"
          dir="ltr"
          maxLength={32}
          value={value}
          readOnly={isSet || isLocked}
          aria-invalid={isInvalid || undefined}
          aria-describedby="sale-amount-note"
          onChange={(event) => onChange(event.target.value)}
          className={`${FIELD_CLASS} figures h-18 px-5 pe-16 text-[clamp(1.75rem,7vw,2.5rem)] font-semibold tracking-tight rtl:ps-16 rtl:pe-5 rtl:text-end`}
        />
        <span
          aria-hidden
          className="text-ink-faint pointer-events-none absolute end-5 top-1/2 -translate-y-1/2 text-base font-medium"
        >
          {common("dinars")}
        </span>
      </div>
      {/* Its place is kept when a plan sets the amount, and the button stays where the hand expects it. */}
      <div role="group" aria-label={t("quickAmounts")} className="mt-2 grid min-h-24 grid-cols-3 content-start gap-2">
        {quick.map((dinars) => (
          <Button key={dinars} className="figures min-h-11! px-2!" onClick={() => onPick(dinars)}>
            <bdi>{formatMoney(BigInt(dinars) * 100n, locale)}</bdi>
          </Button>
        ))}
      </div>
    </Field>
  );
}
