import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { formatMsisdn, groupTyped, maskMsisdn } from "@/lib/phone/format-msisdn";
import { MSISDN_PATTERN, parseMsisdn } from "@/lib/phone/msisdn";
import { operatorHint } from "@/lib/phone/operator-hint";

const msisdns = fc
  .tuple(fc.constantFrom("5", "6", "7"), fc.integer({ min: 0, max: 99_999_999 }))
  .map(([network, rest]) => `0${network}${String(rest).padStart(8, "0")}`);

describe("parseMsisdn", () => {
  it.each([
    "0661234567",
    "0661 23 45 67",
    "06 61 23 45 67",
    "0661.23.45.67",
    "0661-23-45-67",
    "0661/23/45/67",
    "0661–23–45–67",
    "(0661) 23 45 67",
    "0661\u00a023\u202f45 67",
    "+213661234567",
    "+213 661 23 45 67",
    "+213 (0) 661 23 45 67",
    "+2130661234567",
    "00213661234567",
    "00 213 661 23 45 67",
    "002130661234567",
    "213661234567",
    "2130661234567",
    "661234567",
    "661 23 45 67",
    "٠٦٦١٢٣٤٥٦٧",
    "٠٦٦١ ٢٣ ٤٥ ٦٧",
    "۰۶۶۱۲۳۴۵۶۷",
    "+٢١٣٦٦١٢٣٤٥٦٧",
    "\u200e0661234567\u200f",
    "\u202a+213 661‑23‑45‑67\u202c",
    "\u2066\u200b0661234567\u2069\ufeff",
    "\t0661234567\n",
  ])("understands %j", (text) => {
    expect(parseMsisdn(text)).toEqual({ ok: true, value: "0661234567" });
  });

  it.each(["0550123456", "0600000001", "0799999999"])("takes every network: %s", (text) => {
    expect(parseMsisdn(text)).toEqual({ ok: true, value: text });
  });

  it.each([
    ["", "too_short"],
    ["0", "too_short"],
    ["06", "too_short"],
    ["066123456", "too_short"],
    ["66123456", "too_short"],
    ["+213", "too_short"],
    ["+21", "too_short"],
    ["00", "too_short"],
    ["+213 661 23 45 6", "too_short"],
    ["06612345678", "too_long"],
    ["6612345678", "too_long"],
    ["+213 661 23 45 67 8", "too_long"],
    ["0213661234567", "too_long"],
    ["+33 6 12 34 56 78", "foreign"],
    ["0033612345678", "foreign"],
    ["+1 202 555 0123", "foreign"],
    ["+216 20 123 456", "foreign"],
    ["021 23 45 67", "landline"],
    ["+213 21 23 45 67", "landline"],
    ["041234567", "landline"],
    ["38 12 34 56", "landline"],
    ["0812345678", "not_mobile"],
    ["0982345678", "not_mobile"],
    ["0123456789", "not_mobile"],
    ["abc", "not_a_number"],
    ["0661 23 45 6O", "not_a_number"],
    ["0661+234567", "not_a_number"],
    ["0661234567;0550123456", "not_a_number"],
    ["0661234567x", "not_a_number"],
  ])("explains %j as %s", (text, code) => {
    expect(parseMsisdn(text)).toMatchObject({ ok: false, error: { code } });
  });

  it("counts the digits of the national form", () => {
    expect(parseMsisdn("+213 661 23 45 6")).toEqual({
      ok: false,
      error: { code: "too_short", digits: 9, expectedDigits: 10 },
    });
    expect(parseMsisdn("0661 23 45 67 8")).toEqual({
      ok: false,
      error: { code: "too_long", digits: 11, expectedDigits: 10 },
    });
  });

  it("reads back every number from every way of writing it", () => {
    const writings = fc.constantFrom<(msisdn: string) => string>(
      formatMsisdn,
      groupTyped,
      (msisdn) => `+213 ${msisdn.slice(1)}`,
      (msisdn) => `00213${msisdn}`,
      (msisdn) => groupTyped(`+213${msisdn.slice(1)}`),
      (msisdn) => msisdn.slice(1),
      (msisdn) => msisdn.replace(/[0-9]/g, (digit) => String.fromCharCode(0x660 + Number(digit))),
    );
    fc.assert(
      fc.property(msisdns, writings, (msisdn, write) => {
        expect(parseMsisdn(write(msisdn))).toEqual({ ok: true, value: msisdn });
      }),
    );
  });

  it("lets nothing through but the stored form", () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(..."0123456789+ .-()٠٦a") }), (text) => {
        const parsed = parseMsisdn(text);
        if (parsed.ok) expect(parsed.value).toMatch(MSISDN_PATTERN);
      }),
    );
  });
});

describe("formatMsisdn and maskMsisdn", () => {
  it("write a number as Algerians do, and leave anything else alone", () => {
    expect(formatMsisdn("0661234567")).toBe("0661 23 45 67");
    expect(formatMsisdn("12345")).toBe("12345");
  });

  it("hide the middle of a number, and anything else whole", () => {
    expect(maskMsisdn("0661234567")).toBe("0661 •• •• 67");
    expect(maskMsisdn("+213661234567")).toBe("••••");
    expect(maskMsisdn("")).toBe("••••");
  });
});

describe("groupTyped", () => {
  it.each([
    ["", ""],
    ["0", "0"],
    ["0661", "0661"],
    ["06612", "0661 2"],
    ["0661234567", "0661 23 45 67"],
    ["06612345678", "0661 23 45 67 8"],
    ["661234567", "661 23 45 67"],
    ["+", "+"],
    ["+213", "+213"],
    ["+213661234567", "+213 661 23 45 67"],
    ["00213661234567", "00213 661 23 45 67"],
    ["213661234567", "213 661 23 45 67"],
    ["٠٦٦١٢", "0661 2"],
    ["0661-2", "0661 2"],
    ["06a", "06a"],
  ])("shows %j as %j", (typed, shown) => {
    expect(groupTyped(typed)).toBe(shown);
  });

  it("loses no digit and changes nothing the second time", () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(..."0123456789+ ") }), (typed) => {
        const shown = groupTyped(typed);
        expect(shown.replaceAll(" ", "")).toBe(typed.replaceAll(" ", ""));
        expect(groupTyped(shown)).toBe(shown);
      }),
    );
  });
});

describe("operatorHint", () => {
  it.each([
    ["", null],
    ["0", null],
    ["06", "Mobilis"],
    ["6", "Mobilis"],
    ["05", "Ooredoo"],
    ["0770", "Djezzy"],
    ["0600000001", "Mobilis"],
    ["+213", null],
    ["+2137", "Djezzy"],
    ["00213 5", "Ooredoo"],
    ["٠٦٦", "Mobilis"],
    ["+336", null],
    ["021", null],
    ["abc", null],
  ])("of %j is %s", (typed, operator) => {
    expect(operatorHint(typed)).toBe(operator);
  });
});
