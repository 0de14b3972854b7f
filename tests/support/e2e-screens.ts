import { expect, type Page } from "@playwright/test";
import type { Locale } from "@/lib/i18n/locale";
import type { Shop } from "./e2e-shop";
import { wordsOf } from "./e2e-words";

export type Screen = { readonly name: string; open(page: Page): Promise<void> };

/** A shop with something of everything on its screens: delivered, refunded with words and with offers, uncertain, under way. */
export async function furnish(shop: Shop): Promise<{ deliveredId: string; offeredId: string; uncertainId: string }> {
  const [deliveredId = "", , offeredId = "", uncertainId = ""] = await shop.place([
    { number: "0770900001", dinars: 1_500 },
    { number: "0600000001", dinars: 300, planCode: "PREPAID_MOBILIS" },
    { number: "0600000002", dinars: 400, planCode: "PREPAID_MOBILIS" },
    { number: "0600000003", dinars: 500, planCode: "PREPAID_MOBILIS" },
  ]);
  await expect
    .poll(async () => (await shop.orders()).map(({ status }) => status))
    .toEqual(["fulfilled", "refunded", "refunded", "uncertain"]);
  return { deliveredId, offeredId, uncertainId };
}

/** Every screen a manager has, each in the state that has most to show. */
export function listScreens(
  language: Locale,
  ids: { deliveredId: string; offeredId: string; uncertainId: string },
): readonly Screen[] {
  const words = wordsOf(language);
  const open = async (page: Page, path: string, heading: string | RegExp) => {
    await page.goto(path);
    await expect(page.getByRole("heading", { level: 1, name: heading })).toBeAttached();
    // What is painted before the words are in is not yet the screen.
    await page.evaluate(() => document.fonts.ready);
  };
  return [
    { name: "counter", open: (page) => open(page, "/", words.counter.title) },
    {
      name: "counter, refusing",
      async open(page) {
        await open(page, "/", words.counter.title);
        await expect(page.getByRole("button", { name: words.counter.send })).toBeEnabled();
        await page.getByRole("textbox", { name: words.counter.number }).fill("0661");
        await page.keyboard.press("Enter");
        await expect(page.getByRole("form").getByRole("alert")).toBeVisible();
      },
    },
    { name: "orders", open: (page) => open(page, "/orders", words.orders.title) },
    {
      name: "orders, filtered to nothing",
      open: (page) => open(page, "/orders?status=queued&day=x", words.orders.title),
    },
    { name: "order, delivered", open: (page) => open(page, `/orders/${ids.deliveredId}`, /0770 90 00 01/) },
    { name: "order, refunded with offers", open: (page) => open(page, `/orders/${ids.offeredId}`, /0600 00 00 02/) },
    { name: "order, uncertain", open: (page) => open(page, `/orders/${ids.uncertainId}`, /0600 00 00 03/) },
    { name: "balance", open: (page) => open(page, "/balance", words.balance.title) },
    {
      name: "reports, all unfolded",
      async open(page) {
        await open(page, "/reports?period=month", words.reports.title);
        await page.evaluate(() => document.querySelectorAll("details").forEach((fold) => (fold.open = true)));
      },
    },
    { name: "explanation", open: (page) => open(page, "/reports/explain?figure=profit", words.reports.figure.profit) },
    { name: "nothing here", open: (page) => open(page, "/orders/nothing", words.errors.notFoundTitle) },
  ];
}

/** The screens an operator has besides, under a header that also holds the choice of the shop. */
export function listOperatorScreens(language: Locale): readonly Screen[] {
  const words = wordsOf(language);
  const places = [
    ["/orders", words.orders.title],
    ["/uncertain", words.shelf.title],
    ["/balance", words.balance.title],
    ["/reports", words.reports.title],
    ["/reconcile", words.reconcile.title],
    ["/settings", words.settings.title],
  ] as const;
  return places.map(([path, name]) => ({
    name: `operator's ${path}`,
    async open(page) {
      await page.goto(path);
      await expect(page.getByRole("heading", { level: 1, name })).toBeVisible();
      await page.evaluate(() => document.fonts.ready);
    },
  }));
}

/** The sign-in page, for a browser that is nobody's. */
export function signInScreen(language: Locale): Screen {
  const { signIn } = wordsOf(language);
  return {
    name: "sign-in",
    async open(page) {
      await page.goto("/sign-in");
      await expect(page.getByRole("heading", { level: 1, name: signIn.title })).toBeVisible();
      await page.evaluate(() => document.fonts.ready);
    },
  };
}
