import { dropInvisible, foldDigits } from "@/lib/digits";
import { err, ok } from "@/lib/result";
import type { Result } from "@/lib/result";

/** A hundred million dinars: far above any top-up or deposit, far below what a number or a column holds exactly. */
export const DINARS_MAX = 100_000_000;

/**
 * Why a typed amount is not one. `fractional` also covers a dot or comma meant to group thousands (`1.500`),
 * which cannot be told from a fraction; `scientific` is `1e9`, which a number field lets through.
 */
export type DinarsRefusal =
  | { readonly code: "empty" | "not_a_number" | "scientific" | "negative" | "zero" | "fractional" }
  | { readonly code: "too_large"; readonly maxDinars: number };

/**
 * Whole dinars as a cashier types or pastes them: `500`, `1 500`, `١٥٠٠`, `1 500 DA`, `500,00`.
 * Spaces of any kind and the Arabic thousands sign group digits and are ignored wherever they stand.
 */
export function parseDinars(text: string): Result<number, DinarsRefusal> {
  const compact = foldDigits(dropInvisible(text))
    .replace(/[\s\u066c]/g, "")
    .replace(/(?:DA|DZD|دج|د\.ج\.?)$/iu, "");
  if (compact === "") return err({ code: "empty" });
  if (/^[-−–+]?[0-9]*[.,]?[0-9]+e[-−+]?[0-9]+$/i.test(compact)) return err({ code: "scientific" });
  const match = /^([-−–]?)([0-9]*)(?:[.,\u066b]([0-9]*))?$/.exec(compact);
  if (match === null || !/[0-9]/.test(compact)) return err({ code: "not_a_number" });
  const [, sign = "", whole = "", fraction = ""] = match;
  if (sign !== "") return err({ code: "negative" });
  // Two zeros after a separator are centimes that are not there; three may be thousands.
  if (fraction.length > 2 || /[1-9]/.test(fraction)) return err({ code: "fractional" });
  const digits = whole.replace(/^0+/, "");
  if (digits === "") return err({ code: "zero" });
  if (digits.length > String(DINARS_MAX).length || Number(digits) > DINARS_MAX) {
    return err({ code: "too_large", maxDinars: DINARS_MAX });
  }
  return ok(Number(digits));
}
