import { can, type Role } from "./roles";

/** Only its origin matters: a path that leaves it would leave ours. */
const NOWHERE = "http://rasid.invalid";
const PATH_LENGTH_MAX = 512;

/**
 * Where to go after sign-in: the page asked for when it is one of ours, else null. Anyone can write a link to the
 * sign-in page, so `//evil.example`, `/\evil.example` and the like must not become a redirect.
 */
export function findNextPath(wish: string | null | undefined): string | null {
  if (!wish || wish.length > PATH_LENGTH_MAX || !wish.startsWith("/") || !URL.canParse(wish, NOWHERE)) return null;
  const url = new URL(wish, NOWHERE);
  // Resolving `/.//evil.example` stays on the origin, but leaves a path that a browser would read as another host.
  if (url.origin !== NOWHERE || url.pathname.startsWith("//")) return null;
  if (/^\/(sign-in|api|_next)(\/|$)/.test(url.pathname)) return null;
  return url.pathname + url.search;
}

/** The page a person begins at: the counter for those who sell, the orders for those who watch. */
export function homePath(role: Role): string {
  return can(role, "sell") ? "/" : "/orders";
}
