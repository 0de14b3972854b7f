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
  const token = await decode({ token: value, secret }).catch(() => null);
  const claims = sessionClaimsSchema.safeParse(token);
  const expiry = expirySchema.safeParse(token);
  return claims.success && expiry.success ? { claims: claims.data, expiresAt: new Date(expiry.data.exp * 1000) } : null;
}
