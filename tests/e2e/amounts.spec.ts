import { expect, test } from "@/tests/support/e2e-test";
import { money } from "@/tests/support/e2e-table";

const REFUSED: readonly [typed: string, words: string][] = [
  ["0", "The amount must be above zero."],
  ["-5", "The amount must be above zero."],
  ["1.5", "Whole dinars only"],
  ["1e9", "Write the amount in plain digits."],
  ["abc", "This is not an amount."],
  ["1000000000", "This amount is too large."],
];

test("amounts that are none are refused in words before anything is saved", async ({ counter, shop, page }) => {
  await counter.open();
  let posts = 0;
  page.on("request", (request) => (posts += request.method() === "POST" ? 1 : 0));
  for (const [typed, words] of REFUSED) {
    await counter.fill("0661300001", typed);
    await counter.amount.press("Enter");
    await counter.expectRefusal(words);
    await expect(counter.amount).toHaveAttribute("aria-invalid", "true");
  }
  await counter.fill("0661300001", "");
  await counter.amount.press("Enter");
  await counter.expectRefusal("Type the amount.");
  expect(posts, "not even asked").toBe(0);
  expect(await shop.orders()).toEqual([]);
  await counter.expectFloat(20_000);
});

test("outside the plan's range: both ends are said", async ({ counter, shop }) => {
  await counter.open();
  for (const dinars of [39, 4_000]) {
    await counter.fill("0661300002", dinars);
    await counter.amount.press("Enter");
    await counter.expectRefusal(/This plan takes/);
    await counter.expectRefusal(money(40));
    await counter.expectRefusal(money(3_999));
  }
  expect(await shop.orders()).toEqual([]);
});

test("amounts are understood with spaces, a currency, and Arabic-Indic digits", async ({ counter, shop }) => {
  await counter.open();
  for (const [at, typed] of ["1 500", "500 DA", "٢٠٠"].entries()) {
    await counter.fill(`066130001${at}`, typed);
    await counter.amount.press("Enter");
    await expect(counter.number).toHaveValue("");
  }
  expect((await shop.orders()).map(({ faceCentimes }) => faceCentimes)).toEqual([150_000n, 50_000n, 20_000n]);
});

test.describe("with little money left", () => {
  test.use({ floatDinars: 400 });

  test("beyond the balance: what it takes and what there is, and the shop may sell up to the last dinar", async ({
    counter,
    shop,
  }) => {
    await counter.open();
    await expect(counter.balance.getByText("The balance is running low.")).toBeVisible();
    await counter.fill("0661300003", 500);
    await counter.amount.press("Enter");
    await counter.expectRefusal(/The balance is too low/);
    await counter.expectRefusal(money(490));
    await counter.expectRefusal(money(400));
    expect(await shop.orders()).toEqual([]);
    expect(await shop.balances()).toEqual({ float: 40_000n, held: 0n, sold: 0n });

    await counter.sell("0661300003", 400);
    await counter.fill("0661300004", 40);
    await counter.amount.press("Enter");
    await counter.expectRefusal(/The balance is too low/);
    expect(await shop.orders()).toHaveLength(1);
  });
});

test("the charge is said before the sale, and a fixed plan sets its own amount", async ({ counter, shop }) => {
  await counter.open();
  await counter.fill("0661300005", 1_000);
  await expect(counter.form.getByText("Taken from the balance:")).toContainText(money(980));
  await counter.plan(/MIX 500/).check();
  await expect(counter.amount).toHaveValue("500");
  await expect(counter.amount).toHaveAttribute("readonly");
  await counter.send.click();
  await expect(counter.number).toHaveValue("");
  expect(await shop.onlyOrder()).toMatchObject({
    planCode: "MIX500_MOBILIS",
    faceCentimes: 50_000n,
    chargeCentimes: 49_000n,
  });
});

test("the same number and amount again within minutes: asked first, and sold again only on purpose", async ({
  counter,
  shop,
  page,
}) => {
  await counter.open();
  await counter.sell("0661300006", 300);
  await counter.fill("0661300006", 300);
  await counter.amount.press("Enter");
  await counter.expectRefusal(/The same top-up was already sold at .*A second time\?/);
  await page.keyboard.press("Enter");
  await counter.expectRefusal(/A second time\?/);
  expect(await shop.orders(), "an impatient Enter is not a yes").toHaveLength(1);
  await page.keyboard.press("+");
  await expect(counter.number).toHaveValue("");
  expect((await shop.orders()).map(({ isRepeat }) => isRepeat)).toEqual([false, true]);
});

test("a plan that is off is in sight, says so, and cannot be chosen", async ({ counter }) => {
  await counter.open();
  await counter.number.fill("0661300007");
  await expect(counter.plan(/MIX 2000.*off for now/)).toBeDisabled();
  await expect(counter.plan("Prepaid")).toBeChecked();
});
