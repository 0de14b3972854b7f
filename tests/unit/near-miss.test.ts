import { describe, expect, test } from "vitest";
import { findNearMiss } from "@/lib/phone/find-near-miss";
import { parseMsisdn } from "@/lib/phone/msisdn";

const REGULARS = new Set(["0661234567", "0770445566"]);

describe("the number that was probably meant", () => {
  test.each([
    ["a wrong digit", "0661234568", "0661234567"],
    ["a wrong first digit of the network", "0561234567", "0661234567"],
    ["two neighbours swapped", "0661243567", "0661234567"],
    ["the last two swapped", "0661234576", "0661234567"],
    ["itself", "0661234567", null],
    ["two wrong digits", "0661234599", null],
    ["a swap of digits that are no neighbours", "0664231567", null],
    ["another customer", "0555000111", null],
  ])("%s: %s → %s", (_case, typed, meant) => {
    expect(findNearMiss(typed, REGULARS)).toBe(meant);
  });

  test("is not guessed between two", () => {
    expect(findNearMiss("0661234560", new Set(["0661234561", "0661234562"]))).toBeNull();
  });
});

/** Repeatable, so that the rates below are the same on every machine. */
function createDraw(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

const SLIPS = 40_000;
const REGULAR_COUNT = 300;

/**
 * Slips of the fingers as they are counted among people who type numbers: mostly one wrong digit, then neighbours swapped,
 * a digit forgotten or typed twice, and now and then two wrong ones.
 */
const KINDS = [
  ["wrong digit", 60],
  ["swap", 20],
  ["forgotten digit", 8],
  ["doubled digit", 7],
  ["two wrong digits", 5],
] as const;
type Kind = (typeof KINDS)[number][0];

function drawKind(draw: (below: number) => number): Kind {
  let at = draw(100);
  for (const [kind, share] of KINDS) {
    if (at < share) return kind;
    at -= share;
  }
  return "wrong digit";
}

function slip(msisdn: string, kind: Kind, draw: (below: number) => number): string {
  const at = 1 + draw(9);
  const digit = msisdn.charAt(at);
  const other = String((Number(digit) + 1 + draw(9)) % 10);
  switch (kind) {
    case "wrong digit":
      return msisdn.slice(0, at) + other + msisdn.slice(at + 1);
    case "swap":
      return at === 9
        ? slip(msisdn, kind, draw)
        : msisdn.slice(0, at) + msisdn.charAt(at + 1) + digit + msisdn.slice(at + 2);
    case "forgotten digit":
      return msisdn.slice(0, at) + msisdn.slice(at + 1);
    case "doubled digit":
      return msisdn.slice(0, at) + digit + msisdn.slice(at);
    case "two wrong digits":
      return slip(slip(msisdn, "wrong digit", draw), "wrong digit", draw);
  }
}

function drawNumber(draw: (below: number) => number): string {
  return `0${5 + draw(3)}${String(draw(100_000_000)).padStart(8, "0")}`;
}

/** Of new customers, how many have the number next to a regular's: families buy their cards together. */
const FAMILY_SHARE_PERCENT = 1;

describe("the rates of the warning, on generated slips", () => {
  const draw = createDraw(20_260_203);
  const regulars = new Set(Array.from({ length: REGULAR_COUNT }, () => drawNumber(draw)));
  const list = [...regulars];
  const pick = () => list[draw(list.length)] ?? "";

  test("most slips are caught before they are sold, and few sales are asked about in vain", () => {
    const count = { warned: 0, refused: 0, harmless: 0, missed: 0 };
    for (let done = 0; done < SLIPS; done += 1) {
      const meant = pick();
      const typed = slip(meant, drawKind(draw), draw);
      if (typed === meant) count.harmless += 1;
      else if (!parseMsisdn(typed).ok) count.refused += 1;
      else if (findNearMiss(typed, regulars) === meant) count.warned += 1;
      else count.missed += 1;
    }
    let strangers = 0;
    let families = 0;
    for (let done = 0; done < SLIPS; done += 1) {
      const isFamily = draw(100) < FAMILY_SHARE_PERCENT;
      const typed = isFamily ? slip(pick(), "wrong digit", draw) : drawNumber(draw);
      if (!parseMsisdn(typed).ok || regulars.has(typed) || findNearMiss(typed, regulars) === null) continue;
      if (isFamily) families += 1;
      else strangers += 1;
    }
    const slips = SLIPS - count.harmless;
    const rate = (part: number, whole: number) => `${Math.round((10_000 * part) / whole) / 100} %`;
    process.stdout.write(
      [
        `near-miss warning, ${slips} slips on the numbers of ${REGULAR_COUNT} regulars:`,
        `  refused as no number ${rate(count.refused, slips)}, warned ${rate(count.warned, slips)}, missed ${rate(count.missed, slips)}`,
        `  of the slips that are numbers, caught ${rate(count.warned, count.warned + count.missed)}`,
        `  false alarms among ${SLIPS} sales to new customers: ${rate(strangers + families, SLIPS)}`,
        `  (${rate(families, SLIPS)} from the families, ${rate(strangers, SLIPS)} by chance)`,
        "",
      ].join("\n"),
    );
    expect(count.warned / (count.warned + count.missed)).toBeGreaterThan(0.93);
    expect(strangers / SLIPS).toBeLessThan(0.001);
    expect((strangers + families) / SLIPS).toBeLessThan(0.012);
  });
});
