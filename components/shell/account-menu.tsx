"use client";

import { LogOut } from "lucide-react";
import { useTranslations } from "next-intl";
import { useTheme } from "next-themes";
import { useTransition } from "react";
import {
  Menu,
  MenuContent,
  MenuItem,
  MenuLabel,
  MenuRadioGroup,
  MenuRadioItem,
  MenuSeparator,
  MenuTrigger,
} from "@/components/ui/menu";
import type { Role } from "@/lib/auth/roles";
import type { ShellActions } from "./actions";

const THEMES = [
  ["light", "themeLight"],
  ["dark", "themeDark"],
  ["system", "themeSystem"],
] as const;

type AccountMenuProps = Pick<ShellActions, "signOut"> & {
  readonly name: string;
  readonly role: Role;
  readonly shopName: string;
};

export function AccountMenu({ name, role, shopName, signOut }: AccountMenuProps) {
  const t = useTranslations("shell");
  const roles = useTranslations("roles");
  const { theme, setTheme } = useTheme();
  const [isPending, startTransition] = useTransition();
  const leave = () =>
    startTransition(async () => {
      await signOut();
    });
  return (
    <Menu>
      <MenuTrigger
        aria-label={t("accountOf", { name })}
        aria-busy={isPending}
        className="hover:bg-sunken flex min-h-10 items-center gap-2.5 rounded-xl ps-1.5 pe-1.5 transition-colors xl:pe-3"
      >
        <span
          aria-hidden
          className="bg-accent-wash text-accent-strong grid size-8 place-items-center rounded-full text-sm font-semibold"
        >
          {[...name][0]}
        </span>
        <span className="text-start leading-tight max-xl:hidden">
          <span className="block text-sm font-medium">
            <bdi>{name}</bdi>
          </span>
          <span className="text-ink-faint block text-xs">{roles(role)}</span>
        </span>
      </MenuTrigger>
      <MenuContent>
        <div className="px-3 pt-2 pb-1.5">
          <p className="font-semibold">
            <bdi>{name}</bdi>
          </p>
          <p className="text-ink-soft text-sm">
            {roles(role)} · <bdi>{shopName}</bdi>
          </p>
        </div>
        <MenuSeparator />
        <MenuLabel>{t("theme")}</MenuLabel>
        <MenuRadioGroup value={theme ?? "system"} onValueChange={setTheme}>
          {THEMES.map(([value, key]) => (
            <MenuRadioItem key={value} value={value} onSelect={(event) => event.preventDefault()}>
              {t(key)}
            </MenuRadioItem>
          ))}
        </MenuRadioGroup>
        <MenuSeparator />
        <MenuItem onSelect={leave}>
          <LogOut className="text-ink-faint size-4 rtl:-scale-x-100" aria-hidden />
          {t("signOut")}
        </MenuItem>
      </MenuContent>
    </Menu>
  );
}
