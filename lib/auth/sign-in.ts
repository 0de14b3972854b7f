import type { Db } from "@/db/types";
import { err, ok, type Result } from "@/lib/result";
import { DEMO_PASSWORD } from "./demo-staff";
import type { SignInError } from "./errors";
import { verifyPassword } from "./password";
import { findCredentials, hasShops, type StaffCredentials } from "./queries";
import type { Role } from "./roles";
import { signInSchema, type SessionClaims } from "./schema";
import type { SignInThrottle } from "./throttle";

export type SignInDeps = { readonly db: Db; readonly throttle: SignInThrottle; readonly isDemo: boolean };

/** As it came from the form or from next-auth, unread; and where it came from, null when that cannot be known. */
export type SignInAttempt = { readonly userName: unknown; readonly password: unknown; readonly address: string | null };

export type SignedIn = { readonly claims: SessionClaims; readonly role: Role };

/**
 * Proves who somebody is. A name that does not exist takes the same work and gets the same answer as a wrong
 * password, and is throttled the same.
 */
export async function signIn(deps: SignInDeps, attempt: SignInAttempt): Promise<Result<SignedIn, SignInError>> {
  const parsed = signInSchema.safeParse(attempt);
  if (!parsed.success) return err({ code: "not_understood" });
  const { userName, password } = parsed.data;
  const who = { userName, address: attempt.address };

  const begun = await deps.throttle.begin(who);
  if (!begun.ok) return begun;

  const credentials = await findCredentials(deps.db, userName);
  const isRight = await verifyPassword(credentials?.passwordHash ?? null, password);
  // A demo's database may be kept when the demo is over; its password, which is public, may not.
  const isPublic = password === DEMO_PASSWORD && !deps.isDemo;
  if (!credentials || !isRight || isPublic) {
    const { triesLeft } = begun.value;
    return err((await deps.throttle.fail(who, triesLeft)) ?? { code: "bad_credentials", triesLeft });
  }

  await deps.throttle.succeed(who);
  const obstacle = await findObstacle(deps.db, credentials);
  if (obstacle) return err(obstacle);
  const { staffId, sessionVersion, role } = credentials;
  return ok({ claims: { staffId, sessionVersion }, role });
}

async function findObstacle(db: Db, credentials: StaffCredentials): Promise<SignInError | null> {
  if (!credentials.isActive) return { code: "staff_inactive" };
  if (credentials.isShopActive === false) return { code: "shop_inactive" };
  // An operator acts in one shop at a time, and there may be none yet.
  if (credentials.isShopActive === null && !(await hasShops(db))) return { code: "no_shop" };
  return null;
}
