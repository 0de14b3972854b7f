import { expect, test } from "@/tests/support/e2e-test";
import { captureCall, expectAnswer, forge } from "@/tests/support/e2e-action";
import { OrderPage } from "@/tests/support/e2e-orders";
import { Shop } from "@/tests/support/e2e-shop";
import { money } from "@/tests/support/e2e-table";

test("a delivered order tells its life, its money and its references", async ({ order, shop, world }) => {
  const [id = ""] = await shop.place([{ number: "0661600001", dinars: 500, planCode: "PREPAID_MOBILIS" }]);
  await order.open(id);
  await order.expectStatus("fulfilled");
  const timeline = order.section("What happened").getByRole("listitem");
  await expect(timeline).toContainText([
    /Sold by cashier.*the money is held/,
    "Sent to the provider",
    "The provider accepted it",
    "Final answer: Delivered",
  ]);
  const ledger = order.section("Where the money went").getByRole("listitem");
  await expect(ledger).toContainText([/Held for a sale.*Available after/s, /Delivered.*Held after/s]);
  await expect(ledger.first()).toContainText(money(19_510));
  const references = order.section("References");
  await expect(references).toContainText(id);
  const held = (await world.provider.dump()).orders.find(({ ref }) => ref === id);
  expect(held?.status).toBe("FULFILLED");
  await expect(references).toContainText("FULFILLED");
  await expect(order.main.getByRole("button", { name: /Check now|Cancel|Send again/ })).toHaveCount(0);
});

test("while an order waits to be sent it can be called back: the money returns, nothing is sent", async ({
  world,
  openAs,
}) => {
  const shop = await Shop.open(world, { graceSeconds: 10 });
  const [id = ""] = await shop.place([{ number: "0661600002", dinars: 500, planCode: "PREPAID_MOBILIS" }]);
  expect(await shop.balances()).toMatchObject({ float: 1_951_000n, held: 49_000n });
  const order = new OrderPage(await openAs("cashier", { shop }));
  await order.open(id);
  await order.expectStatus("queued");
  await order.cancel.click();
  await order.expectStatus("cancelled");
  await expect(order.main.getByText("Cancelled. The money is back in the balance.")).toBeVisible();
  await expect(order.section("What happened").getByRole("listitem").last()).toContainText(/Cancelled by cashier/);
  await expect(order.sendAgain).toBeVisible();
  expect(await shop.onlyOrder()).toMatchObject({ status: "cancelled", sendCount: 0 });
  expect(await shop.balances()).toEqual({ float: 2_000_000n, held: 0n, sold: 0n });
  expect((await world.provider.dump()).orders.map(({ ref }) => ref)).not.toContain(id);
});

test("once sent it is too late to cancel, and the server says so to whoever tries anyway", async ({
  world,
  openAs,
}) => {
  const shop = await Shop.open(world, { graceSeconds: 10 });
  const [one = "", two = ""] = await shop.place([
    { number: "0661600003", dinars: 500, planCode: "PREPAID_MOBILIS" },
    { number: "0661600004", dinars: 600, planCode: "PREPAID_MOBILIS" },
  ]);
  const page = await openAs("cashier", { shop });
  const order = new OrderPage(page);
  await order.open(one);
  await order.expectStatus("queued");
  const call = await captureCall(page, () => order.cancel.click());
  await order.expectStatus("cancelled");
  await world.sql`update orders set due_at = now() where id = ${two}`;
  await order.open(two);
  await order.expectStatus("fulfilled");
  await expect(order.cancel).toHaveCount(0);
  await expectAnswer(await forge(page, call, [two]), { ok: false, error: { code: "too_late_to_cancel" } });
  expect((await shop.orders()).map(({ status }) => status)).toEqual(["cancelled", "fulfilled"]);
});

test("while the provider is unreachable sales wait, and go out by themselves when it is back", async ({
  counter,
  shop,
  world,
}) => {
  await counter.open();
  await world.sql`update upstream_state set paused_until = now() + interval '1 hour', pause_reason = 'rate_limited'`;
  const row = await counter.sell("0661600005", 500);
  await counter.expectStatus(row, "queued");
  expect(await shop.onlyOrder()).toMatchObject({ status: "queued", sendCount: 0 });
  await world.sql`update upstream_state set paused_until = null, pause_reason = null`;
  await counter.expectStatus(row, "fulfilled");
  expect((await shop.onlyOrder()).sendCount).toBe(1);
});

test("a refusal by the provider is told in its words, and the money is back", async ({
  counter,
  order,
  shop,
  world,
}) => {
  await counter.open();
  await world.provider.operators({ mobilis: "down" });
  const row = await counter.sell("0661600006", 500);
  await counter.expectStatus(row, "rejected");
  await counter.expectFloat(20_000);
  await order.open((await shop.onlyOrder()).id);
  await expect(order.main.getByText("Why it was refused")).toBeVisible();
  await expect(order.section("What happened").getByRole("listitem").last()).toContainText(
    "nothing was sent to the phone",
  );
  await expect(order.sendAgain).toBeVisible();
  expect(await shop.deliveries()).toEqual([]);
});

test.describe("the balance", () => {
  test.use({ role: "manager" });

  test("a statement with what was left after each line, newest first", async ({ shop, page }) => {
    await page.goto("/balance");
    const rows = page.getByRole("table", { name: "Statement" }).getByRole("rowgroup").nth(1).getByRole("row");
    await expect(rows).toContainText([/Deposit/]);
    await shop.place([{ number: "0600000001", dinars: 1_000, planCode: "PREPAID_MOBILIS" }]);
    await expect(rows, "it grows by itself").toContainText([/Given back/, /Held for a sale/, /Deposit/]);
    await expect(rows.nth(0)).toContainText(money(20_000));
    await expect(rows.nth(1)).toContainText(money(19_020));
    await expect(rows.nth(1)).toContainText(/\u2212980/);
    await expect(page.getByRole("region", { name: "Balance" })).toContainText(money(20_000));
    await rows.nth(1).getByRole("link", { name: "0600 00 00 01" }).click();
    await expect(page).toHaveURL(/\/orders\/[0-9a-f-]{36}$/);
    expect(await shop.balances()).toEqual({ float: 2_000_000n, held: 0n, sold: 0n });
  });
});
