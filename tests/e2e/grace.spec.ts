import { expect, test } from "@/tests/support/e2e-test";
import { isAction } from "@/tests/support/e2e-action";
import { SERVER_AWAY } from "@/tests/support/e2e-console";
import { Counter } from "@/tests/support/e2e-counter";
import { Shop } from "@/tests/support/e2e-shop";

/** Long enough for a machine that is busy with other tests; nothing here waits for its end. */
const GRACE = { graceSeconds: 10 };

test("within the grace seconds Esc calls the sale back, and the form stands again as it was", async ({
  world,
  openAs,
}) => {
  const shop = await Shop.open(world, GRACE);
  const page = await openAs("cashier", { shop });
  const counter = new Counter(page);
  await counter.open();
  await page.keyboard.type("0661700001");
  await page.keyboard.press("Enter");
  await page.keyboard.type("500");
  await page.keyboard.press("Enter");
  await expect(counter.form.getByRole("button", { name: /^Cancel \(\d+ s\)/ })).toBeVisible();
  // It has not left, and is not said to be on its way.
  await expect(counter.form.getByRole("status").filter({ hasText: "Can still be called back" })).toBeVisible();
  await expect(counter.form.getByText("on its way")).toHaveCount(0);
  await page.keyboard.press("Escape");
  await expect(counter.form.getByText("Sale cancelled, the money is back.")).toBeVisible();
  await expect(counter.number).toHaveValue("0661 70 00 01");
  await expect(counter.amount).toHaveValue("500");
  expect(await shop.onlyOrder()).toMatchObject({ status: "cancelled", sendCount: 0 });
  expect(await shop.balances()).toEqual({ float: 2_000_000n, held: 0n, sold: 0n });
  expect((await world.provider.dump()).orders.map(({ msisdn }) => msisdn)).not.toContain("0661700001");
});

test("what is half typed goes first; then the button calls the sale back and leaves the next one alone", async ({
  world,
  openAs,
}) => {
  const shop = await Shop.open(world, GRACE);
  const page = await openAs("cashier", { shop });
  const counter = new Counter(page);
  await counter.open();
  await counter.sell("0661700002", 500);
  await page.keyboard.type("0770");
  await page.keyboard.press("Escape");
  await expect(counter.number).toHaveValue("");
  expect(await shop.onlyOrder()).toMatchObject({ status: "queued" });
  await page.keyboard.type("0771");
  await counter.form.getByRole("button", { name: /^Cancel/ }).click();
  await expect(counter.form.getByText("Sale cancelled, the money is back.")).toBeVisible();
  await expect(counter.number).toBeFocused();
  await expect(counter.number).toHaveValue("0771");
  expect(await shop.onlyOrder()).toMatchObject({ status: "cancelled" });
});

test("a sale that has left is not called back, and the till says so; without grace seconds nothing is offered", async ({
  world,
  openAs,
  counter,
}) => {
  const shop = await Shop.open(world, GRACE);
  const slow = new Counter(await openAs("cashier", { shop }));
  await slow.open();
  await slow.sell("0661700003", 500);
  await world.sql`update orders set due_at = now() where shop_id = ${shop.id}`;
  await expect.poll(async () => (await shop.onlyOrder()).sendCount).toBe(1);
  await slow.form.getByRole("button", { name: /^Cancel/ }).click();
  await expect(slow.form.getByText("Too late: the sale has already left.")).toBeVisible();
  await expect(slow.form.getByRole("button", { name: /^Cancel/ })).toHaveCount(0);
  await expect(slow.number).toBeFocused();
  await expect.poll(async () => (await shop.onlyOrder()).status).toBe("fulfilled");

  await counter.open();
  await counter.sell("0661700004", 500);
  await expect(counter.form.getByRole("button", { name: /^Cancel/ })).toHaveCount(0);
});

test("the answer to a cancellation is lost: pressed again it says that the sale is cancelled, not that it left", async ({
  world,
  openAs,
  consoleWatch,
}) => {
  consoleWatch.allow(SERVER_AWAY);
  const shop = await Shop.open(world, GRACE);
  const page = await openAs("cashier", { shop });
  const counter = new Counter(page);
  await counter.open();
  await counter.sell("0661700005", 500);
  let isLost = false;
  await page.route("**/*", async (route) => {
    if (isLost || !isAction(route.request())) return route.fallback();
    isLost = true;
    await route.fetch();
    return route.abort("connectionreset");
  });
  await page.keyboard.press("Escape");
  await expect(counter.form.getByText("No answer: the sale may not be cancelled.")).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(counter.form.getByText("Sale cancelled, the money is back.")).toBeVisible();
  await expect(counter.number).toHaveValue("0661 70 00 05");
  expect(await shop.onlyOrder()).toMatchObject({ status: "cancelled", sendCount: 0 });
});
