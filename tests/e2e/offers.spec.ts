import { expect, test } from "@/tests/support/e2e-test";

const OFFERED = "0600000002";

test("a refund with offers: one press fills the counter, Enter sells the offer, and the two orders know each other", async ({
  counter,
  order,
  shop,
  page,
}) => {
  await counter.open();
  const row = await counter.sell(OFFERED, 400);
  await counter.expectStatus(row, "refunded");
  await counter.expectFloat(20_000);
  const [refused] = await shop.orders();
  if (refused === undefined) throw new Error("nothing was sold");

  await row.getByRole("button", { name: /FACTURE/ }).click();
  await expect(counter.number).toHaveValue("0600 00 00 02");
  await expect(counter.amount).toHaveValue("400");
  await expect(counter.plan(/Bill/)).toBeChecked();
  expect(await shop.orders(), "a press fills in, it does not sell").toHaveLength(1);
  await page.keyboard.press("Enter");
  await expect.poll(async () => (await shop.orders()).length).toBe(2);

  await page.mouse.move(0, 0);
  await expect(counter.table.rows()).toHaveCount(2);
  await counter.expectStatus(counter.table.rows().first(), "fulfilled");
  const [, sold] = await shop.orders();
  expect(sold).toMatchObject({
    planCode: "FACTURE_MOBILIS",
    faceCentimes: 40_000n,
    originOrderId: refused.id,
    status: "fulfilled",
  });
  expect(await shop.deliveries()).toEqual([sold?.id]);

  await order.open(refused.id);
  await order
    .section("The order")
    .getByRole("link", { name: /Delivered/ })
    .click();
  await expect(page).toHaveURL(new RegExp(`/orders/${sold?.id}$`));
  await order.section("The order").getByRole("link", { name: "an earlier order" }).click();
  await expect(page).toHaveURL(new RegExp(`/orders/${refused.id}$`));
});

test("the orders list and the order's page offer the same, and lead to the counter", async ({
  counter,
  orders,
  order,
  shop,
  page,
}) => {
  await counter.open();
  await counter.expectStatus(await counter.sell(OFFERED, 250), "refunded");
  const { id } = await shop.onlyOrder();
  await orders.open();
  await orders.table
    .row("0600 00 00 02")
    .getByRole("button", { name: /FACTURE/ })
    .click();
  await counter.ready();
  await expect(counter.amount).toHaveValue("250");
  await expect(page, "a reload must not fill it in again").toHaveURL(/\/$/);
  await order.open(id);
  await order.main.getByRole("button", { name: /FACTURE/ }).click();
  await counter.ready();
  await expect(counter.number).toHaveValue("0600 00 00 02");
  await expect(counter.plan(/Bill/)).toBeChecked();
  expect(await shop.orders()).toHaveLength(1);
});

test("what an auditor reads of an offer cannot be pressed", async ({ counter, openAs, shop }) => {
  await counter.open();
  await counter.expectStatus(await counter.sell(OFFERED, 250), "refunded");
  const auditor = await openAs("auditor");
  await auditor.goto("/orders");
  const row = auditor.getByRole("table", { name: "Orders" }).getByRole("row").filter({ hasText: "0600 00 00 02" });
  await expect(row.getByText(/FACTURE/)).toBeVisible();
  await expect(row.getByRole("button")).toHaveCount(0);
  expect(await shop.orders()).toHaveLength(1);
});
