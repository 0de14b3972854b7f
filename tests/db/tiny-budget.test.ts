import { afterEach, expect, test } from "vitest";
import { dispatchOrder } from "@/lib/orders/dispatch-orders";
import { claimSends } from "@/lib/orders/claim-orders";
import { useEngine } from "../support/engine";
import { findLies } from "../support/truth";

/** With ten requests a minute everything is slow, and everything ends as it should. */
const engine = useEngine({ ratePerMinute: 10 });

afterEach(() => engine.sandbox.model.faults.clear());

test("orders of every fate on the smallest budget", async () => {
  engine.pass(60_000);
  const delivered = [];
  for (let n = 0; n < 6; n += 1) delivered.push(await engine.sell({ dinars: 100 }));
  const refunded = await engine.sell({ number: "0600000001", dinars: 100 });
  await engine.run(5 * 60_000, 4_000);
  for (const id of delivered) expect(await engine.order(id)).toMatchObject({ status: "fulfilled", send_count: 1 });
  expect(await engine.order(refunded)).toMatchObject({ status: "refunded" });
  expect(await findLies(engine)).toEqual([]);
});

test("a lost send is looked for in every way, and repeated", async () => {
  engine.pass(60_000);
  const orderId = await engine.sell({ dinars: 100 });
  await claimSends(engine.deps, 1, orderId);
  await engine.run(5 * 60_000, 4_000);
  expect(await engine.order(orderId)).toMatchObject({ status: "fulfilled", send_count: 2 });
  expect(await findLies(engine)).toEqual([]);
});

test("a lost answer that only the list knows is found", async () => {
  engine.pass(60_000);
  engine.sandbox.model.faults.arm([
    { endpoint: "send", kind: "accept-then-drop" },
    { endpoint: "check-ref", kind: "not-found-for", count: 1_000 },
  ]);
  const orderId = await engine.sell({ dinars: 100 });
  await dispatchOrder(engine.deps, orderId);
  await engine.run(3 * 60_000, 4_000);
  expect(await engine.order(orderId)).toMatchObject({ status: "fulfilled", send_count: 1 });
  expect(await findLies(engine)).toEqual([]);
});
