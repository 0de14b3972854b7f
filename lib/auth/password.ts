import { hash, verify } from "@node-rs/argon2";
import { PASSWORD_LENGTH_MAX } from "./schema";

/**
 * OWASP's argon2id parameters: 19 MiB and two passes keep a guesser with graphics cards to some thousands a second, while a
 * sign-in costs about 20 ms here. argon2id is the library's default algorithm (its enum cannot be imported as a value).
 */
export const ARGON2_POLICY = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;

/**
 * The hash of a random password that nobody kept, under the policy above. Verified when the user name does not exist,
 * so that a missing name takes as long as a wrong password.
 */
export const ABSENT_PASSWORD_HASH =
  "$argon2id$v=19$m=19456,t=2,p=1$1LmKIqP+VMVEPTwt8LQp2g$qK3tx8ZpCo6LgZQ814oufPFI3GWetEkcIv/Atw2gjC8";

/** PHC string of a new password. Throws for one that `verifyPassword` would refuse unread. */
export async function hashPassword(password: string): Promise<string> {
  if (!isPasswordLength(password)) throw new Error(`a password has 1 to ${PASSWORD_LENGTH_MAX} characters`);
  return hash(normalise(password), ARGON2_POLICY);
}

/** Whether the password is the one behind the hash; null for a hash stands for a name that does not exist. */
export async function verifyPassword(passwordHash: string | null, password: string): Promise<boolean> {
  if (!isPasswordLength(password)) return false;
  const isRight = await verify(passwordHash ?? ABSENT_PASSWORD_HASH, normalise(password));
  return isRight && passwordHash !== null;
}

function isPasswordLength(password: string): boolean {
  return password.length >= 1 && password.length <= PASSWORD_LENGTH_MAX;
}

/** The same letters typed on another keyboard or system are the same password (NIST SP 800-63B asks for this). */
function normalise(password: string): string {
  return password.normalize("NFKC");
}
