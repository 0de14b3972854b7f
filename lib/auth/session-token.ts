import { decode, encode } from "next-auth/jwt";
import { SESSION_LIFE_SECONDS } from "./cookies";
import { sessionClaimsSchema, type SessionClaims } from "./schema";

/** The value of a session cookie (an encrypted JWT, next-auth's own form) for a person who has proved who they are. */
export async function encodeSession(
  claims: SessionClaims,
  secret: string,
  lifeSeconds: number = SESSION_LIFE_SECONDS,
): Promise<string> {
  return encode({ token: { ...claims }, secret, maxAge: lifeSeconds });
}

/** What a session cookie says; null for none, for one that is expired or not ours, and for one of another form. */
export async function decodeSession(value: string | undefined, secret: string): Promise<SessionClaims | null> {
  if (!value) return null;
  const known = findKnown(value, secret);
  if (known) return known;
  const token = await decode({ token: value, secret }).catch(() => null);
  const claims = sessionClaimsSchema.safeParse(token);
  if (!claims.success) return null;
  if (typeof token?.exp === "number") remember(value, { claims: claims.data, secret, expiresAtMs: token.exp * 1000 });
  return claims.data;
}

type Known = { readonly claims: SessionClaims; readonly secret: string; readonly expiresAtMs: number };

/** As many people as stand at counters at once; whoever is pushed out is decoded again. Some hundred bytes each. */
const KNOWN_MAX = 5_000;

/**
 * What a cookie says never changes, and taking it apart (a key derivation and a decryption) costs more than all else that a request
 * needs done before its own work. Only that is remembered: whether the person may still come in is asked of the database at every
 * request. A cookie that was not ours, or was no longer good, is never remembered.
 */
const known = new Map<string, Known>();

function findKnown(value: string, secret: string): SessionClaims | null {
  const found = known.get(value);
  if (!found || found.secret !== secret) return null;
  // eslint-disable-next-line no-restricted-syntax -- the library holds a cookie's end against this process's clock as well
  if (Date.now() < found.expiresAtMs) return found.claims;
  known.delete(value);
  return null;
}

function remember(value: string, what: Known): void {
  // The oldest goes first: a map keeps the order in which it was filled.
  const [oldest] = known.keys();
  if (known.size >= KNOWN_MAX && oldest !== undefined) known.delete(oldest);
  known.set(value, what);
}
