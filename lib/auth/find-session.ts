import type { Db } from "@/db/types";
import { isRefusedByDatabase } from "@/lib/database-error";
import { createGatherer, type Gatherer } from "@/lib/gather";
import { listSessions, type SessionAsk } from "./list-sessions";
import type { SessionClaims } from "./schema";
import type { Session } from "./types";

/** Requests that may wait for their person to be read; beyond that the instance is drowning. */
const QUEUE_MAX = 10_000;
const BATCH_MAX = 500;
/** One is at the database while the next one's answers are read. */
const RUNNING_MAX = 2;

/**
 * The person behind a session cookie, as `listSessions` knows them. Those who ask while a statement is under way are read together
 * by the next. Nobody is read before they have asked: a dismissal holds from the next request on.
 */
export async function findSessionOf(
  db: Db,
  claims: SessionClaims,
  chosenShopId: number | null,
): Promise<Session | null> {
  const found = await gathererOf(db).gather({ claims, chosenShopId });
  if (!found.ok) throw new Error("too many requests wait for their session");
  return found.value;
}

const gatherers = new WeakMap<Db, Gatherer<SessionAsk, Session | null>>();

function gathererOf(db: Db): Gatherer<SessionAsk, Session | null> {
  const known = gatherers.get(db);
  if (known) return known;
  const gatherer = createGatherer<SessionAsk, Session | null>({
    run: (asks) => listSessions(db, asks),
    batchMax: BATCH_MAX,
    runningMax: RUNNING_MAX,
    queueMax: QUEUE_MAX,
    isUndone: isRefusedByDatabase,
  });
  gatherers.set(db, gatherer);
  return gatherer;
}
