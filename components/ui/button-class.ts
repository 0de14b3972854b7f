import clsx from "clsx";

export type ButtonLook = "primary" | "plain" | "quiet" | "danger";
export type ButtonSize = "small" | "medium" | "large";

const LOOKS: Record<ButtonLook, string> = {
  primary: "bg-accent text-on-accent hover:bg-accent-strong active:bg-accent-strong",
  plain: "border border-line-strong/60 bg-surface text-ink hover:border-line-strong hover:bg-sunken",
  quiet: "text-ink-soft hover:bg-sunken hover:text-ink",
  danger: "border border-bad/50 bg-surface text-bad hover:bg-bad-wash",
};

const SIZES: Record<ButtonSize, string> = {
  small: "min-h-8 gap-1.5 rounded-lg px-2.5 text-[0.8125rem]",
  medium: "min-h-10 gap-2 rounded-xl px-4 text-sm",
  large: "min-h-14 gap-2.5 rounded-2xl px-6 text-lg",
};

export function buttonClass(look: ButtonLook = "plain", size: ButtonSize = "medium"): string {
  return clsx(
    "inline-flex items-center justify-center font-medium whitespace-nowrap transition-colors select-none",
    "disabled:opacity-50 aria-disabled:opacity-50",
    LOOKS[look],
    SIZES[size],
  );
}
