import { afterAll, beforeAll, beforeEach } from "vitest";
import { openDatabase } from "@/db/client";
import type { Database } from "@/db/types";
import { signIn, type SignInAttempt } from "@/lib/auth/sign-in";
import { createSignInThrottle, type SignInThrottle } from "@/lib/auth/throttle";
import { createTestDatabase, type TestDatabase } from "./database";

export type People = Database & {
  readonly url: string;
  readonly throttle: SignInThrottle;
  /** Tries to sign in, from an address of its own unless told otherwise. */
  attempt(change?: Partial<SignInAttempt> & { isDemo?: boolean }): ReturnType<typeof signIn>;
  /** Lets every wait that runs at most this long come to its end. */
  passMinutes(minutes: number): Promise<void>;
};

/** A real database for people to sign in to, with nobody counted as having failed. */
export function usePeople(): People {
  let test: TestDatabase;
  let people: People;
  beforeAll(async () => {
    test = await createTestDatabase();
    const database = openDatabase(test.url);
    const throttle = createSignInThrottle(database.db);
    people = {
      ...database,
      url: test.url,
      throttle,
      attempt: ({ isDemo = true, ...change } = {}) =>
        signIn({ db: database.db, throttle, isDemo }, { userName: "", password: "", address: null, ...change }),
      async passMinutes(minutes) {
        await test.sql`update sign_in_throttles set expires_at = expires_at - make_interval(mins => ${minutes})`;
      },
    };
  });
  beforeEach(async () => {
    await test.sql`delete from sign_in_throttles`;
  });
  afterAll(async () => {
    await people.sql.end();
    await test.drop();
  });
  // Tests read the properties only once they run.
  return new Proxy({} as People, { get: (_target, key) => Reflect.get(people, key) });
}
