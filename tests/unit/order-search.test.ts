import { expect, test } from "vitest";
import { parseOrderSearch } from "@/lib/orders/parse-search";

const ID = "019c22c8-2138-7b48-88a4-a0528814abe1";

test.each([
  [ID, { by: "id", id: ID }],
  [`  ${ID.toUpperCase()} `, { by: "id", id: ID }],
  ["0661", { by: "digits", digits: "0661" }],
  ["66 12-34.56", { by: "digits", digits: "66123456" }],
  ["٠٦٦١", { by: "digits", digits: "0661" }],
  ["\u200e0661\u200f", { by: "digits", digits: "0661" }],
  ["+213 (0) 661 23 45 67", { by: "digits", digits: "0661234567" }],
  ["00213661234567", { by: "digits", digits: "0661234567" }],
  ["213661234567", { by: "digits", digits: "0661234567" }],
  // Four digits may be the last of a number, whatever they begin with.
  ["2134", { by: "digits", digits: "2134" }],
  ["0012", { by: "digits", digits: "0012" }],
  ["1234567890", { by: "digits", digits: "1234567890" }],
])("%j is understood", (text, search) => {
  expect(parseOrderSearch(text)).toEqual(search);
});

test.each([
  "",
  "   ",
  "%",
  "_",
  "abc",
  "06a1",
  "رقم 0661",
  ID.slice(0, 20),
  "07701122334",
  "+33612345678",
  "+",
  "' or ''='",
])("%j can match nothing", (text) => {
  expect(parseOrderSearch(text)).toBeNull();
});
