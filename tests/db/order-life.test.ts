import { expect, test } from "vitest";
import { auditLedger } from "@/lib/ledger/audit";
import { dispatchOrder } from "@/lib/orders/dispatch-orders";
import { useEngine } from "../support/engine";

const engine = useEngine();

test("a sale is held, sent, followed and delivered, and its money settles once", async () => {
  const before = await engine.balances();
  const placed = await engine.place({ dinars: 500 });
  expect(placed).toMatchObject({ code: "placed", chargeCentimes: 49_000n });
  expect(await engine.balances()).toMatchObject({ float: before.float! - 49_000n, held: before.held! + 49_000n });
  await dispatchOrder(engine.deps, placed.orderId);
  expect(await engine.order(placed.orderId)).toMatchObject({ status: "pending", send_count: 1, doubt_count: 0 });
  await engine.run(20_000);
  expect(await engine.order(placed.orderId)).toMatchObject({ status: "fulfilled", due_at: null });
  expect(await engine.balances()).toMatchObject({
    float: before.float! - 49_000n,
    held: before.held,
    sold: before.sold! + 49_000n,
  });
  expect(await auditLedger(engine.database.sql)).toEqual([]);
});
