import { expect, test } from "@/tests/support/e2e-test";
import { money } from "@/tests/support/e2e-table";

const REFUNDED = "0600000001";
const PROVIDER_SAYS = "تعذر شحن هذا الرقم، تم إرجاع المبلغ إلى رصيدكم";

test("a refund gives the money back and shows the provider's own words on the live row, right to left", async ({
  counter,
  shop,
}) => {
  await counter.open();
  const row = await counter.sell(REFUNDED, 300);
  await counter.expectFloat(19_706);
  await counter.expectStatus(row, "refunded");
  await counter.expectFloat(20_000);
  const words = row.getByText(PROVIDER_SAYS);
  await expect(words).toBeVisible();
  await expect(words).toHaveAttribute("lang", "ar");
  await expect(words, "an English page, an Arabic sentence").toHaveCSS("direction", "rtl");
  await expect(words).toHaveCSS("unicode-bidi", "isolate");
  const { status } = await shop.onlyOrder();
  expect(status).toBe("refunded");
  expect(await shop.deliveries()).toEqual([]);
  expect(await shop.balances()).toEqual({ float: 2_000_000n, held: 0n, sold: 0n });
});

test("the order's page tells the refund in words, with every movement of the money", async ({
  counter,
  order,
  shop,
  page,
}) => {
  await counter.open();
  await counter.expectStatus(await counter.sell(REFUNDED, 300), "refunded");
  await order.open((await shop.onlyOrder()).id);
  await order.expectStatus("refunded");
  await expect(page).toHaveTitle(/0600 00 00 01/);
  await expect(order.main.getByText(PROVIDER_SAYS)).toHaveCSS("direction", "rtl");
  const timeline = order.section("What happened").getByRole("listitem");
  await expect(timeline.first()).toContainText(/Sold by .*the money is held/);
  await expect(timeline.nth(1)).toContainText("Sent to the provider");
  await expect(timeline.nth(2)).toContainText("The provider accepted it");
  await expect(timeline.last()).toContainText("Final answer: Refunded");
  const ledger = order.section("Where the money went").getByRole("listitem");
  await expect(ledger).toHaveCount(2);
  await expect(ledger.first()).toContainText("Held for a sale");
  await expect(ledger.last()).toContainText("Given back");
  await expect(ledger.last()).toContainText(money(294));
});

test("what certainly did not arrive can be sent again: the counter opens filled in, and Enter sells it", async ({
  counter,
  order,
  shop,
}) => {
  await counter.open();
  await counter.expectStatus(await counter.sell(REFUNDED, 300), "refunded");
  const first = await shop.onlyOrder();
  await order.open(first.id);
  await order.sendAgain.click();
  await expect(counter.number).toHaveValue("0600 00 00 01");
  await expect(counter.amount).toHaveValue("300");
  expect(await shop.orders(), "nothing is sold by a link").toHaveLength(1);
  await counter.number.fill("0661234568");
  await counter.number.press("Enter");
  await expect.poll(async () => (await shop.orders()).length).toBe(2);
  const [, second] = await shop.orders();
  expect(second).toMatchObject({ msisdn: "0661234568", faceCentimes: 30_000n });
});
