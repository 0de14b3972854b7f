import { AxeBuilder } from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { expect, test } from "@/tests/support/e2e-test";
import { Counter } from "@/tests/support/e2e-counter";
import { ANSWERED_404 } from "@/tests/support/e2e-console";
import { furnish, listOperatorScreens, listScreens, signInScreen } from "@/tests/support/e2e-screens";
import { LOCALES } from "@/lib/i18n/locale";

type Inspection = { readonly part?: string; readonly rules?: string[] };

/** A theme changes colours and nothing else, so the second is looked at for them alone. */
const THEMES: readonly (readonly ["light" | "dark", Inspection])[] = [
  ["light", {}],
  ["dark", { rules: ["color-contrast"] }],
];

const EVERYTHING = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

/** What axe finds, in a form that says where to look. */
async function violationsOf(page: Page, { part, rules }: Inspection = {}): Promise<string[]> {
  // A colour in the middle of its transition is nobody's colour.
  await page.emulateMedia({ reducedMotion: "reduce" });
  await page.evaluate(() =>
    Promise.all(document.getAnimations().map((animation) => animation.finished.catch(() => null))),
  );
  const builder = new AxeBuilder({ page });
  const axe = rules === undefined ? builder.withTags(EVERYTHING) : builder.withRules(rules);
  const { violations } = await (part === undefined ? axe : axe.include(part)).analyze();
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id} at ${target.join(" ")}: ${failureSummary?.replace(/\s+/g, " ")}`),
  );
}

for (const language of LOCALES) {
  test.describe(`in ${language}`, () => {
    test.use({ role: "manager", language });

    test("no screen has a barrier, in light or in dark", async ({ page, openAs, shop, consoleWatch }) => {
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
        await on.emulateMedia({ colorScheme: "light" });
        await screen.open(on);
        for (const [theme, inspection] of THEMES) {
          await on.emulateMedia({ colorScheme: theme });
          await expect(on.locator("html")).toHaveAttribute("data-theme", theme);
          const violations = await violationsOf(on, inspection);
          if (violations.length > 0) found[`${screen.name}, ${theme}`] = violations;
        }
      }
      expect(found).toEqual({});
    });

    test("an open menu has none either", async ({ page }) => {
      const counter = new Counter(page, language);
      await counter.open();
      await page.getByRole("banner").getByRole("button").last().click();
      await expect(page.getByRole("menu")).toBeVisible();
      expect(await violationsOf(page, { part: "[role=menu]" })).toEqual([]);
      await page.keyboard.press("Escape");
      await expect(page.getByRole("banner").getByRole("button").last()).toBeFocused();
    });
  });
}
