import { foldDigits } from "@/lib/digits";
import { ORDER_ID_PATTERN } from "@/lib/id";
import { compactTyped, nationalForm } from "@/lib/phone/msisdn";
import { parseSlipCode } from "./format-slip-code";

/** What the search field asks for: one order, the order of a slip, or the numbers that begin or end with these digits. */
export type OrderSearch =
  | { readonly by: "id"; readonly id: string }
  | { readonly by: "code"; readonly code: string }
  | { readonly by: "digits"; readonly digits: string };

const MSISDN_DIGITS = 10;

/** Reads a search as typed, for the database and for the page in the browser alike; null for what cannot match anything. */
export function parseOrderSearch(text: string): OrderSearch | null {
  const query = text.trim().toLowerCase();
  if (ORDER_ID_PATTERN.test(query)) return { by: "id", id: query };
  const code = parseSlipCode(foldDigits(query));
  if (code !== null) return { by: "code", code };
  if (/\p{Letter}/u.test(query)) return null;
  const compact = compactTyped(query);
  // Few digits are not taken for a country code: they may be a number's last ones.
  const isInternational = /^(?:\+|00213|213[0-9]{8})/.test(compact);
  const digits = ((isInternational ? nationalForm(compact) : compact) ?? "").replace(/[^0-9]/g, "");
  return digits === "" || digits.length > MSISDN_DIGITS ? null : { by: "digits", digits };
}
