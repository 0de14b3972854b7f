import { expect, test } from "@/tests/support/e2e-test";

const REGULAR = "0770 44 55 66";
const SLIP = "0770445567";

test("a number one slip away from a regular's is asked about; one key keeps it, one press takes the other", async ({
  counter,
  page,
  shop,
}) => {
  for (const dinars of [100, 200, 300]) await shop.place([{ number: REGULAR, dinars }]);
  await expect
    .poll(async () => (await shop.orders()).filter((order) => order.status === "fulfilled").length, { timeout: 30_000 })
    .toBe(3);

  await counter.open();
  await page.getByLabel("Phone number").fill(SLIP);
  await page.getByLabel("Amount", { exact: true }).fill("500");
  await page.keyboard.press("Enter");
  const question = page.getByRole("alert").filter({ hasText: "Did you mean that one?" });
  await expect(question).toContainText(REGULAR);
  // An impatient second Enter sells nothing.
  await page.keyboard.press("Enter");
  await expect(question).toBeVisible();
  expect(await shop.orders()).toHaveLength(3);

  await question.getByRole("button", { name: REGULAR }).click();
  await expect(page.getByLabel("Phone number")).toHaveValue(REGULAR);
  await page.getByLabel("Phone number").fill(SLIP);
  await page.keyboard.press("Enter");
  await expect(question).toBeVisible();
  await page.keyboard.press("+");
  await expect(page.getByText("Saved and on its way")).toBeVisible();
  expect((await shop.orders()).map((order) => order.msisdn)).toContain(SLIP);
});
