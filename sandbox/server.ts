import Fastify, { type FastifyInstance } from "fastify";
import { setTimeout as sleep } from "node:timers/promises";
import { addControlRoutes } from "./control-routes";
import { addEndpointRoutes } from "./endpoint-routes";
import { Journal } from "./journal";
import type { Dialect, Profile } from "./model/dialect";
import { Model } from "./model/model";
import type { Timing } from "./model/timing";
import { addTransport, carryWith } from "./transport";

export type SandboxOptions = {
  readonly seed?: number;
  readonly profile?: Profile;
  /** Rows to set otherwise than the profile has them. */
  readonly dialect?: Partial<Dialect>;
  readonly timing?: Timing;
  /** Requests a minute and key; none by default. */
  readonly perMinuteMax?: number | null;
  readonly openingCentimes?: bigint;
  /** The text of the SANDBOX key, when it is not to be the documented one. */
  readonly sandboxKey?: string;
  /** Where orders and wallet outlive the process; in memory only by default. */
  readonly stateFile?: string;
  /** Whether `/__sim` is served. */
  readonly hasControl?: boolean;
  /** The source of time, in milliseconds since 1970. */
  readonly now?: () => number;
  /** How the delays of faults pass: in real time, unless a simulation has another. */
  readonly wait?: (ms: number) => Promise<void>;
};

export type Sandbox = { readonly app: FastifyInstance; readonly model: Model };

/** Ten million dinars: a day of a busy shop, or a night of tests, does not run it dry by accident. */
const OPENING_CENTIMES = 1_000_000_000n;

/** A stopping server does not wait for a delay to run out. */
async function waitInRealTime(ms: number): Promise<void> {
  await sleep(ms, undefined, { ref: false });
}

/** The local OneClickDz, ready to listen or to be injected into. Closing it closes its journal. */
export async function buildSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const { stateFile, wait = waitInRealTime } = options;
  const memory = stateFile === undefined ? { facts: [], sizeBytes: 0 } : await Journal.read(stateFile);
  // The model takes up its facts before the file is touched: a journal that makes no sense is left as it is.
  let journal: Journal | null = null;
  const model = new Model(
    {
      source: options.now ?? Date.now,
      seed: options.seed ?? 1,
      profile: options.profile ?? "live-2025-12",
      openingCentimes: options.openingCentimes ?? OPENING_CENTIMES,
      perMinuteMax: options.perMinuteMax ?? null,
      record: (fact) => journal?.append(fact),
      ...(options.dialect === undefined ? {} : { dialect: options.dialect }),
      ...(options.timing === undefined ? {} : { timing: options.timing }),
      ...(options.sandboxKey === undefined ? {} : { sandboxKey: options.sandboxKey }),
    },
    memory.facts,
  );
  if (stateFile !== undefined) journal = await Journal.open(stateFile, memory);
  if (memory.facts.length === 0) journal?.append(model.provider.opening());

  const app = Fastify({ forceCloseConnections: true });
  app.addHook("onClose", async () => journal?.close());
  addTransport(app, model);
  app.register(async (scope) => addEndpointRoutes(scope, model, carryWith({ model, journal, wait })));
  if (options.hasControl ?? true) app.register(async (scope) => addControlRoutes(scope, model, journal));
  await app.ready();
  return { app, model };
}
