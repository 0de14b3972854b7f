export const LOCALES = ["fr", "ar", "en"] as const;

export type Locale = (typeof LOCALES)[number];

/** French is what most counters run in; nobody is asked before the first screen. */
export const LOCALE_DEFAULT: Locale = "fr";

/** Each person's choice, kept in the browser: the URL of a page is the same in every language. */
export const LOCALE_COOKIE = "NEXT_LOCALE";

/** Each language in its own words, for people who cannot read the present one. */
export const LOCALE_NAMES = { fr: "Français", ar: "العربية", en: "English" } as const satisfies Record<Locale, string>;

export function isLocale(text: string | undefined): text is Locale {
  return (LOCALES as readonly (string | undefined)[]).includes(text);
}

export function directionOf(locale: Locale): "ltr" | "rtl" {
  return locale === "ar" ? "rtl" : "ltr";
}
