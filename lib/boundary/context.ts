import { createHash } from "node:crypto";
import type { Logger } from "pino";
import { openDatabase } from "@/db/client";
import type { Database } from "@/db/types";
import { listSessions } from "@/lib/auth/list-sessions";
import { getEnv, type Env } from "@/lib/env/env";
import { createLiveFanOut, type LiveFanOut } from "@/lib/live/fan-out";
import { createLiveHub } from "@/lib/live/hub";
import type { ComposeLive } from "@/lib/live/message";
import { createUpstream } from "@/lib/oneclick/client";
import type { Upstream } from "@/lib/oneclick/types";
import { gatherOutcomes } from "@/lib/orders/gather-outcomes";
import { gatherPlacements, type PlacementGatherer } from "@/lib/orders/gather-placements";
import { listLiveMessages } from "@/lib/orders/list-live-messages";
import { openLanes } from "@/lib/orders/open-lanes";
import { openListing } from "@/lib/orders/read-listing";
import type { EngineDeps } from "@/lib/orders/types";
import { createLiveGuard, type LiveGuard } from "./live-guard";
import { createLog } from "./log";

/** Everything that is created once a process. */
export type Context = Database & {
  readonly env: Env;
  readonly log: Logger;
  readonly fanOut: LiveFanOut;
  readonly guard: LiveGuard;
  readonly placements: PlacementGatherer;
  readonly engine: EngineDeps & Database;
};

declare global {
  var rasidContext: Context | undefined;
}

/**
 * The composition root: the only place that opens the database or knows the provider's address. It is kept on the global
 * object because Next bundles this file more than once, and a second pool or a second listener would be a second process.
 */
export function getContext(): Context {
  globalThis.rasidContext ??= createContext();
  return globalThis.rasidContext;
}

function createContext(): Context {
  const env = getEnv();
  const log = createLog(env.logLevel);
  const database = openDatabase(env.databaseUrl, { max: env.databasePoolMax });
  const ground = { ...database, log, virtualNow: () => null };
  const engine = {
    ...ground,
    upstream: createConfiguredUpstream(env, log),
    outcomes: gatherOutcomes(ground),
    lanes: openLanes(env.ratePerMinute),
    listing: openListing(),
    settings: {
      environment: env.environment,
      ratePerMinute: env.ratePerMinute,
      keyDigest: createHash("sha256")
        .update(`${env.apiUrl} ${env.apiKey ?? ""}`)
        .digest("hex")
        .slice(0, 16),
    },
  };
  const placements = gatherPlacements(database.sql, engine.virtualNow);
  return { ...database, env, log, placements, engine, ...createLive(database, log) };
}

/** What open streams share: who listens, who tells, and who looks after those who listen. */
export function createLive(
  { sql, db }: Database,
  log: Pick<Logger, "error">,
): { fanOut: LiveFanOut; guard: LiveGuard } {
  const onError = (error: unknown) => log.error({ error }, "the live channel could not be read");
  const compose: ComposeLive = async (asks) =>
    (await listLiveMessages(db, asks)).map((message) => (message === null ? null : JSON.stringify(message)));
  return {
    fanOut: createLiveFanOut({ sql, hub: createLiveHub(sql, onError), compose, onError }),
    guard: createLiveGuard((asks) => listSessions(db, asks), onError),
  };
}

function createConfiguredUpstream(env: Env, log: Logger): Upstream {
  return createUpstream({
    baseUrl: env.apiUrl,
    // Without a key the provider itself says what is missing, and the gate stays shut.
    apiKey: env.apiKey ?? "",
    log: (call) => log.debug(call, "provider"),
  });
}
