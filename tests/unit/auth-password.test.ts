import { parseOptions } from "@node-rs/argon2";
import { describe, expect, test } from "vitest";
import { ABSENT_PASSWORD_HASH, ARGON2_POLICY, hashPassword, verifyPassword } from "@/lib/auth/password";

describe("passwords", () => {
  test("are hashed with argon2id under the policy, each with a salt of its own", async () => {
    const [one, other] = await Promise.all([hashPassword("rasid-demo"), hashPassword("rasid-demo")]);
    expect(one).toMatch(/^\$argon2id\$v=19\$/);
    expect(parseOptions(one)).toMatchObject(ARGON2_POLICY);
    expect(one).not.toBe(other);
    expect(await verifyPassword(one, "rasid-demo")).toBe(true);
    expect(await verifyPassword(one, "rasid-dem0")).toBe(false);
    expect(await verifyPassword(one, "Rasid-demo")).toBe(false);
    expect(await verifyPassword(one, "rasid-demo ")).toBe(false);
  });

  test("a name that does not exist costs the same work as a wrong password", async () => {
    expect(ABSENT_PASSWORD_HASH).toMatch(/^\$argon2id\$v=19\$/);
    expect(parseOptions(ABSENT_PASSWORD_HASH)).toEqual(parseOptions(await hashPassword("x")));
    expect(await verifyPassword(null, "rasid-demo")).toBe(false);
  });

  test("the same letters in another encoding are the same password", async () => {
    const hash = await hashPassword("Béjaïa".normalize("NFD"));
    expect(await verifyPassword(hash, "Béjaïa".normalize("NFC"))).toBe(true);
  });

  test("1 to 128 characters; anything else is refused before any hashing", async () => {
    const longest = "ق".repeat(128);
    expect(await verifyPassword(await hashPassword(longest), longest)).toBe(true);
    await expect(hashPassword("")).rejects.toThrow("1 to 128");
    await expect(hashPassword("x".repeat(129))).rejects.toThrow("1 to 128");
    // Not even a hash, so reading it would throw: it was never read.
    expect(await verifyPassword("not a hash", "")).toBe(false);
    expect(await verifyPassword("not a hash", "x".repeat(1_000_000))).toBe(false);
  });
});
