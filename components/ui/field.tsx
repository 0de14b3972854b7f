import clsx from "clsx";
import { ChevronDown } from "@/components/ui/icons";
import type { ComponentProps, ReactNode } from "react";

export const FIELD_CLASS =
  "w-full rounded-2xl border border-line-strong/70 bg-surface text-ink transition-colors placeholder:text-ink-faint/60 hover:border-line-strong focus:border-accent focus:outline-2 focus:outline-accent aria-invalid:border-bad read-only:bg-sunken";

type FieldProps = {
  readonly id: string;
  readonly label: string;
  /** One line under or beside the field, whether a hint or a refusal: its place is kept. */
  readonly note?: ReactNode;
  readonly children: ReactNode;
  readonly className?: string;
};

export function Field({ id, label, note, children, className }: FieldProps) {
  return (
    <div className={className}>
      <label htmlFor={id} className="text-ink-soft mb-1.5 block text-sm font-medium">
        {label}
      </label>
      {children}
      {note !== undefined && (
        <div id={`${id}-note`} className="text-ink-faint mt-1.5 min-h-5 text-[0.8125rem] leading-5">
          {note}
        </div>
      )}
    </div>
  );
}

/** A plain list of choices, drawn by the browser: keyboards, phones and screen readers know it. */
export function SelectField({ className, ...rest }: ComponentProps<"select">) {
  return (
    <span className={clsx("relative inline-grid", className)}>
      <select
        {...rest}
        className="border-line-strong/60 bg-surface text-ink hover:border-line-strong min-h-10 w-full appearance-none truncate rounded-xl border ps-3 pe-9 text-sm transition-colors"
      />
      <ChevronDown
        className="text-ink-faint pointer-events-none absolute end-3 top-1/2 size-4 -translate-y-1/2"
        aria-hidden
      />
    </span>
  );
}
