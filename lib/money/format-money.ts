import { CENTIMES_PER_DINAR } from "./centimes";
import type { Centimes } from "./centimes";

/** Narrow no-break space: groups thousands without ever breaking a figure over two lines. */
const GROUP_SEPARATOR = "\u202f";

/** No-break space: the unit stays with its figure. */
const UNIT_SEPARATOR = "\u00a0";

const MINUS = "\u2212";

/**
 * The one way money is written: `1 500 DA`, `1 500,50 DA`, `−20 DA`; in Arabic `1 500 دج`.
 * Latin digits, decimals only when there are centimes. The caller isolates it against bidirectional reordering.
 */
export function formatMoney(centimes: Centimes, locale: "fr" | "ar" | "en" = "fr"): string {
  return formatAmount(centimes) + UNIT_SEPARATOR + (locale === "ar" ? "دج" : "DA");
}

/** The figure alone, for places where a column header or a label already names the unit. */
export function formatAmount(centimes: Centimes): string {
  const magnitude = centimes < 0n ? -centimes : centimes;
  const whole = String(magnitude / CENTIMES_PER_DINAR).replace(/\B(?=(?:[0-9]{3})+$)/g, GROUP_SEPARATOR);
  const rest = magnitude % CENTIMES_PER_DINAR;
  const decimals = rest === 0n ? "" : `,${String(rest).padStart(2, "0")}`;
  return (centimes < 0n ? MINUS : "") + whole + decimals;
}
