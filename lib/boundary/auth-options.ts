import type { AuthOptions } from "next-auth";
import CredentialsProvider from "next-auth/providers/credentials";
import { encode } from "next-auth/jwt";
import { SESSION_LIFE_SECONDS, sessionCookie } from "@/lib/auth/cookies";
import { findSessionOf } from "@/lib/auth/find-session";
import { sessionClaimsSchema } from "@/lib/auth/schema";
import { err } from "@/lib/result";
import { checkCredentials } from "./session";
import { getContext } from "./context";
import { reportIncident } from "./incident";

/** What `/api/auth/session` tells the browser; `user` is there only while the staff row agrees. */
type PublicSession = { user?: { userName: string; name: string; role: string; shopName: string }; expires: string };

/**
 * next-auth, wired to our staff: the same password check, throttle and cookie as the sign-in page. Made at a request,
 * not at import, because a build has no environment to read.
 */
export function createAuthOptions(): AuthOptions {
  const { db, env, log } = getContext();
  const cookie = sessionCookie(env.authUrl);
  return {
    secret: env.authSecret,
    useSecureCookies: cookie.options.secure,
    cookies: { sessionToken: { name: cookie.name, options: cookie.options } },
    pages: { signIn: "/sign-in", signOut: "/sign-in", error: "/sign-in" },
    session: { strategy: "jwt", maxAge: SESSION_LIFE_SECONDS },
    jwt: {
      // next-auth renews the cookie whenever its session is asked for. Ours ends with the shift all the same.
      encode: ({ token, secret }) => encode({ token: token ?? {}, secret, maxAge: lifeLeft(token?.exp) }),
    },
    providers: [
      CredentialsProvider({
        credentials: { userName: { type: "text" }, password: { type: "password" } },
        async authorize(credentials, { headers }) {
          const forwardedFor: unknown = headers?.["x-forwarded-for"];
          const from = typeof forwardedFor === "string" ? forwardedFor : null;
          const signedIn = await checkCredentials(credentials?.userName, credentials?.password, from).catch(
            (error: unknown) => err({ code: "failed", incident: reportIncident(error, "authorize") } as const),
          );
          // next-auth passes the text of a thrown error on as `?error=`, so that it may be a code of ours and nothing else.
          if (!signedIn.ok) throw new Error(signedIn.error.code);
          return { id: String(signedIn.value.claims.staffId), ...signedIn.value.claims };
        },
      }),
    ],
    callbacks: {
      // The cookie carries who and which version, and nothing that could go stale.
      jwt({ token, user }) {
        const claims = sessionClaimsSchema.safeParse(user ?? token);
        return claims.success ? { ...claims.data, ...(token.exp !== undefined && { exp: token.exp }) } : {};
      },
      async session({ session, token }): Promise<PublicSession> {
        const claims = sessionClaimsSchema.safeParse(token);
        const person = claims.success ? await findSessionOf(db, claims.data, null) : null;
        if (!person) return { expires: session.expires };
        const { userName, displayName: name, role, shopName } = person;
        return { expires: session.expires, user: { userName, name, role, shopName } };
      },
    },
    logger: {
      error: (code, metadata) => log.warn({ code, reason: reasonOf(metadata) }, "next-auth"),
      warn: (code) => log.debug({ code }, "next-auth"),
      debug: () => undefined,
    },
  };
}

function lifeLeft(expiresAtSeconds: unknown): number {
  if (typeof expiresAtSeconds !== "number") return SESSION_LIFE_SECONDS;
  return Math.max(expiresAtSeconds - Math.floor(Date.now() / 1000), 0);
}

/** The words alone: next-auth's metadata may hold the request it was given. */
function reasonOf(metadata: unknown): string {
  if (metadata instanceof Error) return metadata.message;
  const inner = typeof metadata === "object" && metadata !== null && "error" in metadata ? metadata.error : null;
  return inner instanceof Error ? inner.message : "";
}
