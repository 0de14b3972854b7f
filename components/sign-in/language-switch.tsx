import clsx from "clsx";
import { useLocale, useTranslations } from "next-intl";
import { LOCALE_NAMES, LOCALES } from "@/lib/i18n/locale";

/** Each language in its own words, one press away: somebody who cannot read the page can still find theirs. */
export function LanguageSwitch({ action }: { readonly action: (form: FormData) => Promise<void> }) {
  const t = useTranslations("shell");
  const current = useLocale();
  return (
    <form action={action} aria-label={t("language")} className="flex gap-1">
      {LOCALES.map((locale) => (
        <button
          key={locale}
          type="submit"
          name="locale"
          value={locale}
          lang={locale}
          aria-current={locale === current || undefined}
          className={clsx(
            "min-h-9 rounded-lg px-2.5 text-sm transition-colors",
            locale === current
              ? "bg-accent-wash text-accent-strong font-semibold"
              : "text-ink-soft hover:bg-sunken hover:text-ink",
          )}
        >
          {LOCALE_NAMES[locale]}
        </button>
      ))}
    </form>
  );
}
