import { cookies, headers } from "next/headers";
import { notFound, redirect } from "next/navigation";
import { cache } from "react";
import { PATH_HEADER, SESSION_LIFE_SECONDS, sessionCookie, SHOP_COOKIE } from "@/lib/auth/cookies";
import type { SignInError } from "@/lib/auth/errors";
import { findSessionOf } from "@/lib/auth/find-session";
import type { SessionAsk } from "@/lib/auth/list-sessions";
import { findNextPath } from "@/lib/auth/next-path";
import { hasShop } from "@/lib/auth/queries";
import { can, type Permission } from "@/lib/auth/roles";
import { decodePass, decodeSession, encodeSession, type SessionPass } from "@/lib/auth/session-token";
import { signIn, type SignedIn } from "@/lib/auth/sign-in";
import { createSignInThrottle, type SignInThrottle } from "@/lib/auth/throttle";
import type { Session } from "@/lib/auth/types";
import { err, ok, type Result } from "@/lib/result";
import { findClientAddress } from "./client-address";
import { getContext } from "./context";

/** A year: a shop chosen stays chosen. */
const SHOP_COOKIE_LIFE_SECONDS = 365 * 24 * 60 * 60;

/**
 * Who is asking, checked against the staff row: null when nobody is, or nobody any more. Read once a page, however many
 * parts of it ask.
 */
export const findSession = cache(async (): Promise<Session | null> => {
  const { db, env } = getContext();
  const jar = await cookies();
  const claims = await decodeSession(jar.get(sessionCookie(env.authUrl).name)?.value, env.authSecret);
  return claims && findSessionOf(db, claims, parseShopCookie(jar.get(SHOP_COOKIE)?.value));
});

/** What the browser shows of itself, to be looked at again while it stays connected; null for nothing that is good now. */
export async function findPass(): Promise<(SessionAsk & SessionPass) | null> {
  const { env } = getContext();
  const jar = await cookies();
  const pass = await decodePass(jar.get(sessionCookie(env.authUrl).name)?.value, env.authSecret);
  return pass && { ...pass, chosenShopId: parseShopCookie(jar.get(SHOP_COOKIE)?.value) };
}

/** For pages: whoever is not signed in is sent to sign in, and comes back to the page they wanted. */
export async function requireSession(): Promise<Session> {
  const session = await findSession();
  if (session) return session;
  const next = findNextPath((await headers()).get(PATH_HEADER));
  redirect(next === null || next === "/" ? "/sign-in" : `/sign-in?next=${encodeURIComponent(next)}`);
}

/** For pages that not every role may see: to the others there is no such page. */
export async function requirePermission(permission: Permission): Promise<Session> {
  const session = await requireSession();
  if (!can(session.role, permission)) notFound();
  return session;
}

/** Signs in whoever knows a password, and gives their browser the cookie. For server actions, which may set one. */
export async function startSession(userName: unknown, password: unknown): Promise<Result<SignedIn, SignInError>> {
  const { env } = getContext();
  const signedIn = await checkCredentials(userName, password, (await headers()).get("x-forwarded-for"));
  if (!signedIn.ok) return signedIn;
  const { name, options } = sessionCookie(env.authUrl);
  const token = await encodeSession(signedIn.value.claims, env.authSecret);
  (await cookies()).set(name, token, { ...options, maxAge: SESSION_LIFE_SECONDS });
  return signedIn;
}

/** Throttled, logged, and without a cookie: what the sign-in page and next-auth's own endpoint have in common. */
export async function checkCredentials(
  userName: unknown,
  password: unknown,
  forwardedFor: string | null,
): Promise<Result<SignedIn, SignInError>> {
  const { db, env, log } = getContext();
  const address = findClientAddress(forwardedFor);
  const deps = { db, throttle: getThrottle(), isDemo: env.isDemo };
  const signedIn = await signIn(deps, { userName, password, address });
  // Never the name as typed: now and then it is a password.
  if (signedIn.ok) log.info({ staffId: signedIn.value.claims.staffId, address }, "signed in");
  else log.warn({ refused: signedIn.error.code, address }, "sign-in refused");
  return signedIn;
}

/** Takes the cookies back. Those of other devices go on until they expire or the session version is raised. */
export async function endSession(): Promise<void> {
  const jar = await cookies();
  // With the options it was set with: a browser does not let go of a `__Secure-` cookie otherwise.
  const { name, options } = sessionCookie(getContext().env.authUrl);
  jar.set(name, "", { ...options, maxAge: 0 });
  jar.delete(SHOP_COOKIE);
}

/** The shop that an operator acts in from now on. The choice is a wish: each request checks that the shop exists. */
export async function chooseShop(wish: unknown): Promise<Result<number, { readonly code: "forbidden" | "not_found" }>> {
  const { db, env } = getContext();
  const session = await findSession();
  if (!session || !can(session.role, "everyShop")) return err({ code: "forbidden" });
  const shopId = parseShopCookie(String(wish));
  if (shopId === null || !(await hasShop(db, shopId))) return err({ code: "not_found" });
  const { options } = sessionCookie(env.authUrl);
  (await cookies()).set(SHOP_COOKIE, String(shopId), { ...options, maxAge: SHOP_COOKIE_LIFE_SECONDS });
  return ok(shopId);
}

function parseShopCookie(text: string | undefined): number | null {
  return text !== undefined && /^[1-9][0-9]{0,8}$/.test(text) ? Number(text) : null;
}

declare global {
  var rasidSignInThrottle: SignInThrottle | undefined;
}

/** One a process, like the context and for the same reason: it clears old rows on a timer. */
function getThrottle(): SignInThrottle {
  globalThis.rasidSignInThrottle ??= createSignInThrottle(getContext().db);
  return globalThis.rasidSignInThrottle;
}
