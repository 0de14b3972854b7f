import { ANSWERED_404 } from "@/tests/support/e2e-console";
import { money } from "@/tests/support/e2e-table";
import { expect, test } from "@/tests/support/e2e-test";
import { Shop } from "@/tests/support/e2e-shop";
import type { World } from "@/tests/support/e2e-world";

test.use({ role: "operator" });

/** Sells while our catalogue is out of date: the provider charges 0.9925, we expect less. */
async function sellAtOldPrice(world: World, shop: Shop, number: string): Promise<string> {
  const priceOf = (ratio: string) =>
    world.sql`update plans set cost_ratio = ${ratio}::numeric where code = 'PREPAID_DJEZZY'`;
  await priceOf("0.98");
  const [orderId = ""] = await shop.place([{ number, dinars: 1_000 }]);
  await priceOf("0.9925");
  await expect.poll(async () => (await shop.onlyOrder()).status).toBe("fulfilled");
  return orderId;
}

test("an operator reconciles: the balance is explained to the centime, and a difference leads to its order", async ({
  page,
  shop,
  world,
}) => {
  const neighbour = await Shop.open(world);
  await sellAtOldPrice(world, shop, "0771000101");
  await sellAtOldPrice(world, neighbour, "0771000102");
  await page.goto("/orders");
  await page.getByRole("navigation").getByRole("link", { name: "Books" }).click();
  await expect(page).toHaveTitle(/Reconciliation/);
  await page.getByRole("button", { name: "Reconcile now" }).click();
  const statement = page.getByRole("table", { name: "The provider’s balance, explained" });
  const named = statement.getByRole("row", { name: /^Charged otherwise than expected/ });
  await expect(named).toContainText(/−[0-9]/);
  await expect(statement.getByRole("row", { name: /^Unexplained/ })).toContainText(money(0));

  const main = page.getByRole("main");
  const ours = main.getByRole("row", { name: /0771 00 01 01/ });
  await expect(ours).toContainText("Charged otherwise than expected");
  await expect(ours).toContainText(money(980));
  await expect(ours).toContainText("992,50");
  await expect(main.getByText("PREPAID_DJEZZY").first()).toBeVisible();
  await ours.getByRole("link").click();
  await expect(page.getByRole("heading", { name: "0771 00 01 01" })).toBeVisible();

  // Of another shop: opening it takes the operator there.
  await page.goto("/reconcile");
  const theirs = main.getByRole("row", { name: /0771 00 01 02/ });
  await expect(theirs).toContainText(neighbour.name);
  await theirs.getByRole("button").click();
  await expect(page.getByRole("heading", { name: "0771 00 01 02" })).toBeVisible();
});

test("nobody else has a place for it in the navigation, a page, or a route", async ({ shop, openAs, consoleWatch }) => {
  consoleWatch.allow(ANSWERED_404);
  for (const role of ["cashier", "manager", "owner", "auditor"] as const) {
    const page = await openAs(role, { shop });
    const response = await page.goto("/reconcile");
    expect(response?.status(), role).toBe(404);
    await expect(page.getByRole("navigation").getByRole("link", { name: "Books" })).toHaveCount(0);
    expect((await page.request.get("/api/reconcile")).status(), role).toBe(403);
  }
});
