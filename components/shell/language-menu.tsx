"use client";

import { Languages } from "lucide-react";
import { useLocale, useTranslations } from "next-intl";
import { useTransition } from "react";
import { buttonClass } from "@/components/ui/button";
import { Menu, MenuContent, MenuRadioGroup, MenuRadioItem, MenuTrigger } from "@/components/ui/menu";
import { isLocale, LOCALE_NAMES, LOCALES } from "@/lib/i18n/locale";
import type { ShellActions } from "./actions";

export function LanguageMenu({ setLocale }: Pick<ShellActions, "setLocale">) {
  const t = useTranslations("shell");
  const locale = useLocale();
  const [isPending, startTransition] = useTransition();
  const choose = (chosen: string) => {
    if (!isLocale(chosen)) return;
    startTransition(async () => {
      await setLocale(chosen);
    });
  };
  return (
    <Menu>
      <MenuTrigger
        className={buttonClass("quiet", "small")}
        aria-label={`${t("language")}: ${LOCALE_NAMES[locale]}`}
        aria-busy={isPending}
      >
        <Languages className="size-4.5" aria-hidden />
        <span className="max-lg:hidden">{LOCALE_NAMES[locale]}</span>
      </MenuTrigger>
      <MenuContent className="min-w-44">
        <MenuRadioGroup value={locale} onValueChange={choose}>
          {LOCALES.map((each) => (
            <MenuRadioItem key={each} value={each}>
              <span lang={each}>{LOCALE_NAMES[each]}</span>
            </MenuRadioItem>
          ))}
        </MenuRadioGroup>
      </MenuContent>
    </Menu>
  );
}
