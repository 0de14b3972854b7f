import clsx from "clsx";
import type { ReactNode } from "react";

type ChoiceGroupProps = { readonly labelId: string; readonly children: ReactNode; readonly className?: string };

/**
 * One of several, all in sight. Native radios under our own looks: arrows move the choice, and Enter sends the form, which
 * a scripted radio group swallows.
 */
export function ChoiceGroup({ labelId, children, className }: ChoiceGroupProps) {
  return (
    <div role="radiogroup" aria-labelledby={labelId} className={clsx("flex flex-wrap gap-2", className)}>
      {children}
    </div>
  );
}

type ChoiceProps = {
  readonly name: string;
  readonly value: string;
  readonly isChosen: boolean;
  readonly isDisabled?: boolean;
  readonly onChoose: () => void;
  readonly children: ReactNode;
  readonly className?: string;
};

export function Choice({ name, value, isChosen, isDisabled = false, onChoose, children, className }: ChoiceProps) {
  return (
    <label
      className={clsx(
        "relative flex min-h-11 items-center gap-2 rounded-xl border px-3.5 text-sm transition-colors select-none",
        "has-focus-visible:outline-accent has-focus-visible:outline-2 has-focus-visible:outline-offset-2",
        isDisabled && "border-line text-ink-faint border-dashed",
        !isDisabled && !isChosen && "border-line-strong/50 bg-surface hover:border-line-strong hover:bg-sunken",
        isChosen && "border-accent bg-accent-wash text-accent-strong ring-accent font-semibold ring-1",
        className,
      )}
    >
      {/* It lies over the whole label, unseen: what is pressed is the radio itself. */}
      <input
        type="radio"
        name={name}
        value={value}
        checked={isChosen}
        disabled={isDisabled}
        onChange={onChoose}
        className="absolute inset-0 size-full cursor-pointer appearance-none rounded-xl opacity-0 disabled:cursor-not-allowed"
      />
      {children}
    </label>
  );
}
