import { hasStaff } from "@/lib/auth/queries";
import { getContext } from "./context";
import { findSession } from "./session";

/** What the sign-in page shows: who is already signed in, whether anybody could be, and whether it is a demo. */
export async function loadSignIn() {
  const { db, env } = getContext();
  const session = await findSession();
  const isEmpty = session === null && !(await hasStaff(db));
  return { session, isEmpty, isDemo: env.isDemo && !isEmpty };
}
