import { describe, expect, it } from "vitest";
import { isSameRef, prefixedRef } from "@/lib/oneclick/ref";

const OURS = "0192f0c1-7a44-7d1b-9c55-2f1e8a9d7c30";

describe("isSameRef", () => {
  it.each([
    [OURS, OURS],
    [`API-+213550112233-${OURS}`, OURS],
    [prefixedRef("+213550112233", OURS), OURS],
    ["API-shopkeeper-test-1", "test-1"],
  ])("recognises %s", (stored, ours) => {
    expect(isSameRef(stored, ours)).toBe(true);
  });

  it.each([
    ["", OURS],
    ["", ""],
    ["API-+213550112233-", ""],
    [`API-${OURS}`, OURS],
    [`API--${OURS}`, OURS],
    [`api-+213550112233-${OURS}`, OURS],
    [`X-API-+213550112233-${OURS}`, OURS],
    [`API-+213550112233-${OURS}-2`, OURS],
    [`API-+213550112233-x${OURS}`, OURS],
    ["API-+213550112233-shop7-20260203-000412", "000412"],
    [OURS.toUpperCase(), OURS],
  ])("does not take %j for %j", (stored, ours) => {
    expect(isSameRef(stored, ours)).toBe(false);
  });
});
