import { LogOut } from "@/components/ui/icons";
import { useTranslations } from "next-intl";
import { useState } from "react";
import type { MenuButtonProps } from "@/components/ui/late-menu";
import { Menu, MenuItem, MenuLabel, MenuRadioGroup, MenuRadioItem, MenuSeparator } from "@/components/ui/menu";
import { chooseTheme, readTheme, THEMES } from "./theme";

const THEME_NAMES = { light: "themeLight", dark: "themeDark", system: "themeSystem" } as const;

type AccountChoicesProps = {
  readonly button: MenuButtonProps;
  readonly name: string;
  readonly roleName: string;
  readonly shopName: string;
  readonly onLeave: () => void;
};

export function AccountChoices({ button, name, roleName, shopName, onLeave }: AccountChoicesProps) {
  const t = useTranslations("shell");
  const [theme, setTheme] = useState(readTheme);
  const choose = (name: string) => {
    const chosen = THEMES.find((each) => each === name);
    if (chosen === undefined) return;
    chooseTheme(chosen);
    setTheme(chosen);
  };
  return (
    <Menu button={button}>
      <div className="px-3 pt-2 pb-1.5">
        <p className="font-semibold">
          <bdi>{name}</bdi>
        </p>
        <p className="text-ink-soft text-sm">
          {roleName} · <bdi>{shopName}</bdi>
        </p>
      </div>
      <MenuSeparator />
      <MenuLabel>{t("theme")}</MenuLabel>
      <MenuRadioGroup value={theme} onValueChange={choose}>
        {THEMES.map((each) => (
          <MenuRadioItem key={each} value={each} onSelect={(event) => event.preventDefault()}>
            {t(THEME_NAMES[each])}
          </MenuRadioItem>
        ))}
      </MenuRadioGroup>
      <MenuSeparator />
      <MenuItem onSelect={onLeave}>
        <LogOut className="text-ink-faint size-4 rtl:-scale-x-100" aria-hidden />
        {t("signOut")}
      </MenuItem>
    </Menu>
  );
}
