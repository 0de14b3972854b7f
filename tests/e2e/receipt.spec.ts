import type { Page } from "@playwright/test";
import { expect, test } from "@/tests/support/e2e-test";
import { ANSWERED_404 } from "@/tests/support/e2e-console";
import { wordsOf } from "@/tests/support/e2e-words";
import { LOCALES, type Locale } from "@/lib/i18n/locale";
import { Shop } from "@/tests/support/e2e-shop";

const WIDTHS = [58, 80] as const;

/** The shop's own first delivered sale. */
async function sellDelivered(shop: Shop): Promise<string> {
  const [id = ""] = await shop.place([{ number: "0770123456", dinars: 1_500 }]);
  await expect.poll(async () => (await shop.onlyOrder()).status).toBe("fulfilled");
  return id;
}

/** Instead of the browser's dialog: what the paper would be, when it was asked for. */
async function catchPrints(page: Page): Promise<() => Promise<{ paper: string; page: string }[]>> {
  await page.addInitScript(() => {
    const prints: { paper: string; page: string }[] = [];
    Object.assign(window, { prints });
    window.print = () => {
      const sheet = document.querySelector<HTMLElement>("[data-on-paper]");
      const rules = [...document.querySelectorAll("style")].map(({ textContent }) => textContent ?? "");
      prints.push({ paper: sheet?.innerText ?? "", page: rules.find((rule) => rule.startsWith("@page")) ?? "" });
    };
  });
  return () => page.evaluate(() => (window as unknown as { prints: { paper: string; page: string }[] }).prints);
}

/** Again until it is taken: a choice made before the page has woken up is forgotten. */
const choose = (page: Page, locale: Locale, width: number) =>
  expect(async () => {
    await page.locator(`input[name=language][value=${locale}]`).click();
    await page.locator(`input[name=width][value="${width}"]`).click();
    await expect(page.locator(`[data-receipt="${width}"][lang=${locale}]`)).toBeVisible({ timeout: 1_000 });
  }).toPass();

test("a delivered sale has a receipt; the second one is a duplicate, also after a reload", async ({
  order,
  page,
  shop,
}) => {
  const id = await sellDelivered(shop);
  const prints = await catchPrints(page);
  await order.open(id);
  await order.main.getByRole("link", { name: "Receipt" }).click();
  const print = page.getByRole("button", { name: "Print" });
  await expect(print).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("status")).toContainText("Printed once");
  await page.reload();
  await expect(page.locator("[data-receipt]"), "what comes next is shown before it is printed").toContainText(
    "DUPLICATA",
  );
  await page.getByRole("button", { name: "Print again" }).click();
  await expect(page.getByRole("status")).toContainText("Printed 2 times");
  const [second] = await prints();
  expect(second?.paper).toContain("DUPLICATA");
  expect(second?.paper).toContain("0770 12 34 56");
  const rows = await shop.world.sql<
    { copy: number }[]
  >`select copy from receipt_prints where order_id = ${id} order by copy`;
  expect(rows.map(({ copy }) => copy)).toEqual([1, 2]);
});

test("the original says nothing of a duplicate, and its page is as long as the receipt", async ({ page, shop }) => {
  const id = await sellDelivered(shop);
  const prints = await catchPrints(page);
  await page.goto(`/receipt/${id}`);
  await choose(page, "fr", 80);
  const box = await page.locator("[data-receipt]").boundingBox();
  await page.getByRole("button", { name: "Print" }).click();
  await expect.poll(async () => (await prints()).length).toBe(1);
  const [first] = await prints();
  expect(first?.paper).toContain("Reçu de recharge");
  expect(first?.paper).not.toContain("DUPLICATA");
  const heightMm = Number(/size: 80mm (\d+)mm; margin: 0/.exec(first?.page ?? "")?.[1]);
  expect(heightMm * (96 / 25.4)).toBeGreaterThanOrEqual(box?.height ?? Infinity);
  expect(heightMm).toBeLessThan(200);
});

test("the browser's own print command prints no receipt, because it would not be counted", async ({ page, shop }) => {
  await page.goto(`/receipt/${await sellDelivered(shop)}`);
  await expect(page.locator("[data-receipt]")).toBeVisible();
  await page.emulateMedia({ media: "print" });
  await expect(page.locator("[data-receipt]")).toBeHidden();
  await expect(page.getByText("Print with the button on the page")).toBeVisible();
});

test("nobody gets a receipt of what was not delivered, nor of another shop's sale", async ({
  consoleWatch,
  openAs,
  page,
  shop,
  world,
}) => {
  consoleWatch.allow(ANSWERED_404);
  const [refunded = ""] = await shop.place([{ number: "0600000001", dinars: 300, planCode: "PREPAID_MOBILIS" }]);
  await expect.poll(async () => (await shop.onlyOrder()).status).toBe("refunded");
  expect((await page.goto(`/receipt/${refunded}`))?.status()).toBe(404);
  const other = await Shop.open(world);
  const theirs = await sellDelivered(other);
  expect((await page.goto(`/receipt/${theirs}`))?.status()).toBe(404);
  const auditor = await openAs("auditor", { shop: other });
  expect((await auditor.goto(`/receipt/${theirs}`))?.status(), "who changes nothing prints nothing").toBe(404);
});

test("on both papers, in three languages, as drawn", async ({ openAs, world }) => {
  const shop = await Shop.open(world, { name: "Boutique <Didouche> & فلكسي 24/24" });
  const page = await openAs("cashier", { shop });
  await catchPrints(page);
  await page.goto(`/receipt/${await sellDelivered(shop)}`);
  const receipt = page.locator("[data-receipt]");
  // What differs from sale to sale is covered; its place and size are not.
  const mask = [receipt.locator("time"), receipt.locator("footer bdi"), receipt.locator("dd").last()];
  const draw = async (name: string) => {
    await page.evaluate(() => document.fonts.ready);
    await expect(receipt).toHaveScreenshot(`${name}.png`, { mask, maskColor: "#888" });
  };
  for (const locale of LOCALES) {
    for (const width of WIDTHS) {
      await choose(page, locale, width);
      await expect(receipt).toHaveAttribute("dir", locale === "ar" ? "rtl" : "ltr");
      await expect(receipt).toContainText(wordsOf(locale).receipt.title);
      await draw(`receipt-${locale}-${width}`);
    }
  }
  await page.getByRole("button", { name: "Print" }).click();
  await expect(page.getByRole("status")).toContainText("Printed once");
  for (const locale of LOCALES) {
    await choose(page, locale, 58);
    await draw(`receipt-${locale}-58-duplicate`);
  }
});
