import type { Locator, Page } from "@playwright/test";
import { expect, test } from "@/tests/support/e2e-test";
import { Counter } from "@/tests/support/e2e-counter";
import { money } from "@/tests/support/e2e-table";
import { wordsOf } from "@/tests/support/e2e-words";
import { LOCALE_NAMES, LOCALES } from "@/lib/i18n/locale";

async function centreOf(locator: Locator): Promise<number> {
  const box = await locator.boundingBox();
  if (box === null) throw new Error("not on the screen");
  return box.x + box.width / 2;
}

/** Where each part of a text is painted, left to right: the order in which it is read from the screen. */
async function paintedOrder(locator: Locator, parts: readonly string[]): Promise<string[]> {
  return locator.evaluate((element, wanted) => {
    const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
    const places: { part: string; x: number }[] = [];
    for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
      for (const part of wanted) {
        const at = node.textContent?.indexOf(part) ?? -1;
        if (at < 0) continue;
        const range = document.createRange();
        range.setStart(node, at);
        range.setEnd(node, at + part.length);
        places.push({ part, x: range.getBoundingClientRect().x });
      }
    }
    return places.sort((a, b) => a.x - b.x).map(({ part }) => part);
  }, parts);
}

async function chooseLanguage(page: Page, language: keyof typeof LOCALE_NAMES): Promise<void> {
  await page.getByRole("button", { name: new RegExp(Object.values(LOCALE_NAMES).join("|")) }).click();
  await page.getByRole("menuitemradio", { name: LOCALE_NAMES[language] }).click();
  await expect(page.locator("html")).toHaveAttribute("lang", language);
}

for (const language of LOCALES) {
  test.describe(`in ${language}`, () => {
    test.use({ language });

    test("a whole sale by keyboard alone", async ({ page, shop }) => {
      const counter = new Counter(page, language);
      await counter.open();
      await expect(page.locator("html")).toHaveAttribute("dir", language === "ar" ? "rtl" : "ltr");
      await expect(counter.number, "ready to be typed into").toBeFocused();
      await page.keyboard.type("0661900001");
      await expect(counter.operator("Mobilis")).toBeChecked();
      await page.keyboard.press("Enter");
      await expect(counter.amount).toBeFocused();
      await page.keyboard.type("1500");
      await page.keyboard.press("Enter");
      await expect(counter.number, "ready for the next customer").toBeFocused();
      await expect(counter.number).toHaveValue("");
      const row = counter.rowOf("0661900001");
      await expect(row).toContainText(money(1_500));
      await counter.expectStatus(row, "fulfilled");
      await expect(page.getByTestId("outcome")).toContainText(wordsOf(language).status.fulfilled);
      expect(await shop.onlyOrder()).toMatchObject({
        msisdn: "0661900001",
        faceCentimes: 150_000n,
        status: "fulfilled",
      });
    });

    test("plan and network by keyboard, and a way out of a mistake", async ({ page, shop }) => {
      const counter = new Counter(page, language);
      await counter.open();
      await page.keyboard.type("0661900002");
      await page.keyboard.press("Tab");
      await expect(counter.operator("Mobilis")).toBeFocused();
      await page.keyboard.press("Tab");
      await expect(counter.plan(wordsOf(language).plans.prepaid)).toBeFocused();
      await page.keyboard.press("ArrowDown");
      await expect(counter.plan(wordsOf(language).plans.facture)).toBeChecked();
      await page.keyboard.press("Escape");
      await expect(counter.number).toHaveValue("");
      await expect(counter.number).toBeFocused();
      await page.keyboard.type("0661900003");
      await page.keyboard.press("Tab");
      await page.keyboard.press("Tab");
      await page.keyboard.press("ArrowDown");
      await page.keyboard.press("Tab");
      await page.keyboard.type("200");
      await page.keyboard.press("Enter");
      await expect(counter.number).toHaveValue("");
      expect(await shop.onlyOrder()).toMatchObject({ planCode: "FACTURE_MOBILIS", msisdn: "0661900003" });
    });
  });
}

test.describe("Arabic", () => {
  test.use({ language: "ar" });

  test("is truly mirrored, and no figure is turned around", async ({ page, shop }) => {
    const counter = new Counter(page, "ar");
    const words = wordsOf("ar");
    await counter.open();
    const middle = (page.viewportSize()?.width ?? 0) / 2;
    const navigation = page.getByRole("navigation", { name: words.shell.navigation });
    const account = page.getByRole("banner").getByRole("button").last();
    expect(await centreOf(navigation), "the way in is on the right").toBeGreaterThan(middle);
    expect(await centreOf(account)).toBeLessThan(middle);
    expect(await centreOf(counter.form), "the sale is on the right of the balance").toBeGreaterThan(
      await centreOf(counter.balance),
    );

    const row = await counter.sell("0661900004", 1_500);
    const number = await counter.table.cell(row, words.orders.number);
    const amount = await counter.table.cell(row, words.orders.amount);
    const time = await counter.table.cell(row, words.orders.time);
    expect(await centreOf(time), "the first column is the rightmost").toBeGreaterThan(await centreOf(amount));
    expect(await paintedOrder(number, ["0661", "90", "00", "04"])).toEqual(["0661", "90", "00", "04"]);
    expect(await paintedOrder(amount, ["1", "500", "دج"]), "the unit follows its figure, to the left").toEqual([
      "دج",
      "1",
      "500",
    ]);
    await expect(counter.number).toHaveCSS("direction", "ltr");
    await counter.expectStatus(row, "fulfilled");
    expect(await shop.orders()).toHaveLength(1);
  });
});

test("chosen from the menu: the same address, every page, and after a reload", async ({
  page,
  counter,
  context,
  world,
}) => {
  await counter.open();
  await counter.fill("0661900005", 300);
  await chooseLanguage(page, "ar");
  await expect(page).toHaveURL(`${world.url}/`);
  const arabic = new Counter(page, "ar");
  await expect(arabic.number, "a half-typed sale survives").toHaveValue("0661 90 00 05");
  await page.reload();
  await expect(page.locator("html")).toHaveAttribute("dir", "rtl");
  await page.goto("/orders");
  await expect(page.getByRole("heading", { level: 1, name: wordsOf("ar").orders.title })).toBeVisible();
  await chooseLanguage(page, "fr");
  await expect(page.getByRole("heading", { level: 1, name: wordsOf("fr").orders.title })).toBeVisible();
  expect((await context.cookies()).find(({ name }) => name === "NEXT_LOCALE")?.value).toBe("fr");
});

test("French before anybody has chosen, and each language in its own words at the door", async ({
  browser,
  world,
  consoleWatch,
}) => {
  const context = await browser.newContext({ baseURL: world.url, locale: "en-GB" });
  consoleWatch.listenTo(context);
  const page = await context.newPage();
  await page.goto("/sign-in");
  await expect(page.locator("html")).toHaveAttribute("lang", "fr");
  for (const language of LOCALES) {
    await page.getByRole("button", { name: LOCALE_NAMES[language], exact: true }).click();
    await expect(page.getByRole("heading", { level: 1, name: wordsOf(language).signIn.title })).toBeVisible();
    await expect(page.locator("html")).toHaveAttribute("dir", language === "ar" ? "rtl" : "ltr");
  }
  await context.close();
});

test("light, dark, and as the device is", async ({ page, counter }) => {
  await page.emulateMedia({ colorScheme: "dark" });
  await counter.open();
  const html = page.locator("html");
  await expect(html).toHaveAttribute("data-theme", "dark");
  const dark = await page.locator("body").evaluate((body) => getComputedStyle(body).backgroundColor);
  await page.getByRole("button", { name: /Account of/ }).click();
  await page.getByRole("menuitemradio", { name: "Light" }).click();
  await expect(html).toHaveAttribute("data-theme", "light");
  await page.reload();
  await expect(html).toHaveAttribute("data-theme", "light");
  expect(await page.locator("body").evaluate((body) => getComputedStyle(body).backgroundColor)).not.toBe(dark);
});

test("the words that others rely on", async ({ page, counter, shop }) => {
  await shop.place([{ number: "0661900006", dinars: 300, planCode: "PREPAID_MOBILIS" }]);
  await counter.open();
  for (const name of ["Phone number", "Amount"]) await expect(page.getByLabel(name, { exact: true })).toBeVisible();
  await expect(page.getByRole("radiogroup", { name: "Plan" })).toBeVisible();
  await expect(page.getByRole("button", { name: "Send top-up" })).toBeVisible();
  await expect(page.getByRole("region", { name: "Balance" })).toBeVisible();
  await expect(page.getByRole("table", { name: "Orders" }).getByRole("columnheader")).toHaveText([
    "Time",
    "Number",
    "Operator",
    "Plan",
    "Amount",
    "Status",
  ]);
  expect(Object.values(wordsOf("en").status)).toEqual([
    "Queued",
    "Sending",
    "Pending",
    "Handling",
    "Uncertain",
    "Delivered",
    "Refunded",
    "Rejected",
    "Cancelled",
  ]);
});

test("the first Tab offers to skip to the content; a digit typed anywhere begins a sale", async ({ page, counter }) => {
  await counter.open();
  await page.getByRole("heading", { name: "Last orders" }).click();
  await page.keyboard.type("0661");
  await expect(counter.number).toHaveValue("0661");
  await page.goto("/orders");
  await page.keyboard.press("Tab");
  await expect(page.getByRole("link", { name: "Skip to content" })).toBeFocused();
  await expect(page.getByRole("link", { name: "Skip to content" })).toBeInViewport();
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/#content$/);
});
