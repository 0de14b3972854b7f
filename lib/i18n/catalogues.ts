import compile from "icu-minify/compile";
import ar from "@/messages/ar.json";
import en from "@/messages/en.json";
import fr from "@/messages/fr.json";
import type { Locale } from "./locale";

type Catalogue = typeof en;

/** A catalogue that lacks a key of the English one does not compile. */
const WRITTEN: Record<Locale, Catalogue> = { fr, ar, en };

const compiled = new Map<Locale, Catalogue>();

/**
 * A language's sentences in the form in which they are put together: read once, here, so that no browser needs the reader,
 * which is as large as a page's own script. To whoever asks for a sentence it makes no difference.
 */
export function compiledCatalogue(locale: Locale): Catalogue {
  const known = compiled.get(locale);
  if (known !== undefined) return known;
  // The same keys; what stands under them only next-intl looks into. React hands plain objects alone to a browser.
  const fresh = JSON.parse(JSON.stringify(compileAll(WRITTEN[locale]))) as Catalogue;
  compiled.set(locale, fresh);
  return fresh;
}

function compileAll(part: object): object {
  return Object.fromEntries(
    Object.entries(part).map(([key, value]: [string, string | object]) => [
      key,
      typeof value === "string" ? compile(value) : compileAll(value),
    ]),
  );
}
