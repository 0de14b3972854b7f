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
  const token = await decode({ token: value, secret }).catch(() => null);
  const claims = sessionClaimsSchema.safeParse(token);
  return claims.success ? claims.data : null;
}
