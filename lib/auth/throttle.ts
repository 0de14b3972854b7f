import { createHash } from "node:crypto";
import { RateLimiterDrizzle, RateLimiterRes } from "rate-limiter-flexible";
import { signInThrottles } from "@/db/schema/throttle";
import type { Db } from "@/db/types";
import { err, ok, type Result } from "@/lib/result";

/** Tries at one user name before a wait. A person who mistypes needs two or three. */
const NAME_TRIES_MAX = 5;
const NAME_WINDOW_SECONDS = 15 * 60;
/**
 * How long each further wait is, in seconds. It stops growing at a quarter of an hour: a name that anybody can type must not
 * be a name that anybody can shut out for the day, and at 5 guesses a quarter of an hour a guesser is already slower than a
 * change of password.
 */
const WAIT_SECONDS = [60, 2 * 60, 5 * 60, 15 * 60] as const;
/** Waits are forgotten after a day, or as soon as the right password is given. */
const STRIKE_WINDOW_SECONDS = 24 * 60 * 60;
/** Failures from one address. A shop's whole staff shares one, so this is wide: it is there for whoever tries many names. */
const ADDRESS_FAILURES_MAX = 30;
const ADDRESS_WINDOW_SECONDS = 15 * 60;

export type Throttled = { readonly code: "throttled"; readonly retryAfterMs: number };

export type Attempt = { readonly userName: string; readonly address: string | null };

export type SignInThrottle = {
  /** Counts the attempt before the password is looked at, so that a hundred at once are not a hundred guesses. */
  begin(attempt: Attempt): Promise<Result<{ readonly triesLeft: number }, Throttled>>;
  /** The wait that the last of the tries has earned; null while there are tries left. */
  fail(attempt: Attempt, triesLeft: number): Promise<Throttled | null>;
  succeed(attempt: Attempt): Promise<void>;
};

/** Counts in the database, so that all instances count together. Create it once: the library clears old rows on a timer. */
export function createSignInThrottle(db: Db): SignInThrottle {
  const store = { storeClient: db, schema: signInThrottles };
  const names = new RateLimiterDrizzle({
    ...store,
    keyPrefix: "name",
    points: NAME_TRIES_MAX,
    duration: NAME_WINDOW_SECONDS,
  });
  // These two share the table; one of three timers clears it.
  const quietStore = { ...store, clearExpiredByTimeout: false };
  const strikes = new RateLimiterDrizzle({
    ...quietStore,
    keyPrefix: "strike",
    points: WAIT_SECONDS.length,
    duration: STRIKE_WINDOW_SECONDS,
  });
  const addresses = new RateLimiterDrizzle({
    ...quietStore,
    keyPrefix: "address",
    points: ADDRESS_FAILURES_MAX,
    duration: ADDRESS_WINDOW_SECONDS,
  });

  return {
    async begin({ userName, address }) {
      if (address !== null) {
        const taken = await consume(addresses, digest(address));
        if (!taken.ok) return taken;
      }
      const taken = await consume(names, nameKey(userName));
      // No password was looked at, so the address has guessed nothing.
      if (!taken.ok && address !== null) await addresses.reward(digest(address));
      return taken;
    },

    async fail({ userName }, triesLeft) {
      if (triesLeft > 0) return null;
      const { consumedPoints: strike } = await strikes.penalty(nameKey(userName));
      const waitSeconds = WAIT_SECONDS[Math.min(strike, WAIT_SECONDS.length) - 1] ?? WAIT_SECONDS[0];
      await names.block(nameKey(userName), waitSeconds);
      return { code: "throttled", retryAfterMs: waitSeconds * 1000 };
    },

    async succeed({ userName, address }) {
      await Promise.all([
        names.delete(nameKey(userName)),
        strikes.delete(nameKey(userName)),
        // Given back, not cleared: one's own account must not pay for guesses at others'.
        address === null ? null : addresses.reward(digest(address)),
      ]);
    },
  };
}

async function consume(
  limiter: RateLimiterDrizzle,
  key: string,
): Promise<Result<{ readonly triesLeft: number }, Throttled>> {
  try {
    return ok({ triesLeft: (await limiter.consume(key)).remainingPoints });
  } catch (refusal) {
    // The library rejects with its answer; anything else is the database failing.
    if (!(refusal instanceof RateLimiterRes)) throw refusal;
    return err({ code: "throttled", retryAfterMs: refusal.msBeforeNext });
  }
}

/** Folded as the database folds names, or upper case would be a fresh set of tries. */
function nameKey(userName: string): string {
  return digest(userName.trim().toLowerCase());
}

function digest(text: string): string {
  return createHash("sha256").update(text).digest("base64url");
}
