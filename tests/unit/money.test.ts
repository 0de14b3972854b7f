import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { centimesFromDecimal, centimesToDinars, chargeFor, costFor, dinarsToCentimes } from "@/lib/money/centimes";
import { formatAmount, formatMoney } from "@/lib/money/format-money";
import { DINARS_MAX, parseDinars } from "@/lib/money/parse-dinars";

describe("parseDinars", () => {
  it.each([
    ["500", 500],
    ["0500", 500],
    [" 1 500 ", 1500],
    ["1\u00a0500", 1500],
    ["1\u202f500", 1500],
    ["1\u2009500", 1500],
    ["١٥٠٠", 1500],
    ["۱۵۰۰", 1500],
    ["١٬٥٠٠", 1500],
    ["\u200f500\u200e", 500],
    ["500,00", 500],
    ["500.0", 500],
    ["500٫00", 500],
    ["500.", 500],
    ["1 500 DA", 1500],
    ["1500da", 1500],
    ["1500 دج", 1500],
    ["1500 د.ج", 1500],
    ["100000000", DINARS_MAX],
  ])("reads %j as %d", (text, dinars) => {
    expect(parseDinars(text)).toEqual({ ok: true, value: dinars });
  });

  it.each([
    ["", "empty"],
    ["   ", "empty"],
    ["\u200f", "empty"],
    ["abc", "not_a_number"],
    ["5OO", "not_a_number"],
    ["1 500 €", "not_a_number"],
    [".", "not_a_number"],
    ["-", "not_a_number"],
    ["1.000.000", "not_a_number"],
    ["+500", "not_a_number"],
    ["Infinity", "not_a_number"],
    ["0x10", "not_a_number"],
    ["1e9", "scientific"],
    ["1E9", "scientific"],
    ["1.5e3", "scientific"],
    ["-1e9", "scientific"],
    ["5e-1", "scientific"],
    ["-500", "negative"],
    ["−500", "negative"],
    ["-99.5", "negative"],
    ["0", "zero"],
    ["000", "zero"],
    ["0,00", "zero"],
    ["99.5", "fractional"],
    ["99,50", "fractional"],
    ["٩٩٫٥", "fractional"],
    ["0.5", "fractional"],
    ["1.500", "fractional"],
    ["1,500", "fractional"],
    ["1.000", "fractional"],
  ])("refuses %j as %s", (text, code) => {
    expect(parseDinars(text)).toMatchObject({ ok: false, error: { code } });
  });

  it.each(["100000001", "1000000000", "9".repeat(400)])("says the largest amount when %s passes it", (text) => {
    expect(parseDinars(text)).toEqual({ ok: false, error: { code: "too_large", maxDinars: DINARS_MAX } });
  });

  it("reads back whatever the formatter writes, in every language", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: DINARS_MAX }), fc.constantFrom("fr", "ar", "en"), (dinars, locale) => {
        expect(parseDinars(formatMoney(dinarsToCentimes(dinars), locale))).toEqual({ ok: true, value: dinars });
      }),
    );
  });

  it("answers any text with a whole dinar in range or a refusal", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), (text) => {
        const parsed = parseDinars(text);
        if (!parsed.ok) return;
        expect(Number.isSafeInteger(parsed.value)).toBe(true);
        expect(parsed.value).toBeGreaterThan(0);
        expect(parsed.value).toBeLessThanOrEqual(DINARS_MAX);
      }),
    );
  });
});

describe("centimes and dinars", () => {
  it("are a hundred to one", () => {
    expect(dinarsToCentimes(1500)).toBe(150000n);
    expect(centimesToDinars(150000n)).toBe(1500);
  });

  it.each([0.5, NaN, Infinity, 2 ** 53])("never make centimes of %d", (dinars) => {
    expect(() => dinarsToCentimes(dinars)).toThrow("whole dinars");
  });

  it("never make dinars of a remainder", () => {
    expect(() => centimesToDinars(150050n)).toThrow("whole dinars");
  });
});

describe("centimesFromDecimal", () => {
  it.each<[number | string, bigint]>([
    [2202.25, 220225n],
    [297.75, 29775n],
    [0, 0n],
    [-0, 0n],
    [500, 50000n],
    [0.1 + 0.2, 30n],
    [1.005, 101n],
    [8.2, 820n],
    [1.1, 110n],
    [109.17500000000001, 10918n],
    [109.175, 10918n],
    [2202.2500000000005, 220225n],
    [2202.249999999999, 220225n],
    [99.999, 10000n],
    [-297.75, -29775n],
    [-0.005, -1n],
    [5.684341886080802e-14, 0n],
    [-5.6e-14, 0n],
    ["297.75", 29775n],
    ["0.004", 0n],
    ["500", 50000n],
  ])("reads %s", (value, centimes) => {
    expect(centimesFromDecimal(value)).toEqual({ ok: true, value: centimes });
  });

  it.each<[number | string, string]>([
    [NaN, "not_decimal"],
    [Infinity, "not_decimal"],
    [1e21, "not_decimal"],
    ["", "not_decimal"],
    ["1e3", "not_decimal"],
    [" 5", "not_decimal"],
    ["1,5", "not_decimal"],
    ["0x10", "not_decimal"],
    [1e14, "too_large"],
  ])("refuses %s as %s", (value, code) => {
    expect(centimesFromDecimal(value)).toEqual({ ok: false, error: { code } });
  });

  it("returns every amount of centimes that JSON can carry", () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(10n ** 13n), max: 10n ** 13n }), (centimes) => {
        const magnitude = centimes < 0n ? -centimes : centimes;
        const text = `${centimes < 0n ? "-" : ""}${magnitude / 100n}.${String(magnitude % 100n).padStart(2, "0")}`;
        expect(centimesFromDecimal(text)).toEqual({ ok: true, value: centimes });
        expect(centimesFromDecimal(Number(text))).toEqual({ ok: true, value: centimes });
      }),
    );
  });
});

describe("chargeFor", () => {
  it.each<[bigint, number, bigint]>([
    [50000n, 10000, 50000n],
    [50000n, 9800, 49000n],
    [50000n, 10250, 51250n],
    [50000n, 0, 0n],
    [1n, 5000, 1n],
    [1n, 4999, 0n],
    [333n, 9850, 328n],
  ])("charges for %d centimes at %d basis points", (face, basisPoints, charge) => {
    expect(chargeFor(face, basisPoints)).toBe(charge);
  });

  it("is never more than half a centime from the exact product", () => {
    fc.assert(
      fc.property(
        fc.bigInt({ min: 0n, max: 10n ** 12n }),
        fc.integer({ min: 0, max: 100_000 }),
        (face, basisPoints) => {
          const twiceError = 2n * (chargeFor(face, basisPoints) * 10_000n - face * BigInt(basisPoints));
          expect(twiceError).toBeGreaterThan(-10_000n);
          expect(twiceError).toBeLessThanOrEqual(10_000n);
        },
      ),
    );
  });

  it("takes no fraction of a basis point, no negative face and no absurd price", () => {
    expect(() => chargeFor(100n, 99.5)).toThrow("basis points");
    expect(() => chargeFor(100n, -1)).toThrow("basis points");
    expect(() => chargeFor(100n, 100_001)).toThrow("basis points");
    expect(() => chargeFor(-1n, 10_000)).toThrow("negative");
  });
});

describe("costFor", () => {
  it.each<[bigint, string, bigint]>([
    [30000n, "0.9925", 29775n],
    [50000n, "0.98", 49000n],
    [100000n, "0.98", 98000n],
    [11000n, "0.9925", 10918n],
    [4000n, "0.96", 3840n],
    [50000n, "1", 50000n],
    [50000n, "0", 0n],
    [1n, "0.5", 1n],
    [1n, "0.499999999999999999", 0n],
  ])("costs %d centimes at %s", (face, ratio, cost) => {
    expect(costFor(face, ratio)).toBe(cost);
  });

  it.each(["", "-0.5", "1e-2", "0,98", ".98", " 0.98"])("takes no ratio written %j", (ratio) => {
    expect(() => costFor(100n, ratio)).toThrow("cost ratio");
  });
});

describe("formatMoney", () => {
  it.each<[bigint, "fr" | "ar" | "en", string]>([
    [150000n, "fr", "1\u202f500\u00a0DA"],
    [150000n, "en", "1\u202f500\u00a0DA"],
    [150000n, "ar", "1\u202f500\u00a0دج"],
    [150050n, "fr", "1\u202f500,50\u00a0DA"],
    [5n, "fr", "0,05\u00a0DA"],
    [0n, "fr", "0\u00a0DA"],
    [-2000n, "fr", "\u221220\u00a0DA"],
    [-50n, "fr", "\u22120,50\u00a0DA"],
    [99900n, "fr", "999\u00a0DA"],
    [123456789000n, "fr", "1\u202f234\u202f567\u202f890\u00a0DA"],
    [10n ** 30n, "fr", "10\u202f000\u202f000\u202f000\u202f000\u202f000\u202f000\u202f000\u202f000\u202f000\u00a0DA"],
  ])("writes %d centimes in %s", (centimes, locale, text) => {
    expect(formatMoney(centimes, locale)).toBe(text);
  });

  it("writes the figure alone where the unit is named beside it", () => {
    expect(formatAmount(150050n)).toBe("1\u202f500,50");
  });
});
