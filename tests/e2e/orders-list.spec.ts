import { expect, test } from "@/tests/support/e2e-test";
import type { Shop } from "@/tests/support/e2e-shop";
import { money } from "@/tests/support/e2e-table";

test.use({ role: "manager", floatDinars: 40_000 });

/** One of each operator by the cashier, one refunded by the manager. */
async function sellSome(shop: Shop): Promise<string[]> {
  const ids = await shop.place([
    { number: "0661500001", dinars: 500, planCode: "PREPAID_MOBILIS" },
    { number: "0770500002", dinars: 600, planCode: "PREPAID_DJEZZY" },
    { number: "0550500003", dinars: 700, planCode: "PREPAID_OOREDOO" },
    { number: "0600000001", dinars: 800, planCode: "PREPAID_MOBILIS", role: "manager" },
  ]);
  await expect
    .poll(async () => (await shop.orders()).map(({ status }) => status).sort())
    .toEqual(["fulfilled", "fulfilled", "fulfilled", "refunded"]);
  return ids;
}

test("filters stand in the address, survive a reload, and go with the back button", async ({ orders, shop, page }) => {
  await sellSome(shop);
  await orders.open();
  await orders.expectCount(4);
  await orders.status.selectOption("Refunded");
  await expect(page).toHaveURL(/status=refunded/);
  await orders.expectCount(1);
  await orders.table.expectRow(orders.table.rows().first(), {
    Number: "0600 00 00 01",
    Status: "Refunded",
    Amount: money(800),
  });
  await page.reload();
  await expect(orders.status).toHaveValue("refunded");
  await orders.expectCount(1);
  await page.getByRole("button", { name: "Clear filters" }).click();
  await expect(page).toHaveURL(/\/orders$/);
  await orders.expectCount(4);
  await orders.operator.selectOption("Ooredoo");
  await orders.expectCount(1);
  expect(await orders.table.column("Number")).toEqual(["0550 50 00 03"]);
  await orders.status.selectOption("Refunded");
  await expect(page.getByText("No order fits these filters")).toBeVisible();
});

test("by seller and by day", async ({ orders, shop }) => {
  await sellSome(shop);
  const { userName } = await shop.person("manager");
  await orders.open();
  await orders.seller.selectOption(userName);
  await orders.expectCount(1);
  expect(await orders.table.column("Number")).toEqual(["0600 00 00 01"]);
  const [{ today }] = (await shop.world.sql`
    select to_char(now() at time zone 'Africa/Algiers', 'YYYY-MM-DD') as today`) as unknown as [{ today: string }];
  await orders.open(`?day=${today}`);
  await expect(orders.day).toHaveValue(today);
  await orders.expectCount(4);
  await orders.day.fill("2024-02-29");
  await expect(orders.page.getByText("No order fits these filters")).toBeVisible();
  await expect(orders.page).toHaveURL(/day=2024-02-29/);
});

test("search by the last digits, by the first, by the whole number as it is spoken, and by id", async ({
  orders,
  shop,
  page,
}) => {
  const [mobilis, djezzy] = await sellSome(shop);
  await orders.open();
  const finds = async (text: string, numbers: string[]) => {
    await orders.search.fill(text);
    await expect(page).toHaveURL(new RegExp(`[?&]q=`));
    await expect.poll(() => orders.table.column("Number"), { message: text }).toEqual(numbers);
  };
  await finds("0002", ["0770 50 00 02"]);
  await finds("0550", ["0550 50 00 03"]);
  await finds("0661 50 00 01", ["0661 50 00 01"]);
  await finds("٠٠٠٣", ["0550 50 00 03"]);
  await finds(djezzy ?? "", ["0770 50 00 02"]);
  await orders.open(`?q=${mobilis}`);
  await expect(orders.search).toHaveValue(mobilis ?? "");
  expect(await orders.table.column("Number")).toEqual(["0661 50 00 01"]);
});

test("an address that makes no sense says so, and what does make sense still counts", async ({
  orders,
  shop,
  page,
}) => {
  await sellSome(shop);
  await orders.open("?status=exploded&day=2025-13-45&staffId=x&operator=Djezzy");
  await expect(
    page.getByText("Part of the address was not understood and is ignored: Status, Seller, Day."),
  ).toBeVisible();
  await orders.expectCount(1);
  await orders.open("?cursor=rubbish");
  await orders.expectCount(4);
  await orders.open("?q=%27%3B%20drop%20table%20orders%3B--");
  await expect(page.getByText("No order fits these filters")).toBeVisible();
});

test("more than a page: older ones by keyset, each order on exactly one page", async ({ orders, shop, page }) => {
  const sales = Array.from({ length: 57 }, (_, at) => ({
    number: `07705100${String(at).padStart(2, "0")}`,
    dinars: 100,
  }));
  const ids = await shop.place(sales);
  await orders.open();
  await orders.expectCount(57);
  const idsOnPage = async () =>
    orders.table.rows().evaluateAll((rows) => rows.map((row) => row.getAttribute("data-order")));
  const newer = await idsOnPage();
  await page.getByRole("button", { name: "Older" }).click();
  await expect(page).toHaveURL(/cursor=/);
  await expect(orders.table.rows()).toHaveCount(7);
  const older = await idsOnPage();
  expect([...newer, ...older].sort()).toEqual([...ids].sort());
  await page.reload();
  await expect(orders.table.rows()).toHaveCount(7);
  await page.getByRole("button", { name: "Newest" }).click();
  await expect(orders.table.rows()).toHaveCount(50);
  await expect(page).not.toHaveURL(/cursor=/);
});

test("a shop without a sale is invited to make one", async ({ orders, page }) => {
  await orders.open();
  await expect(page.getByText("No order yet")).toBeVisible();
  await page.getByRole("main").getByRole("link", { name: "Go to the counter" }).click();
  await expect(page).toHaveURL(/\/$/);
  await expect(page.getByRole("form", { name: "New top-up" })).toBeVisible();
});
