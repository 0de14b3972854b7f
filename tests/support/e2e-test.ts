import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test as base, type BrowserContext, type Page } from "@playwright/test";
import type { Role } from "@/lib/auth/roles";
import { LOCALE_COOKIE, type Locale } from "@/lib/i18n/locale";
import { Counter } from "./e2e-counter";
import { watchConsole, type ConsoleWatch } from "./e2e-console";
import { OrderPage, OrdersPage } from "./e2e-orders";
import { Shop } from "./e2e-shop";
import { World } from "./e2e-world";

export { expect } from "@playwright/test";

type WorkerFixtures = { world: World };

type Options = {
  /** Whose browser it is; null is nobody's. */
  role: Role | null;
  language: Locale;
  floatDinars: number;
};

type Fixtures = {
  /** Every part up and calm before the test, honest books after it. */
  reckoning: void;
  shop: Shop;
  /** What the browser's console may say in this test; anything else fails it. */
  consoleWatch: ConsoleWatch;
  /** Another browser, of somebody of that shop. */
  openAs: (role: Role | null, options?: { shop?: Shop; language?: Locale }) => Promise<Page>;
  counter: Counter;
  orders: OrdersPage;
  order: OrderPage;
};

const LOG_TAIL_LINES = 60;

export const test = base.extend<Fixtures & Options, WorkerFixtures>({
  role: ["cashier", { option: true }],
  language: ["en", { option: true }],
  floatDinars: [20_000, { option: true }],

  world: [
    // eslint-disable-next-line no-empty-pattern -- the runner reads the names of the fixtures here
    async ({}, use, { workerIndex }) => {
      const { E2E_DATABASE_SERVER: serverUrl = "", E2E_RUN_DIR: runDir = "" } = process.env;
      const world = await World.start(serverUrl, join(runDir, `world-${workerIndex}`));
      await use(world);
      await world.stop();
    },
    { scope: "worker", timeout: 90_000 },
  ],

  baseURL: async ({ world }, use) => use(world.url),

  reckoning: [
    async ({ world }, use, testInfo) => {
      await world.calm();
      await use();
      if (testInfo.status !== testInfo.expectedStatus) {
        const lines = readFileSync(join(world.dir, "app.log"), "utf8").trimEnd().split("\n");
        await testInfo.attach("app.log", { body: lines.slice(-LOG_TAIL_LINES).join("\n"), contentType: "text/plain" });
      }
      await world.calm();
      await world.expectHonestBooks();
    },
    { auto: true, timeout: 60_000 },
  ],

  shop: async ({ world, floatDinars }, use) => use(await Shop.open(world, { floatDinars })),

  consoleWatch: [
    // eslint-disable-next-line no-empty-pattern -- the runner reads the names of the fixtures here
    async ({}, use) => {
      const watch = watchConsole();
      await use(watch);
      expect(watch.complaints(), "errors in the browser's console").toEqual([]);
    },
    { auto: true },
  ],

  context: async ({ context, consoleWatch, shop, role, language }, use) => {
    await dress(context, consoleWatch, shop, role, language);
    await use(context);
  },

  openAs: async ({ browser, world, shop, language, consoleWatch }, use) => {
    const contexts: BrowserContext[] = [];
    await use(async (role, options = {}) => {
      const context = await browser.newContext({ baseURL: world.url });
      contexts.push(context);
      await dress(context, consoleWatch, options.shop ?? shop, role, options.language ?? language);
      return context.newPage();
    });
    for (const context of contexts) await context.close();
  },

  counter: async ({ page }, use) => use(new Counter(page)),
  orders: async ({ page }, use) => use(new OrdersPage(page)),
  order: async ({ page }, use) => use(new OrderPage(page)),
});

async function dress(
  context: BrowserContext,
  watch: ConsoleWatch,
  shop: Shop,
  role: Role | null,
  language: Locale,
): Promise<void> {
  watch.listenTo(context);
  await context.addCookies([
    { name: LOCALE_COOKIE, value: language, url: shop.world.url },
    ...(role === null ? [] : await shop.cookiesOf(role)),
  ]);
}
