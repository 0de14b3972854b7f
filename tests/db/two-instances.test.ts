import { afterEach, expect, test } from "vitest";
import { applyOutcomes } from "@/lib/orders/apply-outcomes";
import { claimLooks, claimResend, claimSends, LEASE_MS } from "@/lib/orders/claim-orders";
import { dispatchOrder } from "@/lib/orders/dispatch-orders";
import { lookUpOrder } from "@/lib/orders/look-up-orders";
import { syncOrders } from "@/lib/orders/sync-orders";
import { useEngine } from "../support/engine";
import { findLies } from "../support/truth";

const engine = useEngine();

afterEach(() => engine.sandbox.model.faults.clear());

async function sellMany(count: number): Promise<string[]> {
  const ids: string[] = [];
  for (let n = 0; n < count; n += 1) ids.push(await engine.sell({ dinars: 100 }));
  return ids;
}

const tickBoth = () => Promise.all([syncOrders(engine.deps, () => false), syncOrders(engine.twin, () => false)]);

test("two instances that tick at the same moment send each order once", async () => {
  const ids = await sellMany(40);
  const counts = await tickBoth();
  expect(counts[0].sent + counts[1].sent).toBe(40);
  expect(ids.map(engine.sendsOf)).toEqual(ids.map(() => 1));
  for (let passed = 0; passed < 30_000; passed += 3_000) {
    engine.pass(3_000);
    await tickBoth();
  }
  const rows = await engine.database.sql`select status, send_count from orders where id = any(${ids}::uuid[])`;
  expect(rows.map((row) => ({ ...row }))).toEqual(ids.map(() => ({ status: "fulfilled", send_count: 1 })));
  expect(await findLies(engine)).toEqual([]);
});

test("an order that a response and both schedulers want at once is sent by one of them", async () => {
  for (let round = 0; round < 10; round += 1) {
    const orderId = await engine.sell({ dinars: 100 });
    await Promise.all([
      dispatchOrder(engine.deps, orderId),
      dispatchOrder(engine.twin, orderId),
      syncOrders(engine.deps, () => false),
      syncOrders(engine.twin, () => false),
    ]);
    expect(engine.sendsOf(orderId)).toBe(1);
    expect(await engine.order(orderId)).toMatchObject({ status: "pending", send_count: 1, doubt_count: 0 });
  }
  expect(await findLies(engine)).toEqual([]);
});

test("cancel and dispatch at the same moment: one of them wins, never both", async () => {
  const won = { cancelled: 0, sent: 0 };
  for (let round = 0; round < 40; round += 1) {
    const orderId = await engine.sell({ dinars: 100 });
    const cancel = () => applyOutcomes(engine.twin, [{ orderId, word: "cancel", staffId: engine.staffId }]);
    const dispatch = () => dispatchOrder(engine.deps, orderId);
    // Dispatch asks the gate and the budget first, so a fair race gives the cancellation a later start in turns.
    const late = async () => {
      for (let turn = 0; turn < round % 4; turn += 1) await engine.twin.sql`select 1`;
      return cancel();
    };
    const [[cancelled], sent] = await Promise.all([late(), dispatch()]);
    expect([cancelled?.verdict === "moved", sent !== null]).toContain(true);
    expect(cancelled?.verdict === "moved").not.toBe(sent !== null);
    expect(engine.sendsOf(orderId)).toBe(sent === null ? 0 : 1);
    won[sent === null ? "cancelled" : "sent"] += 1;
  }
  expect(won.cancelled + won.sent).toBe(40);
  await engine.run(30_000, 5_000);
  expect(await findLies(engine)).toEqual([]);
});

test("a claimed order is nobody else's until its lease runs out", async () => {
  const orderId = await engine.sell({ dinars: 100 });
  expect(await claimSends(engine.deps, 10, null)).toHaveLength(1);
  expect(await claimSends(engine.twin, 10, orderId)).toEqual([]);
  expect(await claimLooks(engine.twin, 10, orderId)).toEqual([]);
  engine.pass(LEASE_MS - 1);
  expect(await claimLooks(engine.twin, 10, orderId)).toEqual([]);
  engine.pass(1);
  const [lapsed] = await claimLooks(engine.twin, 10, orderId);
  expect(lapsed).toMatchObject({ id: orderId, status: "sending", sendCount: 1 });
  expect(await claimLooks(engine.deps, 10, orderId)).toEqual([]);
  engine.pass(LEASE_MS);
  await engine.run(60_000, 5_000);
  expect(await engine.order(orderId)).toMatchObject({ status: "fulfilled", send_count: 2 });
});

test("of two instances that want to repeat a lost send, one does", async () => {
  engine.sandbox.model.faults.arm([{ endpoint: "send", kind: "drop-before-accept" }]);
  const orderId = await engine.sell({ dinars: 100 });
  await dispatchOrder(engine.deps, orderId);
  engine.pass(61_000);
  for (let look = 0; look < 3; look += 1) {
    await applyOutcomes(engine.deps, [{ orderId, word: "absent", dueInMs: 0 }]);
  }
  const claims = await Promise.all([
    claimResend(engine.deps, orderId),
    claimResend(engine.twin, orderId),
    claimResend(engine.deps, orderId),
  ]);
  expect(claims.filter((claim) => claim !== null)).toHaveLength(1);
  engine.pass(LEASE_MS);
  await engine.run(120_000, 5_000);
  expect(await engine.order(orderId)).toMatchObject({ status: "fulfilled" });
  expect(await findLies(engine)).toEqual([]);
});

test("what two looks at the same moment found is applied once", async () => {
  const orderId = await engine.sell({ dinars: 100 });
  await dispatchOrder(engine.deps, orderId);
  engine.pass(20_000);
  const [order] = await claimLooks(engine.deps, 1, orderId);
  if (!order) throw new Error("not claimed");
  const found = await lookUpOrder(engine.deps, order, null);
  const applied = await Promise.all([
    ...Array.from({ length: 4 }, () => applyOutcomes(engine.deps, [found])),
    ...Array.from({ length: 4 }, () => applyOutcomes(engine.twin, [found])),
  ]);
  expect(
    applied
      .flat()
      .map((one) => one.verdict)
      .sort(),
  ).toEqual(["moved", ...Array.from({ length: 7 }, () => "noted")]);
  expect(await findLies(engine)).toEqual([]);
});

test("an answer that comes after a look has already found the order delivered raises no alarm", async () => {
  const orderId = await engine.sell({ dinars: 100 });
  const [order] = await claimSends(engine.deps, 1, orderId);
  if (!order) throw new Error("not claimed");
  const sent = { planCode: order.planCode, msisdn: order.msisdn, amountDinars: 100, ref: order.id };
  const answer = await engine.deps.upstream.send(sent);
  if (answer.kind !== "accepted") throw new Error("not accepted");
  engine.pass(20_000);
  await applyOutcomes(engine.twin, [await lookUpOrder(engine.twin, order, "+213550112233")]);
  expect(await engine.order(orderId)).toMatchObject({ status: "fulfilled", doubt_count: 1 });
  const late = {
    orderId,
    word: "accepted",
    isAnswer: true,
    topupId: answer.topupId,
    topupRef: answer.topupRef,
  } as const;
  expect(await applyOutcomes(engine.deps, [late])).toMatchObject([{ verdict: "noted" }]);
  expect(await engine.order(orderId)).toMatchObject({ status: "fulfilled", doubt_count: 0 });
  expect(engine.alarms).toEqual([]);
  expect(await findLies(engine)).toEqual([]);
});
