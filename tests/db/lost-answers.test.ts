import { afterEach, expect, test } from "vitest";
import { dispatchOrder } from "@/lib/orders/dispatch-orders";
import { DIALECT_ROWS } from "@/sandbox/model/dialect";
import { useEngine } from "../support/engine";
import { findLies } from "../support/truth";

/** A POST was accepted and its answer lost: the order is found again whatever the provider calls it, and sent once more only when it is safe. */
const engine = useEngine();
const model = () => engine.sandbox.model;

afterEach(() => {
  model().faults.clear();
  model().settings.useProfile("live-2025-12", 1);
});

async function sellAndLose(): Promise<string> {
  model().faults.arm([{ endpoint: "send", kind: "accept-then-drop" }]);
  const orderId = await engine.sell({ dinars: 100 });
  await dispatchOrder(engine.deps, orderId);
  return orderId;
}

/** For so long the provider shows a young order to nobody. */
function hideYoungOrders(ms: number): void {
  model().faults.arm([
    { endpoint: "check-ref", kind: "not-found-for", ms },
    { endpoint: "list", kind: "not-found-for", ms },
  ]);
}

const spellings = DIALECT_ROWS.orderRef.flatMap((orderRef) =>
  DIALECT_ROWS.checkRefAccepts.flatMap((checkRefAccepts) =>
    DIALECT_ROWS.topupRef.map((topupRef) => ({ orderRef, checkRefAccepts, topupRef })),
  ),
);

test.each(spellings)(
  "found under any spelling: $orderRef refs, check-ref accepts $checkRefAccepts",
  async (spelling) => {
    model().settings.dialect = { ...model().settings.dialect, ...spelling };
    const orderId = await sellAndLose();
    await engine.run(20_000, 4_000);
    expect(await engine.order(orderId)).toMatchObject({ status: "fulfilled", send_count: 1 });
    expect(await findLies(engine)).toEqual([]);
  },
);

test("found by the list alone, when no form of the reference can be asked for", async () => {
  model().faults.arm([{ endpoint: "check-ref", kind: "not-found-for", count: 1_000 }]);
  const orderId = await sellAndLose();
  await engine.run(20_000, 4_000);
  expect(await engine.order(orderId)).toMatchObject({ status: "fulfilled", send_count: 1 });
});

test("not found for three quarters of a minute: not sent again before the quiet time is over", async () => {
  hideYoungOrders(45_000);
  const orderId = await sellAndLose();
  await engine.run(44_000, 2_000);
  expect(await engine.order(orderId)).toMatchObject({ status: "sending", send_count: 1 });
  expect(Number((await engine.order(orderId)).miss_count)).toBeGreaterThanOrEqual(3);
  await engine.run(20_000, 2_000);
  expect(await engine.order(orderId)).toMatchObject({ status: "fulfilled", send_count: 1 });
  expect(engine.sendsOf(orderId)).toBe(1);
  expect(await findLies(engine)).toEqual([]);
});

test("looks that failed are no looks in vain: nothing is sent again on their account", async () => {
  model().faults.arm([
    { endpoint: "check-ref", kind: "html", count: 1_000 },
    { endpoint: "list", kind: "html", count: 1_000 },
  ]);
  const orderId = await sellAndLose();
  await engine.run(120_000, 5_000);
  expect(await engine.order(orderId)).toMatchObject({ status: "sending", send_count: 1, miss_count: 0 });
  model().faults.clear();
  await engine.run(20_000, 5_000);
  expect(await engine.order(orderId)).toMatchObject({ status: "fulfilled", send_count: 1 });
});

test.each([DIALECT_ROWS.duplicateStatus[0], DIALECT_ROWS.duplicateStatus[1]])(
  "not found for longer: sent again with the same reference, refused as a duplicate (%i), delivered once",
  async (duplicateStatus) => {
    model().settings.dialect = { ...model().settings.dialect, duplicateStatus };
    hideYoungOrders(100_000);
    const orderId = await sellAndLose();
    await engine.run(95_000, 5_000);
    const waiting = await engine.order(orderId);
    expect(waiting).toMatchObject({ status: "sending", topup_id: null, last_answer: "absent" });
    expect(Number(waiting.send_count)).toBeGreaterThanOrEqual(2);
    await engine.run(60_000, 5_000);
    expect(await engine.order(orderId)).toMatchObject({ status: "fulfilled" });
    expect(
      model()
        .provider.deliveries.list()
        .filter((one) => one.ref === orderId),
    ).toHaveLength(1);
    expect(await findLies(engine)).toEqual([]);
  },
);

test("never found: repeated for ten minutes with one reference, then left to a person and looked for on", async () => {
  model().faults.arm([{ endpoint: "send", kind: "drop-before-accept", count: 1_000 }]);
  const orderId = await engine.sell({ dinars: 100 });
  await dispatchOrder(engine.deps, orderId);
  await engine.run(25 * 60_000, 15_000);
  const left = await engine.order(orderId);
  expect(left).toMatchObject({ status: "uncertain", topup_id: null });
  const sends = engine.sendsOf(orderId);
  expect(sends).toBeGreaterThan(3);
  expect(sends).toBeLessThanOrEqual(10);
  model().faults.clear();
  const looks = Number(left.look_count);
  await engine.run(3 * 60 * 60_000, 15 * 60_000);
  expect(engine.sendsOf(orderId)).toBe(sends);
  const later = await engine.order(orderId);
  expect(later).toMatchObject({ status: "uncertain" });
  expect(Number(later.look_count)).toBeGreaterThan(looks);
  const moves = await engine.database.sql`select kind from transfers where order_id = ${orderId}`;
  expect(moves).toMatchObject([{ kind: "hold" }]);
});

test.each([1, 2, 3, 4, 5, 6])("every manner of speaking at once (seed %i): the four ends of a sale", async (seed) => {
  model().settings.useProfile("hostile", seed);
  // FAILED and an unheeded prefix rule are tests of their own.
  model().settings.dialect = { ...model().settings.dialect, finalWords: "FULFILLED/REFUNDED" };
  const lost = await sellAndLose();
  const numbers = ["0600000001", "0600000002", "0600000003"];
  const ids = [lost];
  for (const number of numbers) ids.push(await engine.sell({ number, dinars: 100, isRepeat: true }));
  await engine.run(30_000, 5_000);
  const ends = await Promise.all(ids.map(async (id) => (await engine.order(id)).status));
  expect(ends).toEqual(["fulfilled", "refunded", "refunded", "uncertain"]);
  expect(await findLies(engine)).toEqual([]);
});
