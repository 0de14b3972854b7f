import { decode, encode } from "next-auth/jwt";
import { z } from "zod";
import { SESSION_LIFE_SECONDS } from "./cookies";
import { sessionClaimsSchema, type SessionClaims } from "./schema";

export type SessionPass = { readonly claims: SessionClaims; readonly expiresAt: Date };

/** RFC 7519: seconds since 1970. `encode` always sets it. */
const expirySchema = z.object({ exp: z.int().positive() });

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
  return (await decodePass(value, secret))?.claims ?? null;
}

/** What a session cookie says, and until when it may be shown; null where `decodeSession` is. */
export async function decodePass(value: string | undefined, secret: string): Promise<SessionPass | null> {
  if (!value) return null;
  const known = findKnown(value, secret);
  if (known) return known;
  const token = await decode({ token: value, secret }).catch(() => null);
  const claims = sessionClaimsSchema.safeParse(token);
  const expiry = expirySchema.safeParse(token);
  if (!claims.success || !expiry.success) return null;
  const pass = { claims: claims.data, expiresAt: new Date(expiry.data.exp * 1000) };
  remember(value, { pass, secret });
  return pass;
}

type Known = { readonly pass: SessionPass; readonly secret: string };

/** As many people as stand at counters at once; whoever is pushed out is decoded again. Some hundred bytes each. */
const KNOWN_MAX = 5_000;

/**
 * What a cookie says never changes, and taking it apart (a key derivation and a decryption) costs more than all else that a request
 * needs done before its own work. Only that is remembered: whether the person may still come in is asked of the database at every
 * request. A cookie that was not ours, or was no longer good, is never remembered.
 */
const known = new Map<string, Known>();

function findKnown(value: string, secret: string): SessionPass | null {
  const found = known.get(value);
  if (!found || found.secret !== secret) return null;
  // eslint-disable-next-line no-restricted-syntax -- the library holds a cookie's end against this process's clock as well
  if (Date.now() < found.pass.expiresAt.getTime()) return found.pass;
  known.delete(value);
  return null;
}

function remember(value: string, what: Known): void {
  // The oldest goes first: a map keeps the order in which it was filled.
  const [oldest] = known.keys();
  if (known.size >= KNOWN_MAX && oldest !== undefined) known.delete(oldest);
  known.set(value, what);
}
