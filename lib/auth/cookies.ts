/** A shift at the counter, and then the password again. */
export const SESSION_LIFE_SECONDS = 12 * 60 * 60;

/** next-auth's own names, so that its endpoints and ours read one cookie. Browsers accept `__Secure-` over https alone. */
const SESSION_COOKIE = "next-auth.session-token";
const SECURE_SESSION_COOKIE = `__Secure-${SESSION_COOKIE}`;
export const SESSION_COOKIE_NAMES = [SESSION_COOKIE, SECURE_SESSION_COOKIE] as const;

/** The shop that an operator has chosen to act in. Read for nobody else. */
export const SHOP_COOKIE = "rasid_shop";

/** The page that was asked for, as `proxy.ts` tells it to the pages behind it. Only ever used as a wish. */
export const PATH_HEADER = "x-rasid-path";

export type SessionCookie = {
  readonly name: string;
  readonly options: { readonly httpOnly: true; readonly sameSite: "lax"; readonly path: "/"; readonly secure: boolean };
};

/** The session cookie of a site at this address; null (no address configured) is plain http. */
export function sessionCookie(siteUrl: string | null): SessionCookie {
  const secure = siteUrl?.startsWith("https://") ?? false;
  return {
    name: secure ? SECURE_SESSION_COOKIE : SESSION_COOKIE,
    options: { httpOnly: true, sameSite: "lax", path: "/", secure },
  };
}
