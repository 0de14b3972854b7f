import { afterEach, beforeEach, expect, test } from "vitest";
import { dispatchOrder } from "@/lib/orders/dispatch-orders";
import { heedAnswer, openGate } from "@/lib/orders/open-gate";
import { syncOrders } from "@/lib/orders/sync-orders";
import { KEYS } from "@/sandbox/model/accounts";
import { useEngine, type Instance } from "../support/engine";
import { deserted } from "../support/scripted-provider";
import { findLies } from "../support/truth";

/** What must be true before anything is sent, what closes the gate, and that it opens again by itself with nothing lost. */
const engine = useEngine();
const MINUTE = 60_000;

beforeEach(() => engine.sandbox.model.log.clear());
afterEach(() => {
  engine.sandbox.model.faults.clear();
  engine.sandbox.model.settings.useProfile("live-2025-12", 1);
});

const requests = () => engine.sandbox.model.log.list();
const tick = (deps: Instance) => syncOrders(deps, () => false);

/** An instance that has never met this key. */
function stranger(apiKey: string): Instance {
  return engine.depsWith({ apiKey, settings: { keyDigest: `digest of ${apiKey}` } });
}

async function finishWithGoodKey(orderId: string): Promise<void> {
  await engine.run(40_000, 5_000);
  expect(await engine.order(orderId)).toMatchObject({ status: "fulfilled" });
  expect(await findLies(engine)).toEqual([]);
}

test.each([
  { name: "a PRODUCTION key where SANDBOX is configured", key: KEYS.production, gate: "environment_mismatch" },
  { name: "a key that may only read", key: KEYS.readOnly, gate: "key_read_only" },
  { name: "a key that is switched off", key: KEYS.disabled, gate: "API_DISABLED" },
  { name: "a key for other addresses", key: KEYS.ipListed, gate: "IP_NOT_ALLOWED" },
])("$name: nothing is sent, and what was sold waits", async ({ key, gate }) => {
  const orderId = await engine.sell();
  const before = await engine.balances();
  const deps = stranger(key);
  expect(await tick(deps)).toMatchObject({ gate, sent: 0 });
  expect(await dispatchOrder(deps, orderId)).toBeNull();
  engine.pass(2_000);
  await tick(deps);
  expect(requests().filter((entry) => entry.method === "POST")).toEqual([]);
  expect(await engine.order(orderId)).toMatchObject({ status: "queued", send_count: 0 });
  expect(await engine.balances()).toEqual(before);
  await finishWithGoodKey(orderId);
});

test("a SANDBOX key where PRODUCTION is configured sends nothing either", async () => {
  const orderId = await engine.sell();
  const deps = engine.depsWith({ settings: { environment: "PRODUCTION", keyDigest: "production" } });
  expect(await tick(deps)).toMatchObject({ gate: "environment_mismatch", sent: 0 });
  expect(engine.sendsOf(orderId)).toBe(0);
  await finishWithGoodKey(orderId);
});

test("a key that may only read still looks after what was sent before", async () => {
  const orderId = await engine.sell();
  await dispatchOrder(engine.deps, orderId);
  engine.pass(20_000);
  await tick(stranger(KEYS.readOnly));
  expect(await engine.order(orderId)).toMatchObject({ status: "fulfilled" });
});

test("a refused key is shown once in five minutes, by all instances together", async () => {
  const orderId = await engine.sell();
  const deps = stranger("no-such-key");
  for (let passed = 0; passed < 5 * MINUTE; passed += 10_000) {
    await tick(deps);
    await dispatchOrder(deps, orderId);
    engine.pass(10_000);
  }
  expect(requests()).toMatchObject([{ path: "/v3/validate", status: 401 }]);
  await tick(deps);
  expect(requests()).toHaveLength(2);
  expect(await engine.order(orderId)).toMatchObject({ status: "queued" });
  await finishWithGoodKey(orderId);
});

test("a key refused in the middle of work stops the work at once, on every instance, until it is good again", async () => {
  await engine.tick();
  const ids = [];
  for (let n = 0; n < 20; n += 1) ids.push(await engine.sell({ dinars: 100 }));
  // The key was good when it was validated; now it is not.
  const revoked = engine.depsWith({ apiKey: "revoked" });
  engine.sandbox.model.log.clear();
  await tick(revoked);
  await tick(revoked);
  await tick(engine.twin);
  const refused = requests().filter((entry) => entry.status === 401);
  expect(refused.length).toBeGreaterThan(0);
  // Fewer than the five that lock an address out, and nothing else was asked.
  expect(refused.length).toBeLessThan(5);
  expect(requests()).toHaveLength(refused.length);
  expect(await openGate(engine.twin)).toEqual({ isOpen: false, reason: "INVALID_ACCESS_TOKEN", username: null });
  engine.pass(5 * MINUTE);
  await engine.run(40_000, 5_000);
  const rows = await engine.database.sql`
    select status, count(*)::integer as orders from orders where id = any(${ids}::uuid[]) group by status order by status`;
  const [fulfilled, rejected] = rows;
  expect(fulfilled).toMatchObject({ status: "fulfilled", orders: 20 - refused.length });
  expect(rejected).toMatchObject({ status: "rejected", orders: refused.length });
  expect(await findLies(engine)).toEqual([]);
});

test("a key refused to a look stops the looks too", async () => {
  const ids = [];
  for (let n = 0; n < 3; n += 1) ids.push(await engine.sell({ dinars: 100 }));
  for (const id of ids) await dispatchOrder(engine.deps, id);
  engine.pass(20_000);
  engine.sandbox.model.log.clear();
  const revoked = engine.depsWith({ apiKey: "revoked" });
  for (let n = 0; n < 5; n += 1) {
    await tick(revoked);
    engine.pass(10_000);
  }
  const refused = requests().filter((entry) => entry.status === 401);
  expect(refused.length).toBeGreaterThan(0);
  expect(refused.length).toBeLessThan(5);
  engine.pass(5 * MINUTE);
  for (const id of ids) await finishWithGoodKey(id);
});

test("a provider that is down when the key is to be validated: asked again at each tick, and nothing is lost", async () => {
  const orderId = await engine.sell();
  const unheard = engine.depsWith({ baseUrl: await deserted(), settings: { keyDigest: "unheard of" } });
  expect(await tick(unheard)).toMatchObject({ gate: "provider_unreachable", sent: 0 });
  expect(await engine.order(orderId)).toMatchObject({ status: "queued" });
  engine.sandbox.model.faults.arm([{ endpoint: "validate", kind: "html", count: 2 }]);
  const back = engine.depsWith({ settings: { keyDigest: "unheard of" } });
  expect(await tick(back)).toMatchObject({ gate: "provider_unreachable" });
  expect(await tick(back)).toMatchObject({ gate: "provider_unreachable" });
  expect(await tick(back)).toMatchObject({ gate: "open", sent: 1 });
  await finishWithGoodKey(orderId);
});

test("a key that was good stays good while the provider does not answer the question", async () => {
  await engine.tick();
  const orderId = await engine.sell();
  engine.pass(11 * MINUTE);
  engine.sandbox.model.faults.arm([{ endpoint: "validate", kind: "accept-then-500" }]);
  expect(await engine.tick()).toMatchObject({ gate: "open", sent: 1 });
  await finishWithGoodKey(orderId);
});

test("a validated key is trusted for ten minutes and asked again after them", async () => {
  engine.pass(11 * MINUTE);
  await engine.tick();
  engine.sandbox.model.log.clear();
  for (let n = 0; n < 9; n += 1) {
    engine.pass(MINUTE);
    await engine.tick();
  }
  const validations = () => requests().filter((entry) => entry.path === "/v3/validate").length;
  expect(validations()).toBe(0);
  engine.pass(MINUTE);
  await Promise.all([tick(engine.deps), tick(engine.deps)]);
  expect(validations()).toBeGreaterThanOrEqual(1);
});

/** Asks for the key's word as always, and lets something else happen before the answer is in. */
function slowToHear(deps: Instance, meanwhile: () => Promise<unknown>): Instance {
  const validate = async () => {
    const answer = await deps.upstream.validate();
    await meanwhile();
    return answer;
  };
  return { ...deps, upstream: { ...deps.upstream, validate } };
}

test("an answer that was long on its way ends no pause that another instance has begun meanwhile", async () => {
  engine.pass(11 * MINUTE);
  const tooMany = {
    kind: "later",
    reason: "rate_limited",
    httpStatus: 429,
    retryAfterMs: 60_000,
    requestId: null,
  } as const;
  const slow = slowToHear(engine.deps, () => heedAnswer(engine.twin, tooMany));
  expect(await openGate(slow)).toMatchObject({ isOpen: false, reason: "rate_limited" });
  expect(await openGate(engine.deps)).toMatchObject({ isOpen: false, reason: "rate_limited" });
  engine.pass(MINUTE);
  expect(await openGate(engine.deps)).toMatchObject({ isOpen: true });
});

test("a refusal that was long on its way shuts no door that another instance has found open", async () => {
  engine.pass(11 * MINUTE);
  const refused = engine.depsWith({ apiKey: KEYS.disabled });
  const slow = slowToHear(refused, () => openGate(engine.twin));
  expect(await openGate(slow)).toMatchObject({ isOpen: true });
  expect(await openGate(engine.deps)).toMatchObject({ isOpen: true });
});
