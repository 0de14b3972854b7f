import type { MenuButtonProps } from "@/components/ui/late-menu";
import { Menu, MenuRadioGroup, MenuRadioItem } from "@/components/ui/menu";
import { LOCALE_NAMES, LOCALES, type Locale } from "@/lib/i18n/locale";

type LanguageChoicesProps = {
  readonly button: MenuButtonProps;
  readonly locale: Locale;
  readonly onChoose: (locale: string) => void;
};

export function LanguageChoices({ button, locale, onChoose }: LanguageChoicesProps) {
  return (
    <Menu button={button} className="min-w-44">
      <MenuRadioGroup value={locale} onValueChange={onChoose}>
        {LOCALES.map((each) => (
          <MenuRadioItem key={each} value={each}>
            <span lang={each}>{LOCALE_NAMES[each]}</span>
          </MenuRadioItem>
        ))}
      </MenuRadioGroup>
    </Menu>
  );
}
