import { LOCALES, type Locale } from "@/lib/i18n/locale";

export const PAPER_WIDTHS = [58, 80] as const;

/** How receipts leave this till: in millimetres, and in the customer's language. */
export type Paper = { readonly widthMm: (typeof PAPER_WIDTHS)[number]; readonly locale: Locale };

const KEY = "rasid.paper";
const listeners = new Set<() => void>();
/** What was chosen since the page was opened, for browsers that refuse to store. */
let chosen: string | null = null;

export function subscribeToPaper(listener: () => void): () => void {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}

/** As text, because a store's snapshot must be the same value until it changes. */
export function readPaper(): string | null {
  if (chosen !== null) return chosen;
  try {
    return localStorage.getItem(KEY);
  } catch {
    return null;
  }
}

/** `80 fr`; anything else is what the person's screen speaks, on the narrow paper that most printers have. */
export function parsePaper(text: string | null, locale: Locale): Paper {
  const [width, language] = (text ?? "").split(" ");
  return {
    widthMm: PAPER_WIDTHS.find((each) => String(each) === width) ?? PAPER_WIDTHS[0],
    locale: LOCALES.find((each) => each === language) ?? locale,
  };
}

export function keepPaper({ widthMm, locale }: Paper): void {
  chosen = `${widthMm} ${locale}`;
  try {
    localStorage.setItem(KEY, chosen);
  } catch {
    // Full or forbidden: it is asked again next time.
  }
  for (const listener of listeners) listener();
}
