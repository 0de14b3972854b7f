"use client";

import { Languages } from "@/components/ui/icons";
import { useLocale, useTranslations } from "next-intl";
import { useTransition } from "react";
import { buttonClass } from "@/components/ui/button-class";
import { LateMenu } from "@/components/ui/late-menu";
import { isLocale, LOCALE_NAMES } from "@/lib/i18n/locale";
import type { ShellActions } from "./actions";

const loadChoices = () => import("./language-choices");

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
  const button = {
    className: buttonClass("quiet", "small"),
    "aria-label": `${t("language")}: ${LOCALE_NAMES[locale]}`,
    "aria-busy": isPending,
    children: (
      <>
        <Languages className="size-4.5" aria-hidden />
        <span className="max-lg:hidden">{LOCALE_NAMES[locale]}</span>
      </>
    ),
  };
  return (
    <LateMenu button={button} load={loadChoices}>
      {({ LanguageChoices }) => <LanguageChoices button={button} locale={locale} onChoose={choose} />}
    </LateMenu>
  );
}
