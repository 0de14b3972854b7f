import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { viewDump } from "@/sandbox/control-view";
import { chargeCentimes } from "@/sandbox/model/centimes";
import { formatFact, parseFact, type Fact } from "@/sandbox/model/facts";
import { Model } from "@/sandbox/model/model";
import { openSandbox } from "./support";

describe("what an order costs", () => {
  test.each([
    [300, "0.9925", 29_775n],
    [500, "0.98", 49_000n],
    [1, "0.00505", 1n],
    [1, "0.00495", 0n],
    [1, "0.005", 1n],
    [101, "0.00005", 1n],
    [99, "0.00005", 0n],
    [300_000, "0.955", 28_650_000n],
    [40, "1", 4_000n],
    [0, "0.96", 0n],
  ])("%i dinars at %s is %i centimes, rounded half up", (amount, cost, centimes) => {
    expect(chargeCentimes(amount, cost)).toBe(centimes);
  });
});

const ACTION = fc.oneof(
  { weight: 5, arbitrary: fc.record({ kind: fc.constant("send" as const), ...sendFields() }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant("pass" as const), ms: fc.integer({ min: 0, max: 20_000 }) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("advance" as const), ms: fc.integer({ max: 9e7, min: 0 }) }) },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant("command" as const),
      which: fc.nat(30),
      status: fc.constantFrom("FULFILLED", "REFUNDED", "UNKNOWN_ERROR", "HANDLING", "ON_HOLD"),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("balance" as const), centimes: fc.bigInt(0n, 200_000n) }) },
);

function sendFields() {
  return {
    msisdn: fc.constantFrom("0770445566", "0600000001", "0600000002", "0600000003"),
    planCode: fc.constantFrom("PREPAID_DJEZZY", "PIXX_500", "GETMENU_Djezzy"),
    amountDinars: fc.integer({ min: 100, max: 700 }),
    ref: fc.constantFrom("r1", "r2", "r3", "r4", "r5", "r6", "r7", "r8"),
  };
}

type Action = (typeof ACTION extends fc.Arbitrary<infer T> ? T : never) & object;

function open() {
  let nowMs = Date.UTC(2026, 1, 3);
  const facts: Fact[] = [];
  const model = modelAt(() => nowMs, [], facts);
  facts.push(model.provider.opening());
  return { model, facts, pass: (ms: number): void => void (nowMs += ms), now: () => nowMs };
}

function modelAt(source: () => number, earlier: readonly Fact[], recorded: Fact[] = []): Model {
  const record = (fact: Fact): void => void recorded.push(fact);
  return new Model({ source, seed: 3, profile: "live-2025-12", openingCentimes: 200_000n, record }, earlier);
}

function act(world: ReturnType<typeof open>, action: Action): void {
  const { provider } = world.model;
  switch (action.kind) {
    case "send":
      provider.send("sandbox", action, true);
      return;
    case "pass":
      return world.pass(action.ms);
    case "advance":
      provider.advance(action.ms);
      return;
    case "command": {
      const orders = provider.book("sandbox").allOrders();
      const order = orders[action.which % Math.max(1, orders.length)];
      if (order !== undefined) provider.command(order, { status: action.status, refundMessage: null, offers: [] });
      return;
    }
    case "balance":
      provider.setBalance("sandbox", action.centimes);
  }
}

function assertBooks(model: Model): void {
  model.provider.settle();
  const book = model.provider.book("sandbox");
  const { wallet } = book;
  let balance = wallet.openingCentimes;
  let lastMs = 0;
  const paid = new Map<string, bigint>();
  for (const line of wallet.lines) {
    const signed = line.operation === "INCREMENT" ? line.amountCentimes : -line.amountCentimes;
    expect(line.oldBalanceCentimes).toBe(balance);
    balance += signed;
    expect(line.newBalanceCentimes).toBe(balance);
    expect(balance).toBeGreaterThanOrEqual(0n);
    expect(line.atMs).toBeGreaterThanOrEqual(lastMs);
    lastMs = line.atMs;
    paid.set(line.orderId, (paid.get(line.orderId) ?? 0n) - signed);
  }
  expect(wallet.balanceCentimes).toBe(balance);

  const deliveries = model.provider.deliveries.list();
  expect(new Set(deliveries.map(({ orderId }) => orderId)).size).toBe(deliveries.length);
  const refs = book.allOrders().map(({ ref }) => ref);
  expect(new Set(refs).size).toBe(refs.length);
  for (const order of book.allOrders()) {
    const isRefunded = order.status === "REFUNDED";
    expect(paid.get(order.id) ?? 0n).toBe(isRefunded ? 0n : order.debitCentimes);
    const delivery = deliveries.find(({ orderId }) => orderId === order.id);
    if (order.status === "FULFILLED" && order.reachesPhone) expect(delivery?.reversedAtMs).toBeNull();
    if (isRefunded && delivery !== undefined) expect(delivery.reversedAtMs).not.toBeNull();
    if (!order.reachesPhone) expect(delivery).toBeUndefined();
  }
}

describe("whatever happens", () => {
  test("balance = opening + Σ ledger, an order pays once at most, a phone is reached once at most", () => {
    fc.assert(
      fc.property(fc.array(ACTION, { maxLength: 60 }), (actions) => {
        const world = open();
        for (const action of actions) {
          act(world, action);
          assertBooks(world.model);
        }
      }),
      { numRuns: 150 },
    );
  });

  test("replaying the facts gives back the same provider, to the last id and moment", () => {
    fc.assert(
      fc.property(fc.array(ACTION, { maxLength: 40 }), (actions) => {
        const first = open();
        for (const action of actions) act(first, action);
        first.model.provider.advance(1);
        const lines = first.facts.map(formatFact);
        const second = modelAt(first.now, lines.map(parseFact));
        expect(viewDump(second)).toEqual(viewDump(first.model));
        assertBooks(second);
      }),
      { numRuns: 100 },
    );
  });
});

describe("late changes", () => {
  test("a delivery that is taken back credits the wallet, and stays on record as reversed", async () => {
    const sandbox = await openSandbox();
    const id = await sandbox.accept({ ref: "late" });
    sandbox.pass(15_000);
    expect((await sandbox.dump()).deliveries).toEqual([
      {
        topupId: id,
        book: "sandbox",
        ref: "late",
        msisdn: "0770445566",
        planCode: "PREPAID_DJEZZY",
        amount: 300,
        at: "2026-02-03T09:14:22.881Z",
        reversedAt: null,
      },
    ]);
    sandbox.pass(45_000);
    await sandbox.control("/orders/late/status", { status: "REFUNDED", refund_message: "Erreur" });
    const { wallets, deliveries } = await sandbox.dump();
    expect(wallets.sandbox).toEqual({ opening: 10_000_000, balance: 10_000_000 });
    expect(deliveries).toMatchObject([{ at: "2026-02-03T09:14:22.881Z", reversedAt: "2026-02-03T09:15:07.881Z" }]);
    expect(await sandbox.order(id)).toMatchObject({ status: "REFUNDED", refund_message: "Erreur", balance_amount: 0 });

    await sandbox.control("/orders/late/status", { status: "FULFILLED" });
    const again = await sandbox.dump();
    expect(again.wallets.sandbox).toMatchObject({ balance: 9_999_702.25 });
    expect(again.deliveries).toMatchObject([{ at: "2026-02-03T09:14:22.881Z", reversedAt: null }]);
  });

  test("a refund cannot be taken back from an empty wallet", async () => {
    const sandbox = await openSandbox();
    await sandbox.accept({ ref: "poor", MSSIDN: "0600000001" });
    sandbox.pass(10_000);
    await sandbox.control("/balance", { balance: 100 });
    const refused = await sandbox.control("/orders/poor/status", { status: "FULFILLED" });
    expect(refused).toMatchObject({ status: 409, body: { error: expect.stringContaining("wallet") } });
    expect((await sandbox.dump()).orders).toMatchObject([{ status: "REFUNDED" }]);
  });

  test("a balance that is set is a deposit or a withdrawal in the ledger", async () => {
    const sandbox = await openSandbox();
    await sandbox.control("/balance", { balance: 5_000.5 });
    await sandbox.control("/balance", { balance: 6_000 });
    const { ledger } = await sandbox.dump();
    expect(ledger).toMatchObject([
      { type: "WITHDRAW", operation: "DECREMENT", amount: 9_994_999.5, topupId: "" },
      { type: "DEPOSIT", operation: "INCREMENT", amount: 999.5, newBalance: 6_000 },
    ]);
  });
});
