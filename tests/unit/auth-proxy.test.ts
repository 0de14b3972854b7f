import { unstable_doesMiddlewareMatch as doesProxyMatch } from "next/experimental/testing/server";
import { NextRequest } from "next/server";
import { describe, expect, test } from "vitest";
import { PATH_HEADER, SESSION_COOKIE_NAMES } from "@/lib/auth/cookies";
import { config, proxy } from "@/proxy";

const SITE = "http://localhost:3000";

describe("the proxy", () => {
  test.each(["/", "/orders", "/orders/018f2b6e-0000-7000-8000-000000000001", "/balance", "/sign-in-later"])(
    "minds %s",
    (url) => expect(doesProxyMatch({ config, nextConfig: {}, url })).toBe(true),
  );

  test.each([
    "/sign-in",
    "/sign-in?next=%2Forders",
    "/api/health",
    "/api/auth/session",
    "/_next/static/a.js",
    "/icon.svg",
  ])("leaves %s alone", (url) => expect(doesProxyMatch({ config, nextConfig: {}, url })).toBe(false));

  test("sends a browser without a cookie to sign in, and back to where it wanted to go", () => {
    const answer = proxy(new NextRequest(`${SITE}/orders?status=pending`));
    expect(answer.status).toBe(307);
    expect(answer.headers.get("location")).toBe(`${SITE}/sign-in?next=%2Forders%3Fstatus%3Dpending`);
    expect(proxy(new NextRequest(SITE)).headers.get("location")).toBe(`${SITE}/sign-in`);
  });

  test("lets an action through, which answers for itself", () => {
    expect(proxy(new NextRequest(SITE, { method: "POST" })).headers.get("location")).toBeNull();
  });

  test.each(SESSION_COOKIE_NAMES)("takes any %s for manners' sake, and tells the page its path", (name) => {
    const answer = proxy(new NextRequest(`${SITE}/orders?q=1`, { headers: { cookie: `${name}=whatever` } }));
    expect(answer.headers.get("location")).toBeNull();
    expect(answer.headers.get(`x-middleware-request-${PATH_HEADER}`)).toBe("/orders?q=1");
  });
});
