import { useTranslations } from "next-intl";
import { Choice, ChoiceGroup } from "@/components/ui/choice";
import { OperatorMark } from "@/components/ui/operator-mark";

type OperatorPickerProps = {
  readonly operators: readonly string[];
  readonly operator: string | null;
  readonly onChoose: (operator: string) => void;
};

/** Follows the number by itself; a press overrides it, for numbers that moved to another network. */
export function OperatorPicker({ operators, operator, onChoose }: OperatorPickerProps) {
  const t = useTranslations("counter");
  return (
    <div>
      <p id="sale-operator" className="text-ink-soft mb-1.5 text-sm font-medium">
        {t("operator")}
      </p>
      <ChoiceGroup labelId="sale-operator">
        {operators.map((each) => (
          <Choice key={each} name="operator" value={each} isChosen={each === operator} onChoose={() => onChoose(each)}>
            <OperatorMark operator={each} className="size-4" />
            <bdi>{each}</bdi>
          </Choice>
        ))}
      </ChoiceGroup>
    </div>
  );
}
