import { defineConfig } from "@playwright/test";
import { chromiumOptions } from "./tests/support/chromium";

/** Two: most of a test is waiting for the provider's pace, and each worker has an app, a database and a provider of its own. */
const WORKERS = 2;

export default defineConfig({
  testDir: "tests/e2e",
  outputDir: ".cache/e2e/results",
  globalSetup: "./tests/support/e2e-setup.ts",
  workers: WORKERS,
  retries: 0,
  forbidOnly: true,
  reporter: "list",
  timeout: 60_000,
  // The first look at the provider comes after four seconds; an answer on the screen may take two looks.
  expect: {
    timeout: 15_000,
    // Fonts come with the product, so another machine draws the same letters, give or take the edges of their curves.
    toHaveScreenshot: { animations: "disabled", caret: "hide", maxDiffPixelRatio: 0.02 },
  },
  snapshotPathTemplate: "tests/e2e/golden/{arg}{ext}",
  use: {
    browserName: "chromium",
    headless: true,
    trace: "retain-on-failure",
    screenshot: "only-on-failure",
    timezoneId: "Africa/Algiers",
    viewport: { width: 1280, height: 800 },
    launchOptions: chromiumOptions(),
  },
});
