import { expect, test } from "@/tests/support/e2e-test";
import type { Counter } from "@/tests/support/e2e-counter";
import type { Shop } from "@/tests/support/e2e-shop";

const UNKNOWN = "0600000003";

async function sellUncertain(counter: Counter, shop: Shop, dinars = 500): Promise<string> {
  await counter.open();
  const row = await counter.sell(UNKNOWN, dinars);
  await counter.expectStatus(row, "uncertain");
  return (await shop.onlyOrder()).id;
}

test("an order without an answer is on the shelf, counted in the navigation, with the sentence in three languages", async ({
  counter,
  page,
  shop,
}) => {
  const id = await sellUncertain(counter, shop);
  const link = page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Uncertain" });
  await expect(link).toContainText("1");
  await link.click();
  await expect(page.getByRole("heading", { name: "1 order without an answer" })).toBeVisible();
  const row = page.locator(`li[data-order="${id}"]`);
  await expect(row).toContainText("UNKNOWN_ERROR");
  await expect(row.getByRole("button", { name: "Check now" })).toBeVisible();
  await expect(row.getByRole("button", { name: "Decide" })).toHaveCount(0);
  for (const language of ["fr", "ar", "en"]) await expect(page.locator(`li[lang="${language}"]`)).toContainText("24");
});

test("the slip carries a code, and the code finds the order again", async ({ counter, page, shop }) => {
  const id = await sellUncertain(counter, shop);
  await page.goto(`/slip/${id}`);
  const code = `${id.slice(-6, -3)}-${id.slice(-3)}`.toUpperCase();
  await expect(page.getByText(code, { exact: true })).toBeVisible();
  await expect(page.getByRole("button", { name: "Print" })).toBeVisible();
  await page.goto(`/orders?q=${code}`);
  await expect(page.locator(`tr[data-order="${id}"]`)).toBeVisible();
});

test("two people decide a large one; the late result is handed over with one key", async ({
  counter,
  openAs,
  page,
  shop,
}) => {
  const id = await sellUncertain(counter, shop, 2_500);
  const decideAs = async (role: "operator" | "owner") => {
    const desk = await openAs(role);
    await desk.goto("/uncertain");
    const row = desk.locator(`li[data-order="${id}"]`);
    await row.getByRole("button", { name: "Decide" }).click();
    await row.getByRole("radio", { name: "Not delivered" }).check();
    await row.getByRole("button", { name: "Record the verdict" }).click();
    await expect(row.getByRole("alert")).toContainText("Say what became of it");
    await row.getByLabel("Reason").fill("The operator has no trace of it");
    await row.getByLabel("Evidence").fill("Call of 14:02");
    await row.getByRole("button", { name: "Record the verdict" }).click();
    return desk;
  };
  const desk = await decideAs("operator");
  await expect(desk.getByText("recorded. Another person must agree.")).toBeVisible();
  expect(await shop.balances()).toMatchObject({ held: 245_000n });
  const office = await decideAs("owner");
  await expect(office.getByText("decided. The money has moved.")).toBeVisible();
  expect(await shop.balances()).toEqual({ float: 2_000_000n, held: 0n, sold: 0n });

  await page.goto("/uncertain");
  await expect(page.getByRole("heading", { name: "Late results: 1 to pass on" })).toBeVisible();
  await expect(page.getByText(/Cash to give back:\s2.500.DA/)).toBeVisible();
  await page.getByRole("button", { name: "Handled" }).focus();
  await page.keyboard.press("Enter");
  await expect(page.getByText("Nothing to pass on")).toBeVisible();
  await page.getByText("Handled lately").click();
  await expect(page.getByText("Handled by")).toBeVisible();
});
