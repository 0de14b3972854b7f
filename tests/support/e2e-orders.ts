import { expect, type Locator, type Page } from "@playwright/test";
import type { Locale } from "@/lib/i18n/locale";
import { LiveLine } from "./e2e-live";
import { Table } from "./e2e-table";
import { wordsOf, type Words } from "./e2e-words";

/** The list of orders with its filters. */
export class OrdersPage {
  readonly words: Words;
  readonly table: Table;
  readonly search: Locator;
  readonly status: Locator;
  readonly operator: Locator;
  readonly seller: Locator;
  readonly day: Locator;
  readonly live: LiveLine;

  constructor(
    readonly page: Page,
    language: Locale = "en",
  ) {
    this.words = wordsOf(language);
    const { orders } = this.words;
    this.table = new Table(page, page.getByRole("table", { name: orders.table }));
    const filters = page.getByRole("search", { name: orders.filters });
    this.search = filters.getByRole("searchbox", { name: orders.search });
    this.status = filters.getByRole("combobox", { name: orders.status });
    this.operator = filters.getByRole("combobox", { name: orders.operator });
    this.seller = filters.getByRole("combobox", { name: orders.seller });
    this.day = filters.getByLabel(orders.day);
    this.live = new LiveLine(page);
  }

  async open(query = ""): Promise<void> {
    await this.page.goto(`/orders${query}`);
    await expect(this.page.getByRole("heading", { name: this.words.orders.title, level: 1 })).toBeVisible();
  }

  async expectCount(count: number): Promise<void> {
    await expect(this.page.getByText(count === 1 ? "1 order" : `${count} orders`, { exact: true })).toBeVisible();
    await expect(this.table.rows()).toHaveCount(Math.min(count, 50));
  }
}

/** The page of one order. */
export class OrderPage {
  readonly words: Words;
  readonly checkNow: Locator;
  readonly cancel: Locator;
  readonly sendAgain: Locator;
  readonly main: Locator;

  constructor(
    readonly page: Page,
    language: Locale = "en",
  ) {
    this.words = wordsOf(language);
    const { order } = this.words;
    this.main = page.getByRole("main");
    this.checkNow = this.main.getByRole("button", { name: order.checkNow });
    this.cancel = this.main.getByRole("button", { name: order.cancel });
    this.sendAgain = this.main
      .getByRole("button", { name: order.sendAgain })
      .or(this.main.getByRole("link", { name: order.sendAgain }));
  }

  async open(id: string): Promise<void> {
    await this.page.goto(`/orders/${id}`);
    await expect(this.page.getByRole("heading", { level: 1 })).toBeVisible();
  }

  /** Presses until the provider was really asked: right after a look it is not asked again. */
  async check(): Promise<void> {
    const asked = this.main.getByText(/The provider was asked: /);
    await expect(async () => {
      // A final answer takes the button away.
      if (!(await asked.isVisible())) await this.checkNow.click({ timeout: 1_000 });
      await expect(asked).toBeVisible({ timeout: 2_000 });
    }).toPass({ intervals: [500], timeout: 30_000 });
  }

  section(name: string): Locator {
    return this.main.getByRole("region", { name });
  }

  async expectStatus(status: keyof Words["status"], timeout?: number): Promise<void> {
    await expect(this.main.locator("[data-status]").first()).toHaveAttribute(
      "data-status",
      status,
      timeout === undefined ? {} : { timeout },
    );
  }
}
