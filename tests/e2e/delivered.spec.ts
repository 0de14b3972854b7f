import { expect, test } from "@/tests/support/e2e-test";
import { money } from "@/tests/support/e2e-table";

test("a sale is sent, followed and delivered before the customer's eyes, and its money settles", async ({
  counter,
  shop,
}) => {
  await counter.open();
  await counter.expectFloat(20_000);
  const row = await counter.sell("0661234567", 500);
  await counter.expectFloat(19_510);
  await counter.table.expectRow(row, {
    Time: /\d\d:\d\d/,
    Number: "0661 23 45 67",
    Operator: "Mobilis",
    Plan: "Prepaid",
    Amount: money(500),
    Status: /Queued|Sending|Pending|Handling/,
  });
  await counter.expectStatus(row, "fulfilled");
  const { id, status, sendCount } = await shop.onlyOrder();
  expect({ status, sendCount }).toEqual({ status: "fulfilled", sendCount: 1 });
  expect(await shop.deliveries()).toEqual([id]);
  expect(await shop.balances()).toEqual({ float: 1_951_000n, held: 0n, sold: 49_000n });
});
