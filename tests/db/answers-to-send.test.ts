import { afterEach, expect, test } from "vitest";
import { applyOutcomes } from "@/lib/orders/apply-outcomes";
import { claimSends } from "@/lib/orders/claim-orders";
import { dispatchOrder } from "@/lib/orders/dispatch-orders";
import type { SendOutcome } from "@/lib/oneclick/types";
import { useEngine } from "../support/engine";
import { deserted } from "../support/scripted-provider";
import { findLies } from "../support/truth";

/** Each answer to a POST, and what it does to the order and its money. */
const engine = useEngine();

afterEach(async () => {
  engine.sandbox.model.faults.clear();
  engine.alarms.length = 0;
});

const settings = () => engine.sandbox.model.settings;

/** Makes the next POST, and only that one, be answered as told. */
async function dispatchAnswered(orderId: string, answer: SendOutcome): Promise<void> {
  const upstream = { ...engine.deps.upstream, send: async () => answer };
  await dispatchOrder({ ...engine.deps, upstream }, orderId);
}

/** What a wrong key and the like have done to the gate is undone by the next validation. */
async function reopenGate(): Promise<void> {
  engine.pass(6 * 60_000);
  await engine.tick();
}

const base = { requestId: "req-1", httpStatus: 400 };
const refusals = [
  { code: "ERR_VALIDATION", scope: "order", httpStatus: 400 },
  { code: "ERR_PHONE", scope: "order", httpStatus: 400 },
  { code: "ERR_STOCK", scope: "order", httpStatus: 403 },
  { code: "NOT_FOUND", scope: "order", httpStatus: 404 },
  { code: "HTTP_413", scope: "order", httpStatus: 413 },
  { code: "INSUFFICIENT_BALANCE", scope: "account", httpStatus: 403 },
  { code: "INVALID_ACCESS_TOKEN", scope: "account", httpStatus: 401 },
  { code: "IP_NOT_ALLOWED", scope: "account", httpStatus: 403 },
  { code: "API_DISABLED", scope: "account", httpStatus: 403 },
  { code: "ERR_SCOPE", scope: "account", httpStatus: 403 },
] as const;

test.each(refusals)(
  "$code proves that nothing was created: rejected, and the money is back",
  async ({ code, scope, httpStatus }) => {
    const before = await engine.balances();
    const orderId = await engine.sell();
    await dispatchAnswered(orderId, { ...base, httpStatus, kind: "refused", scope, code, message: `about ${code}` });
    expect(await engine.order(orderId)).toMatchObject({
      status: "rejected",
      refusal_code: code,
      refusal_message: `about ${code}`,
      doubt_count: 0,
      due_at: null,
    });
    expect(await engine.events(orderId)).toEqual(["placed", "sending", "refused"]);
    expect(await engine.balances()).toEqual(before);
    await reopenGate();
    expect(engine.sendsOf(orderId)).toBe(0);
    expect(await findLies(engine)).toEqual([]);
  },
);

test("the provider's own refusals over the wire: a plan it has just closed, a range it has changed, its empty wallet", async () => {
  const changes = [
    () => settings().changePlan("PREPAID_DJEZZY", { isEnabled: false }),
    () => settings().changePlan("PREPAID_DJEZZY", { isEnabled: true, minDinars: 1_000 }),
    () => {
      settings().changePlan("PREPAID_DJEZZY", { minDinars: 100 });
      engine.sandbox.model.provider.setBalance("sandbox", 0n);
    },
  ];
  const codes: unknown[] = [];
  for (const change of changes) {
    const orderId = await engine.sell();
    change();
    await dispatchOrder(engine.deps, orderId);
    const { status, refusal_code: code } = await engine.order(orderId);
    codes.push([status, code]);
  }
  engine.sandbox.model.provider.setBalance("sandbox", 1_000_000_000n);
  expect(codes).toEqual([
    ["rejected", "ERR_VALIDATION"],
    ["rejected", "ERR_VALIDATION"],
    ["rejected", "INSUFFICIENT_BALANCE"],
  ]);
  expect(await findLies(engine)).toEqual([]);
  // An empty wallet is filled again at any moment: the next order tries its luck.
  const next = await engine.sell();
  await dispatchOrder(engine.deps, next);
  expect(await engine.order(next)).toMatchObject({ status: "pending" });
});

test("a refusal of a repeat, while the first POST is in doubt, gives no money back; the first is found and delivered", async () => {
  const before = await engine.balances();
  // The first POST arrived, and for a while the provider shows it to nobody.
  engine.sandbox.model.faults.arm([{ endpoint: "send", kind: "accept-then-drop" }]);
  const orderId = await engine.sell();
  await dispatchOrder(engine.deps, orderId);
  engine.sandbox.model.faults.arm([
    { endpoint: "check-ref", kind: "not-found-for", count: 8 },
    { endpoint: "list", kind: "not-found-for", count: 4 },
  ]);
  settings().changePlan("PREPAID_DJEZZY", { isEnabled: false });
  await engine.run(64_000, 16_000);
  settings().changePlan("PREPAID_DJEZZY", { isEnabled: true });
  const events = await engine.events(orderId);
  expect(events).toContain("resending");
  expect(events).toContain("refused");
  expect(await engine.balances()).toMatchObject({ float: before.float! - 49_000n });
  await engine.run(60_000, 5_000);
  expect(await engine.order(orderId)).toMatchObject({ status: "fulfilled" });
  expect(await findLies(engine)).toEqual([]);
});

test.each([
  { name: "429", kind: "rate-limit", retryAfter: 7 },
  { name: "503", kind: "unavailable", retryAfter: 7 },
  { name: "503 of the key store", kind: "auth-unavailable", retryAfter: undefined },
  { name: "429 that does not say when", kind: "rate-limit", retryAfter: undefined },
] as const)("$name puts the order back, asks nothing for a while, then sends it", async ({ kind, retryAfter }) => {
  engine.sandbox.model.faults.arm([{ endpoint: "send", kind, ...(retryAfter !== undefined && { retryAfter }) }]);
  const orderId = await engine.sell();
  await dispatchOrder(engine.deps, orderId);
  expect(await engine.order(orderId)).toMatchObject({ status: "queued", doubt_count: 0, send_count: 1 });
  const other = await engine.sell();
  const waitMs = (retryAfter ?? 5) * 1_000;
  const { log } = engine.sandbox.model;
  const asked = log.list().length;
  engine.pass(waitMs - 1_000);
  await dispatchOrder(engine.twin, other);
  await engine.tick();
  expect(log.list()).toHaveLength(asked);
  engine.pass(1_000);
  await engine.tick();
  expect(await engine.order(orderId)).toMatchObject({ status: "pending", send_count: 2, doubt_count: 0 });
  expect(await engine.order(other)).toMatchObject({ status: "pending" });
  await engine.run(30_000, 5_000);
  expect(await findLies(engine)).toEqual([]);
});

test("a connection that was never made puts the order back, and stops nobody else", async () => {
  const [one, other] = [await engine.sell(), await engine.sell()];
  await dispatchOrder(engine.depsWith({ baseUrl: await deserted() }), one);
  expect(await engine.order(one)).toMatchObject({ status: "queued", doubt_count: 0 });
  await dispatchOrder(engine.twin, other);
  expect(await engine.order(other)).toMatchObject({ status: "pending" });
  await engine.run(40_000, 5_000);
  expect(await engine.order(one)).toMatchObject({ status: "fulfilled", send_count: 2 });
});

test("a reference that is taken by our own sale is adopted", async () => {
  const orderId = await engine.sell();
  const [order] = await claimSends(engine.deps, 1, orderId);
  if (!order) throw new Error("not claimed");
  const sent = { planCode: order.planCode, msisdn: order.msisdn, amountDinars: 500, ref: order.id };
  await engine.deps.upstream.send(sent);
  await applyOutcomes(engine.deps, [{ orderId, word: "later", isAnswer: true, dueInMs: 0 }]);
  await dispatchOrder(engine.deps, orderId);
  expect(await engine.order(orderId)).toMatchObject({ status: "pending", send_count: 2 });
  await engine.run(30_000, 5_000);
  expect(engine.sandbox.model.provider.deliveries.list().filter((one) => one.ref === orderId)).toHaveLength(1);
  expect(await findLies(engine)).toEqual([]);
});

test("a reference that is taken by somebody else's sale is never adopted, and a person is told", async () => {
  const orderId = await engine.sell({ dinars: 500 });
  await engine.deps.upstream.send({
    planCode: "PREPAID_DJEZZY",
    msisdn: "0770999888",
    amountDinars: 300,
    ref: orderId,
  });
  await dispatchOrder(engine.deps, orderId);
  expect(await engine.order(orderId)).toMatchObject({ status: "uncertain", topup_id: null, last_answer: "mismatch" });
  expect(engine.alarms).toMatchObject([{ orderId }]);
  await engine.run(10 * 60_000, 60_000);
  expect(await engine.order(orderId)).toMatchObject({ status: "uncertain", topup_id: null });
  expect(await engine.events(orderId)).toEqual(["placed", "sending", "mismatch"]);
  const moves = await engine.database.sql`select kind from transfers where order_id = ${orderId}`;
  expect(moves).toMatchObject([{ kind: "hold" }]);
});

test("an answer that names the provider's id of another order is not believed", async () => {
  const [known, other] = [await engine.sell(), await engine.sell()];
  await dispatchOrder(engine.deps, known);
  const { topup_id: topupId } = await engine.order(known);
  await dispatchAnswered(other, {
    ...base,
    httpStatus: 200,
    kind: "accepted",
    topupId: String(topupId),
    topupRef: null,
  });
  expect(await engine.order(other)).toMatchObject({ status: "uncertain", topup_id: null, doubt_count: 1 });
  expect(engine.alarms).toMatchObject([{ orderId: other }]);
  await engine.run(30_000, 5_000);
  expect(await engine.order(known)).toMatchObject({ status: "fulfilled" });
});
