import { afterAll, beforeAll } from "vitest";
import { openDatabase } from "@/db/client";
import { createShop, createStaff, depositTo } from "@/db/factories";
import type { Database } from "@/db/types";
import { mintOrderId, type ShopId } from "@/lib/id";
import { createUpstream } from "@/lib/oneclick/client";
import { gatherOutcomes } from "@/lib/orders/gather-outcomes";
import { gatherPlacements, type PlacementGatherer } from "@/lib/orders/gather-placements";
import { placeOrders, type Placed, type Placement } from "@/lib/orders/place-orders";
import { openLanes } from "@/lib/orders/open-lanes";
import { openListing } from "@/lib/orders/read-listing";
import { syncOrders } from "@/lib/orders/sync-orders";
import type { EngineDeps, EngineSettings, SyncCounts } from "@/lib/orders/types";
import { parseMsisdn } from "@/lib/phone/msisdn";
import { KEYS } from "@/sandbox/model/accounts";
import { buildSandbox, type Sandbox, type SandboxOptions } from "@/sandbox/server";
import { createTestDatabase, type TestDatabase } from "./database";

export type Instance = EngineDeps & Database & { readonly placements: PlacementGatherer };
export type PlaceChange = Partial<Placement> & { number?: string; dinars?: number };
type Alarm = Record<string, unknown>;
type InstanceChange = { apiKey?: string; baseUrl?: string; sendMs?: number; settings?: Partial<EngineSettings> };

/** A shop with a till, the real engine, a real database and the local provider over HTTP, under one clock that moves when told. */
export type Engine = {
  readonly url: string;
  readonly database: Database;
  readonly sandbox: Sandbox;
  readonly deps: Instance;
  /** Another instance of the app on the same database and provider. */
  readonly twin: Instance;
  /** The same instance, configured or connected otherwise. */
  depsWith(change: InstanceChange): Instance;
  readonly shopId: ShopId;
  readonly staffId: number;
  /** What the engine told the log as errors. */
  readonly alarms: Record<string, unknown>[];
  pass(ms: number): void;
  now(): Date;
  openShop(floatDinars: number): Promise<{ shopId: ShopId; staffId: number }>;
  /** A placement of the first shop that nothing is wrong with, but for what is changed. */
  placement(change?: PlaceChange): Placement;
  place(change?: PlaceChange): Promise<Placed & { orderId: string }>;
  /** A placement that must succeed; its order's id. */
  sell(change?: PlaceChange): Promise<string>;
  tick(): Promise<SyncCounts>;
  /** Moves the clock in steps and runs the engine at each, as the scheduler would. */
  run(totalMs: number, stepMs?: number): Promise<void>;
  order(orderId: string): Promise<Record<string, unknown>>;
  /** The words of an order's timeline, oldest first. */
  events(orderId: string): Promise<string[]>;
  balances(shopId?: ShopId): Promise<Record<string, bigint>>;
  /** How many POSTs with this reference reached the provider's door. */
  sendsOf(orderId: string): number;
};

export type EngineOptions = {
  readonly sandbox?: SandboxOptions;
  readonly ratePerMinute?: number;
  /** False leaves the key unvalidated and the catalogue empty. */
  readonly isReady?: boolean;
};

const FLOAT_DINARS = 50_000;
/** Enough for an answer on a machine that is busy with other tests; nothing that works waits for it. */
const TIMEOUT_MS = 10_000;

/** Sets the scene once for a test file; each test places orders of its own. */
export function useEngine(options: EngineOptions = {}): Engine {
  const scene: { engine?: Engine; test?: TestDatabase; twinDatabase?: Database } = {};
  beforeAll(async () => {
    scene.test = await createTestDatabase();
    scene.twinDatabase = openDatabase(scene.test.url, { max: 4 });
    scene.engine = await createEngine(scene.test.url, scene.twinDatabase, options);
  });
  afterAll(async () => {
    await scene.engine?.sandbox.app.close();
    await scene.engine?.database.sql.end();
    await scene.twinDatabase?.sql.end();
    await scene.test?.drop();
  });
  // The proxy has nothing of its own: whatever is asked of it is answered by the engine that `beforeAll` made.
  return new Proxy({} as Engine, {
    get: (_target, name) => {
      if (!scene.engine) throw new Error("the engine is set up before the first test, not at import");
      return Reflect.get(scene.engine, name);
    },
  });
}

async function createEngine(url: string, twinDatabase: Database, options: EngineOptions): Promise<Engine> {
  let nowMs = Date.UTC(2026, 1, 3, 9, 14, 7);
  const sandbox = await buildSandbox({ now: () => nowMs, ...options.sandbox });
  const localUrl = await sandbox.app.listen({ host: "127.0.0.1", port: 0 });
  const database = openDatabase(url, { max: 4 });
  const alarms: Alarm[] = [];
  const ratePerMinute = options.ratePerMinute ?? 60_000;
  const log = { info: () => undefined, warn: () => undefined, error: (fields: Alarm) => void alarms.push(fields) };
  const virtualNow = () => new Date(nowMs);
  const depsOn = (on: Database, change: InstanceChange = {}): Instance => ({
    ...{ ...on, log, virtualNow },
    upstream: createUpstream({
      baseUrl: change.baseUrl ?? localUrl,
      apiKey: change.apiKey ?? KEYS.sandbox,
      timeouts: { sendMs: change.sendMs ?? TIMEOUT_MS, readMs: TIMEOUT_MS },
    }),
    placements: gatherPlacements(on.sql, virtualNow),
    outcomes: gatherOutcomes({ sql: on.sql, log, virtualNow }),
    lanes: openLanes(change.settings?.ratePerMinute ?? ratePerMinute),
    listing: openListing(),
    settings: { environment: "SANDBOX", keyDigest: "test", ratePerMinute, ...change.settings },
  });
  const deps = depsOn(database);
  const openShop = (floatDinars: number) => openShopIn(database, floatDinars);
  const first = await openShop(FLOAT_DINARS);
  const engine: Engine = {
    url,
    database,
    sandbox,
    deps,
    twin: depsOn(twinDatabase),
    depsWith: (change) => depsOn(database, change),
    ...first,
    alarms,
    pass: (ms) => void (nowMs += ms),
    now: () => new Date(nowMs),
    openShop,
    placement: (change) => writePlacement({ ...first, orderId: mintOrderId(nowMs) }, change),
    async place(change) {
      const placement = engine.placement(change);
      const [placed] = await placeOrders(database.sql, [placement], new Date(nowMs));
      if (!placed) throw new Error("no answer");
      return { ...placed, orderId: placement.orderId };
    },
    async sell(change) {
      const placed = await engine.place(change);
      if (placed.code !== "placed") throw new Error(`not placed: ${placed.code}`);
      return placed.orderId;
    },
    tick: () => syncOrders(deps, () => false),
    async run(totalMs, stepMs = 2_000) {
      for (let passed = 0; passed < totalMs; passed += stepMs) {
        nowMs += stepMs;
        await syncOrders(deps, () => false);
      }
    },
    ...readersOf(database, sandbox, first.shopId),
  };
  // The first tick validates the key and reads the catalogue.
  if (options.isReady ?? true) await engine.tick();
  return engine;
}

function readersOf({ sql }: Database, sandbox: Sandbox, firstShopId: ShopId) {
  return {
    async order(orderId: string): Promise<Record<string, unknown>> {
      const [row] = await sql`select * from orders where id = ${orderId}`;
      if (!row) throw new Error(`no order ${orderId}`);
      return row;
    },
    async events(orderId: string): Promise<string[]> {
      const rows = await sql<{ kind: string }[]>`select kind from order_events where order_id = ${orderId} order by id`;
      return rows.map((row) => row.kind);
    },
    async balances(shopId: ShopId = firstShopId): Promise<Record<string, bigint>> {
      const rows = await sql<{ kind: string; balance_centimes: bigint }[]>`
        select kind, balance_centimes from accounts where shop_id = ${shopId} and book = 'live'`;
      return Object.fromEntries(rows.map((row) => [row.kind, row.balance_centimes]));
    },
    sendsOf: (orderId: string) =>
      sandbox.model.log.list().filter((entry) => entry.method === "POST" && entry.ref === orderId).length,
  };
}

async function openShopIn({ sql }: Database, floatDinars: number): Promise<{ shopId: ShopId; staffId: number }> {
  const { shopId } = await createShop(sql, { defaultChargeBp: 9_800 });
  const { staffId } = await createStaff(sql, { shopId, displayName: "Cashier" });
  if (floatDinars > 0) await depositTo(sql, { shopId }, BigInt(floatDinars) * 100n);
  return { shopId, staffId };
}

function writePlacement(
  own: Pick<Placement, "shopId" | "staffId" | "orderId">,
  { number = freshNumber(), dinars = 500, ...change }: PlaceChange = {},
): Placement {
  const msisdn = parseMsisdn(number);
  if (!msisdn.ok) throw new Error(`not a number: ${number}`);
  return {
    ...own,
    book: "live",
    msisdn: msisdn.value,
    planCode: "PREPAID_DJEZZY",
    faceCentimes: BigInt(dinars) * 100n,
    isRepeat: false,
    originOrderId: null,
    ...change,
  };
}

let numberCount = 0;

/** A Djezzy number that no other sale of the test file has used. */
export function freshNumber(): string {
  numberCount += 1;
  return `07${String(70_000_000 + numberCount)}`;
}
