import clsx from "clsx";
import { LoaderCircle } from "@/components/ui/icons";
import type { ComponentProps, ReactNode } from "react";
import { buttonClass, type ButtonLook, type ButtonSize } from "./button-class";

type ButtonProps = ComponentProps<"button"> & {
  readonly look?: ButtonLook;
  readonly size?: ButtonSize;
  /** Work is under way: a turning mark, and further presses do nothing. */
  readonly isBusy?: boolean;
  readonly icon?: ReactNode;
};

export function Button({
  look = "plain",
  size = "medium",
  isBusy = false,
  icon,
  className,
  children,
  onClick,
  type = "button",
  ...rest
}: ButtonProps) {
  return (
    // Busy is aria-disabled, not disabled: a disabled button drops the keyboard's focus.
    <button
      {...rest}
      type={type}
      aria-disabled={isBusy || rest["aria-disabled"] || undefined}
      aria-busy={isBusy || undefined}
      onClick={(event) => {
        if (isBusy) event.preventDefault();
        else onClick?.(event);
      }}
      className={clsx(buttonClass(look, size), className)}
    >
      {isBusy ? <LoaderCircle className="size-[1.15em] animate-spin" aria-hidden /> : icon}
      {children}
    </button>
  );
}
