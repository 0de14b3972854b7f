import { encode } from "next-auth/jwt";
import { describe, expect, test, vi } from "vitest";
import { sessionCookie } from "@/lib/auth/cookies";
import { decodeSession, encodeSession } from "@/lib/auth/session-token";

const SECRET = "a secret of the tests, long enough";
const CLAIMS = { staffId: 7, sessionVersion: 3 };

describe("the session cookie", () => {
  test("says who and which version, and nothing else comes back", async () => {
    const value = await encodeSession(CLAIMS, SECRET);
    expect(await decodeSession(value, SECRET)).toEqual(CLAIMS);
    expect(Buffer.from(value.split(".").join(""), "base64url").toString()).not.toContain("staffId");
  });

  test("is worth nothing when missing, altered, expired, or made with another secret", async () => {
    const value = await encodeSession(CLAIMS, SECRET);
    const altered = value.slice(0, -3) + (value.endsWith("AAA") ? "BBB" : "AAA");
    // Older than the fifteen seconds that clocks may differ by.
    const expired = await encodeSession(CLAIMS, SECRET, -60);
    expect(await decodeSession(undefined, SECRET)).toBeNull();
    expect(await decodeSession("", SECRET)).toBeNull();
    expect(await decodeSession("garbage", SECRET)).toBeNull();
    expect(await decodeSession(altered, SECRET)).toBeNull();
    expect(await decodeSession(expired, SECRET)).toBeNull();
    expect(await decodeSession(value, `${SECRET}!`)).toBeNull();
  });

  test("that was read before is worth nothing either once its time is over, or with another secret", async () => {
    vi.useFakeTimers({ now: Date.now(), toFake: ["Date"] });
    try {
      const value = await encodeSession(CLAIMS, SECRET, 60);
      expect(await decodeSession(value, SECRET)).toEqual(CLAIMS);
      expect(await decodeSession(value, SECRET), "read again").toEqual(CLAIMS);
      expect(await decodeSession(value, `${SECRET}!`)).toBeNull();
      vi.advanceTimersByTime(2 * 60_000);
      expect(await decodeSession(value, SECRET)).toBeNull();
    } finally {
      vi.useRealTimers();
    }
  });

  test.each([{}, { staffId: 7 }, { staffId: "7", sessionVersion: 3 }, { staffId: -7, sessionVersion: 3 }])(
    "of our secret and of another form (%j) is nobody's",
    async (token) => expect(await decodeSession(await encode({ token, secret: SECRET }), SECRET)).toBeNull(),
  );

  test("is kept from scripts, and from plain http where the site has https", () => {
    expect(sessionCookie("https://rasid.example")).toEqual({
      name: "__Secure-next-auth.session-token",
      options: { httpOnly: true, sameSite: "lax", path: "/", secure: true },
    });
    expect(sessionCookie("http://127.0.0.1:3000")).toEqual(sessionCookie(null));
    expect(sessionCookie(null)).toMatchObject({
      name: "next-auth.session-token",
      options: { httpOnly: true, secure: false },
    });
  });
});
