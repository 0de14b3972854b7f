import type { Page } from "@playwright/test";
import { expect, test } from "@/tests/support/e2e-test";
import { ANSWERED_404 } from "@/tests/support/e2e-console";
import { furnish, listOperatorScreens, listScreens, signInScreen } from "@/tests/support/e2e-screens";
import { LOCALES } from "@/lib/i18n/locale";

const WIDTHS = [360, 390, 768, 1440, 1920] as const;

/** By how much the page is wider than the screen, and who makes it so. */
async function overflowOf(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const width = document.documentElement.clientWidth;
    if (document.documentElement.scrollWidth <= width) return [];
    const culprits = [...document.querySelectorAll("body *")].filter((element) => {
      const { left, right } = element.getBoundingClientRect();
      return right > width + 1 || left < -1;
    });
    return [
      `${document.documentElement.scrollWidth} > ${width}`,
      ...culprits.slice(0, 5).map((each) => each.outerHTML.slice(0, 120)),
    ];
  });
}

for (const language of LOCALES) {
  test.describe(`in ${language}`, () => {
    test.use({ role: "manager", language });

    test("no screen is wider than the device, from a phone to a wall", async ({ page, openAs, shop, consoleWatch }) => {
      test.setTimeout(180_000);
      consoleWatch.allow(ANSWERED_404);
      const screens = listScreens(language, await furnish(shop));
      const [stranger, operator] = [await openAs(null), await openAs("operator")];
      const visits = [
        ...screens.map((screen) => ({ screen, on: page })),
        ...listOperatorScreens(language).map((screen) => ({ screen, on: operator })),
        { screen: signInScreen(language), on: stranger },
      ];
      const found: Record<string, string[]> = {};
      for (const { screen, on } of visits) {
        await on.setViewportSize({ width: WIDTHS[0], height: 740 });
        await screen.open(on);
        for (const width of WIDTHS) {
          await on.setViewportSize({ width, height: 740 });
          const overflow = await overflowOf(on);
          if (overflow.length > 0) found[`${screen.name} at ${width}`] = overflow;
        }
      }
      expect(found).toEqual({});
    });
  });
}

test("on a phone: a sale with one thumb, and the answer on a card", async ({ counter, page, shop }) => {
  await page.setViewportSize({ width: 360, height: 740 });
  await counter.open();
  await counter.number.fill("0661800001");
  await counter.form.getByRole("button", { name: /^500/ }).click();
  await expect(counter.amount).toHaveValue("500");
  await counter.send.click();
  await expect(counter.number).toHaveValue("");
  const row = counter.rowOf("0661800001");
  await counter.expectStatus(row, "fulfilled");
  await row.getByRole("link", { name: "0661 80 00 01" }).click();
  await expect(page).toHaveURL(/\/orders\//);
  await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Counter" }).click();
  await counter.ready();
  expect(await shop.orders()).toHaveLength(1);
});
