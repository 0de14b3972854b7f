import { expect, test } from "vitest";
import { applyOutcomes } from "@/lib/orders/apply-outcomes";
import { claimSends } from "@/lib/orders/claim-orders";
import { auditLedger } from "@/lib/ledger/audit";
import type { Order } from "@/sandbox/model/orders";
import type { WalletLine } from "@/sandbox/model/wallet";
import { freshNumber, useEngine } from "../support/engine";
import { reconcileNow, SETTLING_MS, sumOf, type Concluded } from "../support/reconcile";

const engine = useEngine();

/** 500 DA at 0.9925: what one sale of the tests should cost. */
const COST = 49_625n;

const provider = () => engine.sandbox.model.provider;
const book = () => provider().book("sandbox");

function theirs(orderId: string): Order {
  const order = book()
    .allOrders()
    .find(({ ref }) => ref === orderId);
  if (!order) throw new Error(`the provider has no ${orderId}`);
  return order;
}

async function sellDelivered(change: { dinars?: number } = {}): Promise<string> {
  const orderId = await engine.sell({ dinars: 500, ...change });
  await engine.run(24_000, 4_000);
  expect(await engine.order(orderId)).toMatchObject({ status: "fulfilled" });
  return orderId;
}

let moves = 0;

/** A line of the provider's account that nothing in its own books explains. */
function moveMoney(order: Order, type: WalletLine["type"], amountCentimes: bigint): void {
  moves += 1;
  book().wallet.move({
    id: `ffff${String(moves).padStart(20, "0")}`,
    type,
    amountCentimes,
    orderId: order.id,
    atMs: provider().settle(),
  });
}

async function reconcileLater(): Promise<Concluded> {
  engine.pass(SETTLING_MS);
  const moneyBefore = await readMoney();
  const concluded = await reconcileNow(engine);
  expect(sumOf(concluded)).toBe(book().wallet.balanceCentimes);
  expect(concluded.run).toMatchObject({ is_whole: true });
  const jumps = concluded.findings.filter((one) => one.kind === "balance_jump");
  expect(jumps.reduce((sum, one) => sum + BigInt(one.effect), 0n)).toBe(concluded.run.rest_centimes);
  expect(await readMoney()).toEqual(moneyBefore);
  expect(await auditLedger(engine.database.sql)).toEqual([]);
  return concluded;
}

/** Everything that reconciliation may not touch. */
async function readMoney() {
  const { sql } = engine.database;
  const [row] = await sql`
    select (select count(*)::integer from transfers) as transfers, (select count(*)::integer from order_events) as events,
      (select md5(string_agg(concat(id, status, version, topup_id), ',' order by id)) from orders) as orders`;
  return { ...row };
}

/** What is named of one order, or of a subject of the provider's. */
function named({ findings }: Concluded, subject: string): string[] {
  return findings.filter((one) => one.subject === subject).map((one) => `${one.kind} ${one.effect}`);
}

test("books that agree have nothing to name and nothing unexplained", async () => {
  const delivered = await sellDelivered();
  const refused = await engine.sell({ number: "0600000001", dinars: 500 });
  await engine.run(24_000, 4_000);
  expect(await engine.order(refused)).toMatchObject({ status: "refunded" });
  const open = await engine.sell({ number: "0600000003", dinars: 500 });
  await engine.run(24_000, 4_000);
  expect(await engine.order(open)).toMatchObject({ status: "uncertain" });
  const concluded = await reconcileLater();
  expect(concluded.named).toEqual([]);
  expect(concluded.faults).toEqual([]);
  expect(concluded.run).toMatchObject({
    order_count: 3,
    opening_centimes: 1_000_000_000n,
    charged_centimes: -2n * COST,
    refunded_centimes: COST,
    under_way_centimes: -COST,
    named_centimes: 0n,
    rest_centimes: 0n,
  });
  expect(delivered).not.toBe(refused);
});

test("a top-up that the provider has and we do not is missing here", async () => {
  const sent = provider().send(
    "sandbox",
    { planCode: "PREPAID_DJEZZY", msisdn: freshNumber(), amountDinars: 500, ref: "by-hand-1" },
    true,
  );
  if (!sent.ok) throw new Error("refused");
  expect(named(await reconcileLater(), sent.value.id)).toEqual([`missing_here ${-COST}`]);
});

test("a delivered order that the provider has never heard of is missing there", async () => {
  const orderId = await engine.sell({ dinars: 500 });
  const [claimed] = await claimSends(engine.deps, 1, orderId);
  if (!claimed) throw new Error("not claimed");
  await applyOutcomes(engine.deps, [
    { orderId, word: "accepted", isAnswer: true, topupId: "abadcafe0000000000000001" },
  ]);
  await applyOutcomes(engine.deps, [{ orderId, word: "seen", toStatus: "fulfilled" }]);
  expect(await engine.order(orderId)).toMatchObject({ status: "fulfilled" });
  expect(named(await reconcileLater(), orderId)).toEqual([`missing_there ${COST}`]);
});

test("an order that was charged twice is named with what the second charge took", async () => {
  const orderId = await sellDelivered();
  moveMoney(theirs(orderId), "FLEXY", COST);
  expect(named(await reconcileLater(), orderId)).toEqual([`charged_twice ${-COST}`]);
});

test("two orders of the provider's under one reference of ours are charged twice", async () => {
  const orderId = await sellDelivered();
  const { msisdn, planCode, ref } = theirs(orderId);
  const again = provider().send("sandbox", { planCode, msisdn, amountDinars: 500, ref: `${ref}-again` }, true);
  if (!again.ok) throw new Error("refused");
  Object.assign(again.value, { ref });
  expect(named(await reconcileLater(), orderId)).toEqual([`charged_twice ${-COST}`]);
});

test("a price that is not the catalogue's is a drift of its plan", async () => {
  const { settings } = engine.sandbox.model;
  settings.changePlan("PREPAID_DJEZZY", { cost: "0.995" });
  const orderId = await sellDelivered();
  settings.changePlan("PREPAID_DJEZZY", { cost: "0.9925" });
  const concluded = await reconcileLater();
  expect(named(concluded, orderId)).toEqual(["charged_otherwise -125"]);
});

test("a top-up that the provider took back and we count as delivered is refunded there", async () => {
  const orderId = await sellDelivered();
  provider().command(theirs(orderId), { status: "REFUNDED", refundMessage: null, offers: [] });
  expect(named(await reconcileLater(), orderId)).toEqual([`refunded_there ${COST}`]);
});

test("one that we gave back and the provider delivered is refunded here", async () => {
  const orderId = await engine.sell({ dinars: 500 });
  await engine.tick();
  await applyOutcomes(engine.deps, [{ orderId, word: "seen", toStatus: "refunded" }]);
  engine.pass(20_000);
  expect(theirs(orderId).id).toBe((await engine.order(orderId)).topup_id);
  expect(named(await reconcileLater(), orderId)).toEqual([`refunded_here ${-COST}`]);
});

test("a refund that the provider tells of and does not pay is named", async () => {
  const orderId = await engine.sell({ number: "0600000001", dinars: 500 });
  await engine.run(24_000, 4_000);
  expect(await engine.order(orderId)).toMatchObject({ status: "refunded" });
  moveMoney(theirs(orderId), "FLEXY", COST);
  expect(named(await reconcileLater(), orderId)).toEqual([`refund_unpaid ${-COST}`]);
});

test("a refund that was paid twice is named", async () => {
  const orderId = await engine.sell({ number: "0600000001", dinars: 500 });
  await engine.run(24_000, 4_000);
  moveMoney(theirs(orderId), "REFUND-FLEXY", COST);
  expect(named(await reconcileLater(), orderId)).toEqual([`refunded_twice ${COST}`]);
});

test("a refund of another amount than the charge is named", async () => {
  const orderId = await engine.sell({ number: "0600000001", dinars: 500 });
  await engine.run(24_000, 4_000);
  const refund = book().wallet.lines.find(
    (line) => line.type === "REFUND-FLEXY" && line.orderId === theirs(orderId).id,
  );
  if (!refund) throw new Error("not refunded");
  const short = { amountCentimes: COST - 1_000n, newBalanceCentimes: refund.newBalanceCentimes - 1_000n };
  Object.assign(refund, short);
  const concluded = await reconcileLater();
  expect(named(concluded, orderId)).toEqual(["refund_differs -1000"]);
  // The next line takes up a balance that this one did not leave: the account jumps back by as much.
  Object.assign(refund, { amountCentimes: COST, newBalanceCentimes: refund.oldBalanceCentimes + COST });
});

test("a delivered order without a charge is named", async () => {
  const { settings } = engine.sandbox.model;
  settings.dialect = { ...settings.dialect, sandboxDebits: false };
  const orderId = await sellDelivered();
  settings.dialect = { ...settings.dialect, sandboxDebits: true };
  expect(named(await reconcileLater(), orderId)).toEqual([`uncharged ${COST}`]);
});

test("another amount under our reference is named with what it cost more", async () => {
  const orderId = await engine.sell({ dinars: 500 });
  const { msisdn } = await engine.order(orderId);
  const taken = { planCode: "PREPAID_DJEZZY", msisdn: String(msisdn), amountDinars: 600, ref: orderId };
  expect(provider().send("sandbox", taken, true).ok).toBe(true);
  await engine.run(24_000, 4_000);
  expect(await engine.order(orderId)).toMatchObject({ status: "uncertain" });
  expect(named(await reconcileLater(), orderId)).toEqual(["amount_differs -9925"]);
});

test("another number under our reference is named", async () => {
  const orderId = await engine.sell({ dinars: 500 });
  const taken = { planCode: "PREPAID_DJEZZY", msisdn: freshNumber(), amountDinars: 500, ref: orderId };
  expect(provider().send("sandbox", taken, true).ok).toBe(true);
  await engine.run(24_000, 4_000);
  expect(named(await reconcileLater(), orderId)).toEqual(["sale_differs 0"]);
});

test("a list that says another charge than the account is named", async () => {
  const orderId = await sellDelivered();
  Object.assign(theirs(orderId), { chargeCentimes: COST + 300n });
  expect(named(await reconcileLater(), orderId)).toEqual(["list_differs 0"]);
});

test("a line whose amount is not what it did to the balance is named", async () => {
  const orderId = await sellDelivered();
  const line = book().wallet.lines.find((one) => one.orderId === theirs(orderId).id);
  if (!line) throw new Error("not charged");
  Object.assign(line, { amountCentimes: COST - 100n });
  expect(named(await reconcileLater(), line.id)).toEqual(["line_differs 0"]);
});

test("deposits and the account's other movements are told apart", async () => {
  const before = await reconcileLater();
  const { balanceCentimes } = book().wallet;
  provider().setBalance("sandbox", balanceCentimes + 5_000_000n);
  provider().setBalance("sandbox", balanceCentimes + 4_000_000n);
  const after = await reconcileLater();
  expect(BigInt(String(after.run.deposit_centimes)) - BigInt(String(before.run.deposit_centimes))).toBe(5_000_000n);
  expect(after.run.other_movements).toEqual({ WITHDRAW: "-1000000" });
  expect(after.run.rest_centimes).toBe(before.run.rest_centimes);
});

test("money that went without a line is the unexplained rest, and the jump says where", async () => {
  const { wallet } = book();
  const before = await reconcileLater();
  provider().setBalance("sandbox", wallet.balanceCentimes - 777n);
  // The model's own list of lines: the withdrawal is struck from it.
  (wallet.lines as WalletLine[]).pop();
  const hidden = await reconcileLater();
  expect(BigInt(String(hidden.run.rest_centimes)) - BigInt(String(before.run.rest_centimes))).toBe(-777n);
  expect(hidden.named).toContain("balance_jump -777");
  await sellDelivered();
  const after = await reconcileLater();
  expect(after.run.rest_centimes).toBe(hidden.run.rest_centimes);
  expect(after.named).toContain("balance_jump -777");
});

test("what was put right is named no longer, and what stays keeps its first day", async () => {
  const orderId = await sellDelivered();
  moveMoney(theirs(orderId), "FLEXY", COST);
  const first = await reconcileLater();
  expect(named(first, orderId)).toEqual([`charged_twice ${-COST}`]);
  const second = await reconcileLater();
  const [finding] = await engine.database.sql`
    select first_run_id, last_run_id from reconcile_findings where order_id = ${orderId}`;
  expect({ ...finding }).toEqual({ first_run_id: first.run.id, last_run_id: second.run.id });
  moveMoney(theirs(orderId), "REFUND-FLEXY", COST);
  expect(named(await reconcileLater(), orderId)).toEqual([]);
});
