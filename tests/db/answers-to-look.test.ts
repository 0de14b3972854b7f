import { afterEach, expect, test } from "vitest";
import { applyOutcomes } from "@/lib/orders/apply-outcomes";
import { claimLooks } from "@/lib/orders/claim-orders";
import { dispatchOrder } from "@/lib/orders/dispatch-orders";
import { lookUpOrder } from "@/lib/orders/look-up-orders";
import type { ClaimedOrder } from "@/lib/orders/types";
import type { FaultKind } from "@/sandbox/model/faults";
import { DEFAULT_TIMING } from "@/sandbox/model/timing";
import { useEngine } from "../support/engine";
import { findLies } from "../support/truth";

/** What a look-up may find, however late and in whatever order, and what it does to the order and its money. */
const engine = useEngine();
const HOUR = 60 * 60_000;

afterEach(() => {
  engine.sandbox.model.faults.clear();
  engine.sandbox.model.settings.timing = DEFAULT_TIMING;
  engine.alarms.length = 0;
});

async function sellAndSend(number?: string): Promise<string> {
  const orderId = await engine.sell({ ...(number !== undefined && { number }), isRepeat: true });
  await dispatchOrder(engine.deps, orderId);
  return orderId;
}

const status = async (orderId: string) => (await engine.order(orderId)).status;

/** The order as somebody sees it who claimed it before it was final. */
async function claimThenFinish(orderId: string): Promise<ClaimedOrder> {
  engine.pass(6_000);
  const [order] = await claimLooks(engine.deps, 1, orderId);
  if (!order) throw new Error("not claimed");
  engine.pass(80_000);
  await engine.run(10_000, 5_000);
  return order;
}

/** What support does by hand at the provider's. */
async function command(orderId: string, word: string): Promise<void> {
  const { provider } = engine.sandbox.model;
  const order = provider.findById(String((await engine.order(orderId)).topup_id));
  if (!order) throw new Error("unknown to the provider");
  provider.command(order, { status: word, refundMessage: null, offers: [] });
}

test("refunded: the money is back, the provider's message and offers are kept", async () => {
  const before = await engine.balances();
  const plain = await sellAndSend("0600000001");
  const offered = await sellAndSend("0600000002");
  await engine.run(20_000, 5_000);
  expect(await engine.order(plain)).toMatchObject({
    status: "refunded",
    suggested_offers: null,
    provider_charged_centimes: 0n,
  });
  expect(await engine.order(offered)).toMatchObject({ status: "refunded" });
  const { refund_message: message, suggested_offers: offers } = await engine.order(offered);
  expect(String(message)).toMatch(/\p{Script=Arabic}/u);
  expect(offers).toEqual([{ name: "FACTURE | فاتورة", planCode: "FACTURE_DJEZZY", amountDinars: 500 }]);
  expect(await engine.balances()).toEqual(before);
  expect(await findLies(engine)).toEqual([]);
});

test.each([
  { outcome: "FULFILLED", end: "fulfilled" },
  { outcome: "REFUNDED", end: "refunded" },
] as const)("uncertain for a day, then $outcome: held until then", async ({ outcome, end }) => {
  engine.sandbox.model.settings.timing = { ...DEFAULT_TIMING, unknownOutcome: outcome };
  const orderId = await sellAndSend("0600000003");
  await engine.run(30_000, 5_000);
  const held = await engine.order(orderId);
  expect(held).toMatchObject({ status: "uncertain", provider_status: "UNKNOWN_ERROR" });
  expect(String(held.refund_message)).not.toBe("");
  await engine.run(22 * HOUR, HOUR);
  expect(await status(orderId)).toBe("uncertain");
  expect(engine.sendsOf(orderId)).toBe(1);
  await engine.run(4 * HOUR, HOUR);
  expect(await status(orderId)).toBe(end);
  // A customer who has been served is not told that nobody knows.
  if (end === "fulfilled") expect(await engine.order(orderId)).toMatchObject({ refund_message: null });
  expect(await findLies(engine)).toEqual([]);
});

test("a word that nobody has heard of is uncertain, and the next one is believed", async () => {
  const orderId = await sellAndSend();
  engine.sandbox.model.faults.arm([{ endpoint: "*", kind: "unknown-status", word: "ON_HOLD" }]);
  await engine.run(6_000);
  expect(await engine.order(orderId)).toMatchObject({ status: "uncertain", provider_status: "ON_HOLD" });
  await engine.run(90_000, 10_000);
  expect(await status(orderId)).toBe("fulfilled");
  expect(await findLies(engine)).toEqual([]);
});

test("FAILED is no refund: the money stays held and a person decides", async () => {
  const { settings } = engine.sandbox.model;
  settings.dialect = { ...settings.dialect, finalWords: "SUCCESS/FAILED" };
  const [failed, delivered] = [await sellAndSend("0600000001"), await sellAndSend()];
  await engine.run(30_000, 5_000);
  expect(await engine.order(failed)).toMatchObject({ status: "uncertain", provider_status: "FAILED" });
  expect(await engine.order(delivered)).toMatchObject({ status: "fulfilled", provider_status: "SUCCESS" });
  settings.dialect = { ...settings.dialect, finalWords: "FULFILLED/REFUNDED" };
  await engine.run(3 * 60_000, 30_000);
  expect(await status(failed)).toBe("refunded");
  expect(await findLies(engine)).toEqual([]);
});

test("a status that flaps back teaches nothing", async () => {
  const orderId = await sellAndSend();
  await engine.run(10_000);
  expect(await status(orderId)).toBe("handling");
  engine.sandbox.model.faults.arm([{ endpoint: "*", kind: "status-flap" }]);
  await engine.run(6_000);
  expect(await engine.order(orderId)).toMatchObject({ status: "handling", provider_status: "PENDING" });
  await engine.run(20_000);
  expect(await engine.events(orderId)).toEqual(["placed", "sending", "accepted", "seen", "seen"]);
  expect(await findLies(engine)).toEqual([]);
});

test.each<FaultKind>([
  "drop-before-accept",
  "accept-then-500",
  "html",
  "truncated-json",
  "router-not-found",
  "empty-body",
  "unavailable",
])("a look that meets %s says nothing about the order", async (kind) => {
  const orderId = await sellAndSend();
  engine.sandbox.model.faults.arm([{ endpoint: "*", kind, count: 1_000 }]);
  await engine.run(20_000, 5_000);
  expect(await status(orderId)).toBe("pending");
  engine.sandbox.model.faults.clear();
  await engine.run(30_000, 5_000);
  expect(await status(orderId)).toBe("fulfilled");
  expect(engine.sendsOf(orderId)).toBe(1);
  expect(await findLies(engine)).toEqual([]);
});

test("an accepted order that the provider says it does not have is never sent again, and is uncertain in the end", async () => {
  const orderId = await sellAndSend();
  engine.sandbox.model.faults.arm([{ endpoint: "check-id", kind: "not-found-for", count: 1_000 }]);
  await engine.run(12 * 60_000, 15_000);
  expect(await engine.order(orderId)).toMatchObject({ status: "uncertain", send_count: 1 });
  expect(engine.sendsOf(orderId)).toBe(1);
  engine.sandbox.model.faults.clear();
  await engine.run(10 * 60_000, 60_000);
  expect(await status(orderId)).toBe("fulfilled");
  expect(await findLies(engine)).toEqual([]);
});

test("an order without a final word in ten minutes is shown as uncertain, and followed to its end", async () => {
  engine.sandbox.model.settings.timing = { ...DEFAULT_TIMING, finalMs: 3 * HOUR };
  const orderId = await sellAndSend();
  await engine.run(9 * 60_000, 30_000);
  expect(await status(orderId)).toBe("handling");
  await engine.run(3 * 60_000, 30_000);
  expect(await status(orderId)).toBe("uncertain");
  await engine.run(4 * HOUR, 10 * 60_000);
  expect(await status(orderId)).toBe("fulfilled");
  expect(await findLies(engine)).toEqual([]);
});

test("an order that ended while nobody looked for three days is found", async () => {
  const [delivered, refunded] = [await sellAndSend(), await sellAndSend("0600000001")];
  engine.pass(72 * HOUR);
  await engine.tick();
  expect([await status(delivered), await status(refunded)]).toEqual(["fulfilled", "refunded"]);
  expect(await findLies(engine)).toEqual([]);
});

test("a delivered order that the provider takes back is reversed, once, and stays delivered in the list", async () => {
  const before = await engine.balances();
  const orderId = await sellAndSend();
  const order = await claimThenFinish(orderId);
  expect(await status(orderId)).toBe("fulfilled");
  await command(orderId, "REFUNDED");
  const found = await lookUpOrder(engine.deps, order, null);
  const applied = await Promise.all(
    [engine.deps, engine.twin, engine.deps].map((deps) => applyOutcomes(deps, [found])),
  );
  expect(
    applied
      .flat()
      .map((one) => one.verdict)
      .sort(),
  ).toEqual(["noted", "noted", "reversed"]);
  expect(await status(orderId)).toBe("fulfilled");
  expect(await engine.balances()).toEqual(before);
  expect(engine.alarms).toMatchObject([{ orderId, verdict: "reversed" }]);
  expect(await findLies(engine)).toEqual([]);
  // And should it change its mind again: no money moves any more.
  await command(orderId, "FULFILLED");
  const again = await applyOutcomes(engine.deps, [await lookUpOrder(engine.deps, order, null)]);
  expect(again).toMatchObject([{ verdict: "contradiction" }]);
  expect(await engine.balances()).toEqual(before);
});

test("a refunded order that the provider calls delivered is told, and moves no money", async () => {
  const before = await engine.balances();
  const orderId = await sellAndSend("0600000001");
  const order = await claimThenFinish(orderId);
  expect(await status(orderId)).toBe("refunded");
  await command(orderId, "FULFILLED");
  const applied = await applyOutcomes(engine.deps, [await lookUpOrder(engine.deps, order, null)]);
  expect(applied).toMatchObject([{ verdict: "contradiction", fromStatus: "refunded", toStatus: "refunded" }]);
  expect((await engine.events(orderId)).at(-1)).toBe("contradiction");
  expect(await engine.balances()).toEqual(before);
  expect(engine.alarms).toMatchObject([{ orderId, verdict: "contradiction" }]);
});

test("words that the database cannot store do not keep an order from its end", async () => {
  const orderId = await sellAndSend();
  const found = {
    orderId,
    word: "seen",
    toStatus: "fulfilled",
    answer: "FULF\u0000ILLED",
    detail: { note: "\ud83d cut" },
  } as const;
  expect(await applyOutcomes(engine.deps, [found])).toMatchObject([{ verdict: "moved" }]);
  expect(await engine.order(orderId)).toMatchObject({ status: "fulfilled", last_answer: "FULFILLED" });
});
