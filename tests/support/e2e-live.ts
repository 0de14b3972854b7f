import { expect, type Locator, type Page } from "@playwright/test";

/** Whether the screen hears the server, as it says itself. */
export class LiveLine {
  private readonly indicator: Locator;

  constructor(page: Page) {
    this.indicator = page.locator("[data-live]");
  }

  async expect(state: "live" | "polling" | "stale", timeout = 30_000): Promise<void> {
    await expect(this.indicator).toHaveAttribute("data-live", state, { timeout });
  }
}
