import { describe, expect, test } from "vitest";
import { findNextPath, homePath } from "@/lib/auth/next-path";

describe("the page to go to after sign-in", () => {
  test.each(["/", "/orders", "/orders?status=pending&day=2025-11-23", "/orders/018f2b6e-0000-7000-8000-000000000001"])(
    "%s is ours",
    (wish) => expect(findNextPath(wish)).toBe(wish),
  );

  test.each([
    undefined,
    null,
    "",
    "orders",
    "//evil.example",
    "///evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "/\t/evil.example",
    "/\n/evil.example",
    "/.//evil.example",
    "/x/..//evil.example",
    "https://evil.example/",
    "javascript:alert(1)",
    " //evil.example",
    "/sign-in",
    "/sign-in?next=/sign-in",
    "/x/../sign-in",
    "/api/auth/signout",
    "/_next/static",
    `/${"x".repeat(600)}`,
  ])("%j is not", (wish) => expect(findNextPath(wish)).toBeNull());

  test("a fragment is left behind: it never reaches a server", () => {
    expect(findNextPath("/orders#top")).toBe("/orders");
  });

  test("those who sell begin at the counter, the others at the orders", () => {
    expect(homePath("cashier")).toBe("/");
    expect(homePath("owner")).toBe("/");
    expect(homePath("auditor")).toBe("/orders");
    expect(homePath("operator")).toBe("/orders");
  });
});
