import { beforeEach, expect, test } from "vitest";
import { syncOrders } from "@/lib/orders/sync-orders";
import { listPlans } from "@/lib/plans/queries";
import { replacePlans, syncPlansDaily } from "@/lib/plans/sync-plans";
import type { ProviderPlan } from "@/lib/oneclick/types";
import { useEngine, type Instance } from "../support/engine";

/** The catalogue: read daily by one instance, kept when it cannot be read, and never shorter than what was once sold. */
const engine = useEngine();
const DAY = 24 * 60 * 60_000;

beforeEach(() => {
  engine.sandbox.model.faults.clear();
  engine.sandbox.model.log.clear();
});

const settings = () => engine.sandbox.model.settings;
const sync = (deps: Instance) => syncPlansDaily({ ...deps, takeRequest: async () => true });
const readings = () => engine.sandbox.model.log.list().filter((entry) => entry.path === "/v3/mobile/plans").length;

async function plan(code: string): Promise<Record<string, unknown>> {
  const [row] = await engine.database.sql`select * from plans where code = ${code}`;
  return { ...row };
}

test("the first tick reads the catalogue: ranges, fixed amounts, costs, wholesale under its operator's name", async () => {
  expect(await plan("PREPAID_DJEZZY")).toMatchObject({
    kind: "dynamic",
    operator: "Djezzy",
    min_centimes: 10_000n,
    max_centimes: 1_000_000n,
    cost_ratio: "0.992500",
    is_enabled: true,
  });
  expect(await plan("PIXX_500")).toMatchObject({
    kind: "fixed",
    operator: "Pixx",
    min_centimes: 50_000n,
    max_centimes: 50_000n,
  });
  expect(await plan("GROS_MOBILIS")).toMatchObject({ operator: "Mobilis", cost_ratio: null });
  expect(await plan("GETMENU_Mobilis")).toMatchObject({ kind: "getmenu" });
  expect(await plan("DATA1GB_DJEZZY")).toMatchObject({ is_enabled: false });
});

test("it is read again after a day, by one of the instances", async () => {
  engine.pass(DAY - 1);
  expect(await sync(engine.deps)).toBe(false);
  engine.pass(1);
  settings().changePlan("PREPAID_DJEZZY", { maxDinars: 8_000 });
  const synced = await Promise.all([sync(engine.deps), sync(engine.twin), sync(engine.deps), sync(engine.twin)]);
  expect(synced.filter(Boolean)).toHaveLength(1);
  expect(readings()).toBe(1);
  expect(await plan("PREPAID_DJEZZY")).toMatchObject({ max_centimes: 800_000n });
  expect(await sync(engine.deps)).toBe(false);
});

test.each(["html", "truncated-json", "accept-then-500", "drop-before-accept", "rate-limit"] as const)(
  "a reading that meets %s keeps the old catalogue, and is tried again a minute later",
  async (kind) => {
    const before = await plan("PREPAID_DJEZZY");
    engine.pass(DAY + 60_000);
    engine.sandbox.model.faults.arm([{ endpoint: "plans", kind }]);
    expect(await sync(engine.deps)).toBe(false);
    expect(await plan("PREPAID_DJEZZY")).toEqual(before);
    expect(await sync(engine.twin)).toBe(false);
    expect(readings()).toBe(1);
    engine.pass(60_000);
    expect(await sync(engine.twin)).toBe(true);
  },
);

const left: ProviderPlan = {
  code: "PREPAID_DJEZZY",
  name: "Only one left",
  operator: "Djezzy",
  isEnabled: true,
  costRatio: "0.99",
  kind: "dynamic",
  minDinars: 100,
  maxDinars: 9_000,
};

const answering = (plans: readonly ProviderPlan[]): Instance => ({
  ...engine.deps,
  upstream: {
    ...engine.deps.upstream,
    listPlans: async () => ({ kind: "found", value: plans, requestId: null, httpStatus: 200 }),
  },
});

test("a plan that is no longer listed is closed, not forgotten, and opens again when it is back", async () => {
  const before = (await engine.database.sql`select 1 from plans`).length;
  await replacePlans(engine.database.sql, [left], engine.now());
  expect((await engine.database.sql`select 1 from plans`).length).toBe(before);
  expect(await plan("PIXX_500")).toMatchObject({ is_enabled: false });
  expect(await plan("PREPAID_DJEZZY")).toMatchObject({ name: "Only one left", is_enabled: true });
  expect(await engine.place({ planCode: "PIXX_500", dinars: 500 })).toMatchObject({ code: "plan_unavailable" });
  engine.pass(DAY + 60_000);
  expect(await sync(engine.deps)).toBe(true);
  expect(await plan("PIXX_500")).toMatchObject({ is_enabled: true });
});

test("another key or address has its catalogue read at once, and the same one at its next validation does not", async () => {
  const other = engine.depsWith({ settings: { keyDigest: "another key" } });
  expect(await syncOrders(other, () => false)).toMatchObject({ plansSynced: true });
  engine.pass(11 * 60_000);
  engine.sandbox.model.log.clear();
  expect(await syncOrders(other, () => false)).toMatchObject({ plansSynced: false });
  expect(engine.sandbox.model.log.list().map((entry) => entry.path)).toEqual(["/v3/validate", "/v3/ping"]);
  expect(await engine.tick()).toMatchObject({ plansSynced: true });
});

test("an empty catalogue is taken for an accident", async () => {
  engine.pass(DAY + 60_000);
  expect(await sync(answering([]))).toBe(false);
  expect(await plan("PREPAID_DJEZZY")).toMatchObject({ is_enabled: true });
});

test("a catalogue that cannot be stored stops neither sales nor looks", async () => {
  engine.pass(DAY + 60_000);
  const orderId = await engine.sell();
  const impossible: ProviderPlan = { ...left, code: "BACKWARDS", minDinars: 500, maxDinars: 100 };
  expect(await syncOrders(answering([left, impossible]), () => false)).toMatchObject({
    sent: 1,
    failed: 1,
    plansSynced: false,
  });
  expect(await plan("PIXX_500")).toMatchObject({ is_enabled: true });
  await engine.run(30_000, 5_000);
  expect(await engine.order(orderId)).toMatchObject({ status: "fulfilled" });
});

test("a name that the database cannot store is stored without what it cannot hold", async () => {
  await replacePlans(engine.database.sql, [{ ...left, name: "Pré\u0000payé \ud83d" }], engine.now());
  expect(await plan("PREPAID_DJEZZY")).toMatchObject({ name: "Prépayé \ufffd" });
});

test("the counter lists what may be sold, in the catalogue's order, at the shop's own price", async () => {
  engine.pass(DAY + 60_000);
  await sync(engine.deps);
  const { sql, db } = engine.database;
  await sql`insert into shop_prices (shop_id, plan_code, charge_bp) values (${engine.shopId}, 'PIXX_500', 9700)`;
  const { shopId: other } = await engine.openShop(0);
  const listed = await listPlans(db, engine.shopId);
  expect(listed.filter((one) => one.code.startsWith("GETMENU"))).toEqual([]);
  expect(listed[0]).toMatchObject({ code: "PREPAID_MOBILIS", minDinars: 40, maxDinars: 3_999, chargeBp: 9_800 });
  expect(listed.find((one) => one.code === "PIXX_500")).toMatchObject({
    chargeBp: 9_700,
    minDinars: 500,
    maxDinars: 500,
  });
  expect(listed.find((one) => one.code === "DATA1GB_DJEZZY")).toMatchObject({ isEnabled: false });
  expect((await listPlans(db, other)).find((one) => one.code === "PIXX_500")).toMatchObject({ chargeBp: 9_800 });
});
