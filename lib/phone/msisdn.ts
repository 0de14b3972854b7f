import { assert } from "@/lib/assert";
import { dropInvisible, foldDigits } from "@/lib/digits";
import { err, ok } from "@/lib/result";
import type { Result } from "@/lib/result";

declare const msisdnBrand: unique symbol;

/** An Algerian mobile number in the provider's form: ten digits, `^0[567][0-9]{8}$`. */
export type Msisdn = string & { readonly [msisdnBrand]: true };

export const MSISDN_PATTERN = /^0[567][0-9]{8}$/;

const MSISDN_DIGITS = 10;

/** Algerian landlines have nine digits with their leading zero: `021 23 45 67`. */
const LANDLINE_DIGITS_MAX = 9;

/**
 * Why a typed number is not one we can top up. `digits` counts the national form, leading zero included, against
 * the ten expected; `foreign` has a country code other than 213; `not_mobile` is Algerian but starts with
 * none of 05, 06, 07, nor with a landline's 02, 03, 04.
 */
export type MsisdnRefusal =
  | { readonly code: "too_short" | "too_long"; readonly digits: number; readonly expectedDigits: number }
  | { readonly code: "foreign" | "landline" | "not_mobile" | "not_a_number" };

/**
 * A number as people type, dictate or paste it: `0661 23 45 67`, `0661.23.45.67`, `+213 (0) 661-23-45-67`,
 * `00213661234567`, `213661234567`, `661234567`, `٠٦٦١٢٣٤٥٦٧`, with the invisible marks that chats add.
 */
export function parseMsisdn(text: string): Result<Msisdn, MsisdnRefusal> {
  const compact = compactTyped(text);
  if (!/^\+?[0-9]*$/.test(compact)) return err({ code: "not_a_number" });
  const national = nationalForm(compact);
  if (national === null) return err({ code: "foreign" });
  const digits = national.length;
  const kind = national[1];
  if (kind === undefined) return err({ code: "too_short", digits, expectedDigits: MSISDN_DIGITS });
  if ("234".includes(kind) && digits <= LANDLINE_DIGITS_MAX) return err({ code: "landline" });
  if (digits > MSISDN_DIGITS) return err({ code: "too_long", digits, expectedDigits: MSISDN_DIGITS });
  if (!"567".includes(kind)) return err({ code: "not_mobile" });
  if (digits < MSISDN_DIGITS) return err({ code: "too_short", digits, expectedDigits: MSISDN_DIGITS });
  assert(isMsisdn(national), "a parsed number has the stored form");
  return ok(national);
}

/** Whether text, from the database or the wire, is already in the one stored form. */
export function isMsisdn(text: string): text is Msisdn {
  return MSISDN_PATTERN.test(text);
}

/** Western digits and an optional `+`, without the separators and marks people put between them. */
export function compactTyped(text: string): string {
  return foldDigits(dropInvisible(text)).replace(/[\s.\-\u2010-\u2015\u2212/()_]/g, "");
}

/**
 * The national part with its leading zero (`""` when nothing is left), of compact text; null for another country.
 * After a country code the zero may be there or not: `+213 (0) 661…` is on many visiting cards.
 */
export function nationalForm(compact: string): string | null {
  const international = /^(?:\+|00)([0-9]*)$/.exec(compact)?.[1];
  if (international !== undefined) {
    if (international.startsWith("213")) return withZero(international.slice(3));
    // `+2` or `0021` may still become 213.
    return "213".startsWith(international) ? "" : null;
  }
  return withZero(compact.startsWith("213") ? compact.slice(3) : compact);
}

function withZero(digits: string): string {
  return digits === "" || digits.startsWith("0") ? digits : `0${digits}`;
}
