import { expect, type Locator, type Page } from "@playwright/test";
import type { Locale } from "@/lib/i18n/locale";
import { LiveLine } from "./e2e-live";
import { money, Table } from "./e2e-table";
import { wordsOf, type Words } from "./e2e-words";

/** The counter as a cashier knows it: by its labels. */
export class Counter {
  readonly words: Words;
  readonly form: Locator;
  readonly number: Locator;
  readonly amount: Locator;
  readonly send: Locator;
  readonly refusal: Locator;
  readonly balance: Locator;
  readonly table: Table;
  readonly live: LiveLine;

  constructor(
    readonly page: Page,
    language: Locale = "en",
  ) {
    this.words = wordsOf(language);
    const { counter, balance, orders } = this.words;
    this.form = page.getByRole("form", { name: counter.form });
    this.number = this.form.getByRole("textbox", { name: counter.number });
    this.amount = this.form.getByRole("textbox", { name: counter.amount });
    this.send = this.form.getByRole("button", { name: counter.send });
    this.refusal = this.form.getByRole("alert");
    this.balance = page.getByRole("region", { name: balance.region });
    this.table = new Table(page, page.getByRole("table", { name: orders.table }));
    this.live = new LiveLine(page);
  }

  async open(): Promise<void> {
    await this.page.goto("/");
    await this.ready();
  }

  /** Once the page has come alive: before, the button is off. */
  async ready(): Promise<void> {
    await expect(this.send).toBeEnabled();
  }

  plan(name: string | RegExp): Locator {
    return this.form.getByRole("radiogroup", { name: this.words.counter.plan }).getByRole("radio", { name });
  }

  operator(name: string): Locator {
    return this.form.getByRole("radiogroup", { name: this.words.counter.operator }).getByRole("radio", { name });
  }

  async fill(number: string, dinars: number | string): Promise<void> {
    await this.number.fill(number);
    await this.amount.fill(String(dinars));
  }

  /** A sale as it is made all day: number, amount, Enter. Returns once the server has said that it is saved. */
  async sell(number: string, dinars: number): Promise<Locator> {
    await this.fill(number, dinars);
    await this.amount.press("Enter");
    await expect(this.number, "the form is empty again").toHaveValue("");
    const row = this.rowOf(number);
    await expect(row).toBeVisible();
    return row;
  }

  rowOf(number: string): Locator {
    return this.table.row(number.replace(/^(\d{4})(\d{2})(\d{2})(\d{2})$/, "$1 $2 $3 $4")).first();
  }

  async expectStatus(row: Locator, status: keyof Words["status"], timeout?: number): Promise<void> {
    const cell = await this.table.cell(row, this.words.orders.status);
    await expect(cell).toContainText(this.words.status[status], timeout === undefined ? {} : { timeout });
  }

  async expectFloat(dinars: number): Promise<void> {
    await expect(this.balance).toContainText(money(dinars));
  }

  /** Nothing was sold, and the screen says why. */
  async expectRefusal(text: string | RegExp): Promise<void> {
    await expect(this.refusal).toContainText(text);
  }
}
