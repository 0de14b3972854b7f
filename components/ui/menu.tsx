"use client";

import clsx from "clsx";
import { Check } from "@/components/ui/icons";
import { useLocale } from "next-intl";
import { DropdownMenu } from "radix-ui";
import type { ComponentProps, ReactNode } from "react";
import { directionOf } from "@/lib/i18n/locale";
import type { MenuButtonProps } from "./late-menu";

export const MenuRadioGroup = DropdownMenu.RadioGroup;

type MenuProps = {
  readonly button: MenuButtonProps;
  readonly children: ReactNode;
  readonly className?: string;
};

/**
 * A menu under a button, on Radix: arrow keys, typing ahead, Esc, focus returned. Not modal: the live page behind it goes
 * on speaking to screen readers, and its scrollbar does not come and go. It comes late, and opened (`LateMenu`).
 */
export function Menu({ button, children, className }: MenuProps) {
  return (
    <DropdownMenu.Root modal={false} defaultOpen dir={directionOf(useLocale())}>
      <DropdownMenu.Trigger {...button} />
      <DropdownMenu.Portal>
        <DropdownMenu.Content
          align="end"
          sideOffset={8}
          collisionPadding={8}
          className={clsx(
            "border-line bg-raised shadow-float z-50 max-h-(--radix-dropdown-menu-content-available-height) min-w-56 overflow-y-auto rounded-2xl border p-1.5",
            className,
          )}
        >
          {children}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}

const ROW =
  "flex min-h-10 items-center gap-3 rounded-xl px-3 text-sm outline-none select-none data-highlighted:bg-sunken";

export function MenuLabel({ children }: { readonly children: ReactNode }) {
  return (
    <DropdownMenu.Label className="text-ink-faint px-3 pt-2.5 pb-1 text-xs font-medium">{children}</DropdownMenu.Label>
  );
}

export function MenuSeparator() {
  return <DropdownMenu.Separator className="bg-line my-1.5 h-px" />;
}

export function MenuItem({ className, ...rest }: ComponentProps<typeof DropdownMenu.Item>) {
  return <DropdownMenu.Item {...rest} className={clsx(ROW, "cursor-pointer", className)} />;
}

export function MenuRadioItem({ children, ...rest }: ComponentProps<typeof DropdownMenu.RadioItem>) {
  return (
    <DropdownMenu.RadioItem {...rest} className={clsx(ROW, "cursor-pointer justify-between")}>
      {children}
      <DropdownMenu.ItemIndicator>
        <Check className="text-accent size-4" aria-hidden />
      </DropdownMenu.ItemIndicator>
    </DropdownMenu.RadioItem>
  );
}
