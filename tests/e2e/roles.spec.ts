import { expect, test } from "@/tests/support/e2e-test";
import { captureCall, expectAnswer, forge } from "@/tests/support/e2e-action";
import { ANSWERED_404 } from "@/tests/support/e2e-console";
import { Counter } from "@/tests/support/e2e-counter";
import { OrderPage } from "@/tests/support/e2e-orders";
import { Shop } from "@/tests/support/e2e-shop";
import { money } from "@/tests/support/e2e-table";

test("an auditor reads everything and is offered nothing to press", async ({ openAs, shop }) => {
  const [id] = await shop.place([{ number: "0550000001", dinars: 500, planCode: "PREPAID_OOREDOO" }]);
  const page = await openAs("auditor");
  await page.goto("/");
  await expect(page, "who may not sell has no counter").toHaveURL(/\/orders$/);
  const navigation = page.getByRole("navigation", { name: "Main" });
  await expect(navigation.getByRole("link")).toHaveText(["Orders", "Uncertain", "Balance", "Reports"]);
  const order = new OrderPage(page);
  await order.open(id ?? "");
  await order.expectStatus("fulfilled");
  await expect(order.main.getByRole("button", { name: /Send|Cancel|Check/ })).toHaveCount(0);
  await page.goto("/balance");
  await expect(page.getByRole("region", { name: "Balance" })).toContainText(money(19_510));
});

test("an auditor's own browser cannot be made to sell, check or cancel", async ({ openAs, shop, world }) => {
  await world.provider.timing({ handlingMs: 600_000, finalMs: 600_000, scriptedFinalMs: 600_000 });
  const cashier = await openAs("cashier");
  const counter = new Counter(cashier);
  await counter.open();
  await counter.fill("0550000002", 300);
  const sale = await captureCall(cashier, () => counter.amount.press("Enter"));
  await expect(counter.number).toHaveValue("");
  const { id } = await shop.onlyOrder();
  const order = new OrderPage(cashier);
  await order.open(id);
  await order.expectStatus("pending");
  const check = await captureCall(cashier, () => order.checkNow.click());

  const auditor = await openAs("auditor");
  const [input] = JSON.parse(sale.body) as [Record<string, unknown>];
  const fresh = { ...input, orderId: "01890000-0000-7000-8000-000000000001", msisdn: "0550000003" };
  await expectAnswer(await forge(auditor, sale, [fresh]), { ok: false, error: { code: "forbidden" } });
  await expectAnswer(await forge(auditor, check, [id]), { ok: false, error: { code: "forbidden" } });
  expect(await shop.orders()).toHaveLength(1);
  await world.provider.decide(id, "FULFILLED");
});

test("a cashier sells and sees the balance, but not the shop's statement", async ({
  counter,
  page,
  consoleWatch,
  world,
}) => {
  consoleWatch.allow(ANSWERED_404);
  await counter.open();
  await counter.expectFloat(20_000);
  await expect(page.getByRole("navigation", { name: "Main" }).getByRole("link")).toHaveText([
    "Counter",
    "Orders",
    "Uncertain",
    "Reports",
  ]);
  const response = await page.goto("/balance");
  expect(response?.status()).toBe(404);
  await expect(page.getByRole("heading", { name: "Nothing here" })).toBeVisible();
  expect((await page.request.get(`${world.url}/api/balance/statement`)).status()).toBe(403);
});

test("an operator picks a shop, and sees what the provider charges; the shop does not", async ({
  openAs,
  shop,
  world,
}) => {
  const other = await Shop.open(world);
  const [id] = await shop.place([{ number: "0550000004", dinars: 1_000, planCode: "PREPAID_OOREDOO" }]);
  await other.place([{ number: "0550000005", dinars: 900, planCode: "PREPAID_OOREDOO" }]);
  const page = await openAs("operator");
  const order = new OrderPage(page);
  await order.open(id ?? "");
  await order.expectStatus("fulfilled");
  await expect(order.section("The order").getByText("Cost at the provider")).toBeVisible();
  await expect(order.section("The order")).toContainText(money(975));

  const manager = new OrderPage(await openAs("manager"));
  await manager.open(id ?? "");
  await expect(manager.section("The order").getByText("Taken from the balance")).toBeVisible();
  await expect(manager.main.getByText("Cost at the provider")).toHaveCount(0);
  await expect(manager.main).not.toContainText(money(975));

  await page.getByRole("button", { name: `Shop: ${shop.name}` }).click();
  await page.getByRole("menuitemradio", { name: other.name }).click();
  await expect(page.getByRole("button", { name: `Shop: ${other.name}` })).toBeVisible();
  await expect(page.getByText("0550 00 00 05")).toBeVisible();
  await expect(page.getByText("0550 00 00 04")).toHaveCount(0);
});

test("a shop in somebody else's cookie is not a shop of theirs", async ({ page, context, world, shop }) => {
  const other = await Shop.open(world);
  await other.place([{ number: "0550000006", dinars: 900, planCode: "PREPAID_OOREDOO" }]);
  await context.addCookies([{ name: "rasid_shop", value: String(other.id), url: world.url }]);
  await page.goto("/orders");
  await expect(page.getByText("No order yet")).toBeVisible();
  await expect(page.getByText(shop.name)).toBeVisible();
  await expect(page.getByText("0550 00 00 06")).toHaveCount(0);
});
