import { useTranslations } from "next-intl";
import { Money } from "@/components/ui/money";
import { Choice, ChoiceGroup } from "@/components/ui/choice";
import { usePlanLabel } from "@/components/orders/plan-label";
import type { PlanView } from "@/lib/orders/view";
import { isFixed } from "./sale-draft";

type PlanPickerProps = {
  readonly operator: string | null;
  readonly plans: readonly PlanView[];
  readonly plan: PlanView | null;
  readonly isCatalogueEmpty: boolean;
  readonly onChoose: (code: string) => void;
};

/** The chosen operator's plans. Those that are off stay in sight and say so: "it was here yesterday" is a question at every counter. */
export function PlanPicker({ operator, plans, plan, isCatalogueEmpty, onChoose }: PlanPickerProps) {
  const t = useTranslations("counter");
  const planLabel = usePlanLabel();
  const emptySentence = isCatalogueEmpty
    ? t("planNoneAtAll")
    : operator === null
      ? t("planWaiting")
      : t("planNone", { operator });
  // Open plans first, in the catalogue's order.
  const sorted = [...plans.filter((each) => each.isEnabled), ...plans.filter((each) => !each.isEnabled)];
  return (
    <div>
      <p id="sale-plan" className="text-ink-soft mb-1.5 text-sm font-medium">
        {t("plan")}
      </p>
      {/* Two rows of chips are kept free, so that the button below stays put when the operator is recognised. */}
      <ChoiceGroup labelId="sale-plan" className="min-h-24 content-start">
        {sorted.length === 0 && <p className="text-ink-faint py-2.5 text-sm">{emptySentence}</p>}
        {sorted.map((each) => (
          <Choice
            key={each.code}
            name="plan"
            value={each.code}
            isChosen={each.code === plan?.code}
            isDisabled={!each.isEnabled}
            onChoose={() => onChoose(each.code)}
          >
            <bdi>{planLabel(each.code, each.name)}</bdi>
            {!each.isEnabled && <span className="text-xs font-normal">{t("planOff")}</span>}
            {each.isEnabled && isFixed(each) && !each.name.includes(String(each.minDinars)) && (
              <Money centimes={`${each.minDinars}00`} className="text-ink-soft text-[0.8125rem] font-normal" />
            )}
          </Choice>
        ))}
      </ChoiceGroup>
    </div>
  );
}
