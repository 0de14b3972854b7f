import { expect, test } from "vitest";
import { parseOrderFilter } from "@/lib/orders/parse-filter";

const parse = (values: Record<string, string | null | undefined>) => parseOrderFilter((name) => values[name]);

test("every field that makes sense", () => {
  const filter = { status: "uncertain", operator: "Mobilis", day: "2026-02-28", q: "0661" };
  expect(parse({ ...filter, staffId: "7", unheard: "of" })).toEqual({ filter: { ...filter, staffId: 7 }, ignored: [] });
});

test("nothing asked is nothing filtered", () => {
  expect(parse({})).toEqual({ filter: {}, ignored: [] });
  expect(parse({ status: "", operator: null, q: undefined })).toEqual({ filter: {}, ignored: [] });
});

test.each([
  ["status", "delivered"],
  ["status", "FULFILLED"],
  ["operator", "x".repeat(33)],
  ["operator", "Mob\u0000ilis"],
  ["staffId", "0"],
  ["staffId", "-1"],
  ["staffId", "1.5"],
  ["staffId", "1e99"],
  ["staffId", "2147483648"],
  ["staffId", "Karim"],
  ["day", "2026-02-29"],
  ["day", "2026-13-01"],
  ["day", "26-01-01"],
  ["day", "0000-01-01"],
  ["day", "1999-12-31"],
  ["day", "2026-01-01T00:00"],
  ["q", "   "],
  ["q", "1".repeat(65)],
])("%s=%j is left out, and said so", (field, value) => {
  expect(parse({ [field]: value, operator: field === "operator" ? value : "Djezzy" })).toEqual({
    filter: field === "operator" ? {} : { operator: "Djezzy" },
    ignored: [field],
  });
});

test("a search is trimmed", () => {
  expect(parse({ q: "  0661 23 " }).filter).toEqual({ q: "0661 23" });
});
