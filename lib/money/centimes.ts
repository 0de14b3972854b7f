import { assert } from "@/lib/assert";
import { err, ok } from "@/lib/result";
import type { Result } from "@/lib/result";

/**
 * Money is a bigint of centimes; whole dinars, where the provider speaks of them, are a number.
 * The two types cannot be mixed by accident, which is why no third representation exists.
 */
export type Centimes = bigint;

export const CENTIMES_PER_DINAR = 100n;

/** Largest whole part that a provider's number may have: above it a double no longer holds both decimals apart. */
const DECIMAL_DIGITS_MAX = 13;

/** 100 % in basis points, the unit of the price list. */
export const BASIS_POINTS_OF_FACE = 10_000;

/** Ten times face: a price list entry beyond it is a slip of the keyboard, not a price. */
const BASIS_POINTS_MAX = 10 * BASIS_POINTS_OF_FACE;

/** For dinars that were validated before: a fraction or an unsafe integer here is a bug. */
export function dinarsToCentimes(dinars: number): Centimes {
  assert(Number.isSafeInteger(dinars), `whole dinars expected, got ${dinars}`);
  return BigInt(dinars) * CENTIMES_PER_DINAR;
}

/** For amounts that are whole dinars by construction (what the provider sells): a remainder is a bug. */
export function centimesToDinars(centimes: Centimes): number {
  assert(centimes % CENTIMES_PER_DINAR === 0n, `whole dinars expected, got ${centimes} centimes`);
  const dinars = Number(centimes / CENTIMES_PER_DINAR);
  assert(Number.isSafeInteger(dinars), `too many dinars for a number: ${centimes} centimes`);
  return dinars;
}

/**
 * Centimes of a decimal from outside: a JSON number of the provider (`297.75`) or its text.
 *
 * A number goes through its shortest decimal text and is read digit by digit, so no float is ever multiplied.
 * More than two decimals are rounded half away from zero: the provider computes in doubles, so
 * `2202.2500000000005` and `109.175` (110 at 0.9925) are to be expected, and a wallet whose reading is
 * refused for half a centime would be no wallet at all. For the same reason a number so small that its text
 * has an exponent (`5.6e-14`) is nothing. Such figures are shown and compared, never added to a balance of ours.
 *
 * Refuses `not_decimal` (NaN, infinities, `1e21`, text that is not a plain decimal) and `too_large`.
 */
export function centimesFromDecimal(value: number | string): Result<Centimes, { code: "not_decimal" | "too_large" }> {
  if (typeof value === "number" && Math.abs(value) < 1e-6) return ok(0n);
  const match = /^(-?)([0-9]+)(?:\.([0-9]+))?$/.exec(String(value));
  if (match === null) return err({ code: "not_decimal" });
  const [, sign = "", whole = "", fraction = ""] = match;
  if (whole.replace(/^0+/, "").length > DECIMAL_DIGITS_MAX) return err({ code: "too_large" });
  const isRoundedUp = (fraction[2] ?? "0") >= "5";
  const magnitude = BigInt(whole + fraction.slice(0, 2).padEnd(2, "0")) + (isRoundedUp ? 1n : 0n);
  return ok(sign === "-" ? -magnitude : magnitude);
}

/** What a shop pays for a top-up: face value at the price list's basis points (10 000 = face), rounded half up to the centime. */
export function chargeFor(faceCentimes: Centimes, basisPoints: number): Centimes {
  assert(faceCentimes >= 0n, "a face value is not negative");
  assert(
    Number.isSafeInteger(basisPoints) && basisPoints >= 0 && basisPoints <= BASIS_POINTS_MAX,
    `basis points out of range: ${basisPoints}`,
  );
  return divideHalfUp(faceCentimes * BigInt(basisPoints), BigInt(BASIS_POINTS_OF_FACE));
}

/** What the provider should charge: face value times its cost ratio (decimal text, `0.9925`), rounded half up to the centime. */
export function costFor(faceCentimes: Centimes, costRatio: string): Centimes {
  assert(faceCentimes >= 0n, "a face value is not negative");
  const match = /^([0-9]{1,6})(?:\.([0-9]{1,18}))?$/.exec(costRatio);
  assert(match !== null, `not a cost ratio: ${costRatio}`);
  const [, whole = "", fraction = ""] = match;
  return divideHalfUp(faceCentimes * BigInt(whole + fraction), 10n ** BigInt(fraction.length));
}

/** Both operands non-negative, the divisor positive. */
function divideHalfUp(dividend: bigint, divisor: bigint): bigint {
  return (2n * dividend + divisor) / (2n * divisor);
}
