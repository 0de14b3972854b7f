import { expect, type Locator, type Page } from "@playwright/test";

/** A table as a person reads it: cells by the name of their column, rows by what stands in them. */
export class Table {
  constructor(
    readonly page: Page,
    readonly root: Locator,
  ) {}

  rows(): Locator {
    // The first row group is the head.
    return this.root.getByRole("rowgroup").nth(1).getByRole("row");
  }

  row(text: string | RegExp): Locator {
    return this.rows().filter({ hasText: text });
  }

  async cell(row: Locator, column: string): Promise<Locator> {
    return row.getByRole("cell").nth(await this.columnAt(column));
  }

  /** The texts of one column, top down. */
  async column(name: string): Promise<string[]> {
    const at = await this.columnAt(name);
    const rows = await this.rows().all();
    return Promise.all(rows.map(async (row) => (await row.getByRole("cell").nth(at).innerText()).trim()));
  }

  async expectRow(row: Locator, expected: Readonly<Record<string, string | RegExp>>): Promise<void> {
    for (const [column, text] of Object.entries(expected)) {
      await expect(await this.cell(row, column), `the column ${column}`).toContainText(text);
    }
  }

  private async columnAt(name: string): Promise<number> {
    const names = (await this.root.getByRole("columnheader").allTextContents()).map((text) => text.trim());
    const at = names.indexOf(name);
    if (at < 0) throw new Error(`no column "${name}"; there are ${names.join(", ")}`);
    return at;
  }
}

/** Money as the screens write it: `1 500 DA` with its narrow and no-break spaces. */
export function money(dinars: number): RegExp {
  const grouped = String(dinars).replace(/\B(?=(?:[0-9]{3})+$)/g, "\\s");
  return new RegExp(`(?<![0-9])${grouped}\\s(DA|دج)`);
}
