import { type NextRequest, NextResponse } from "next/server";
import { PATH_HEADER, SESSION_COOKIE_NAMES } from "@/lib/auth/cookies";

/**
 * Manners, not a lock: a browser without a session cookie goes to the sign-in page at once, and pages learn which path
 * was asked for. Whether the cookie is worth anything, every page, action and route finds out by itself.
 */
export function proxy(request: NextRequest): NextResponse {
  const { pathname, search } = request.nextUrl;
  const isSignedIn = SESSION_COOKIE_NAMES.some((name) => request.cookies.has(name));
  // An action answers for itself: a redirect would hide from the form that nothing was sent.
  if (!isSignedIn && (request.method === "GET" || request.method === "HEAD")) {
    const url = new URL("/sign-in", request.nextUrl);
    if (pathname !== "/") url.searchParams.set("next", pathname + search);
    return NextResponse.redirect(url);
  }
  const headers = new Headers(request.headers);
  headers.set(PATH_HEADER, pathname + search);
  return NextResponse.next({ request: { headers } });
}

export const config = {
  // Everything but routes, Next's own files, the sign-in page and files with an ending.
  matcher: ["/((?!api/|_next/|sign-in(?:/|$)|.*\\.[A-Za-z0-9]+$).*)"],
};
