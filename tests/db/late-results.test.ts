import { expect, test } from "vitest";
import type { Session } from "@/lib/auth/types";
import { auditLedger } from "@/lib/ledger/audit";
import { closeLateResult } from "@/lib/orders/close-late-result";
import { dispatchOrder } from "@/lib/orders/dispatch-orders";
import { listUncertain, readShelfCounts } from "@/lib/orders/list-uncertain";
import { SCRIPTED } from "@/sandbox/model/scenario";
import { useEngine } from "../support/engine";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** Results that nobody was there to hear, and final words that were not the last. */
const engine = useEngine();

async function sellSent(dinars = 500): Promise<string> {
  const id = await engine.sell({ dinars });
  await dispatchOrder(engine.deps, id);
  return id;
}

function providerSays(orderId: string, status: string): void {
  const { provider } = engine.sandbox.model;
  const order = provider
    .book("sandbox")
    .allOrders()
    .find((one) => one.ref.endsWith(orderId));
  if (!order) throw new Error("the provider has no such order");
  provider.command(order, { status, refundMessage: null, offers: [] });
}

async function entriesOf(orderId: string) {
  const { results } = await listUncertain(engine.database.db, engine.shopId);
  return results.filter((result) => result.order.id === orderId);
}

test("what ends while the customer waits is no late result", async () => {
  const id = await sellSent();
  await engine.run(20_000);
  expect(await engine.order(id)).toMatchObject({ status: "fulfilled" });
  expect(await entriesOf(id)).toEqual([]);
});

test("what ends after the customer has left is one: delivered, or refunded with the cash to give back", async () => {
  const [delivered, refunded] = [await sellSent(), await sellSent(700)];
  engine.pass(4 * 60_000);
  providerSays(refunded, "REFUNDED");
  await engine.tick();
  expect(await entriesOf(delivered)).toMatchObject([{ kind: "delivered_late", cashCentimes: "0" }]);
  expect(await entriesOf(refunded)).toMatchObject([{ kind: "refunded_late", cashCentimes: "70000", closedAt: null }]);
  expect(await auditLedger(engine.database.sql)).toEqual([]);
});

test("what was uncertain for a moment is one: the customer was told to go", async () => {
  const id = await engine.sell({ number: SCRIPTED.unknown, planCode: "PREPAID_MOBILIS" });
  await dispatchOrder(engine.deps, id);
  await engine.run(20_000, 5_000);
  expect(await engine.order(id)).toMatchObject({ status: "uncertain" });
  providerSays(id, "FULFILLED");
  await engine.run(70_000, 10_000);
  expect(await entriesOf(id)).toMatchObject([{ kind: "delivered_late" }]);
});

test("an entry is closed once, by somebody of the shop, and keeps who and when", async () => {
  const id = await sellSent();
  engine.pass(4 * 60_000);
  await engine.tick();
  const [entry] = await entriesOf(id);
  if (!entry) throw new Error("no entry");
  const session = { shopId: engine.shopId, staffId: engine.staffId } as Session;
  const { sql, db } = engine.database;
  const before = await readShelfCounts(db, engine.shopId);
  expect(
    await closeLateResult({ sql }, { ...session, shopId: (engine.shopId + 1) as typeof engine.shopId }, entry.id),
  ).toMatchObject({
    error: { code: "not_found" },
  });
  const answers = await Promise.all([
    closeLateResult({ sql }, session, entry.id),
    closeLateResult({ sql }, session, entry.id),
  ]);
  expect(answers.map((answer) => (answer.ok ? "closed" : answer.error.code)).sort()).toEqual([
    "already_closed",
    "closed",
  ]);
  const { closed } = await listUncertain(db, engine.shopId);
  expect(closed).toContainEqual(
    expect.objectContaining({ id: entry.id, closedByName: "Cashier", closedAt: expect.any(String) }),
  );
  expect((await readShelfCounts(db, engine.shopId)).late).toBe(before.late - 1);
  for (const change of [
    sql`update late_results set closed_by = null, closed_at = null where id = ${entry.id}`,
    sql`update late_results set cash_centimes = 1 where id = ${entry.id}`,
    sql`delete from late_results where id = ${entry.id}`,
    sql`truncate late_results`,
  ]) {
    await expect(change).rejects.toMatchObject({ code: "23001" });
  }
});

test("a delivered order that is taken back days later is noticed: a reversal, an event, an entry with the cash", async () => {
  const ids = [await sellSent(), await sellSent(), await sellSent(), await sellSent(), await sellSent()];
  await engine.run(20_000);
  const [taken = "", early = ""] = ids;
  const requests = () => engine.sandbox.model.log.list().filter(({ path }) => path !== "/v3/ping").length;
  providerSays(early, "REFUNDED");
  const before = requests();
  const { look_count: looks } = await engine.order(taken);
  await engine.run(DAY + HOUR, HOUR);
  // All of them were looked at by one page of the list; two other requests a day renew the key and the catalogue.
  expect(requests() - before).toBeLessThan(40);
  expect(await engine.order(early)).toMatchObject({ status: "fulfilled", reversed_at: expect.anything() });
  expect(await engine.order(taken)).toMatchObject({ reversed_at: null, look_count: Number(looks) + 1 });
  providerSays(taken, "REFUNDED");
  await engine.run(7 * DAY, 6 * HOUR);
  for (const id of [taken, early]) {
    expect((await engine.events(id)).filter((kind) => kind === "reversed")).toHaveLength(1);
    expect(await entriesOf(id)).toMatchObject([{ kind: "reversed", said: "REFUNDED", cashCentimes: "50000" }]);
  }
  // After a week nobody asks any more.
  expect(await engine.order(ids[4] ?? "")).toMatchObject({ status: "fulfilled", look_back_at: null });
  expect(await auditLedger(engine.database.sql)).toEqual([]);
});

test("a refunded order that is delivered after all is noticed: an alarm, and no money moves", async () => {
  const id = await sellSent();
  providerSays(id, "REFUNDED");
  await engine.run(20_000);
  expect(await engine.order(id)).toMatchObject({ status: "refunded" });
  const balances = await engine.balances();
  providerSays(id, "FULFILLED");
  await engine.run(8 * DAY, 12 * HOUR);
  expect(await engine.order(id)).toMatchObject({ status: "refunded" });
  expect(await engine.balances()).toEqual(balances);
  expect((await engine.events(id)).filter((kind) => kind === "contradiction")).toHaveLength(1);
  expect(await entriesOf(id)).toMatchObject([
    { kind: "contradiction", said: "FULFILLED", corrections: [{ from: "float", to: "sold", amountCentimes: "49000" }] },
  ]);
});
