import type { Page } from "@playwright/test";
import { mintOrderId } from "@/lib/id";
import { LOCALES } from "@/lib/i18n/locale";
import { formatMoney } from "@/lib/money/format-money";
import { placeOrders } from "@/lib/orders/place-orders";
import { parseMsisdn } from "@/lib/phone/msisdn";
import { Counter } from "@/tests/support/e2e-counter";
import { Shop } from "@/tests/support/e2e-shop";
import { expect, test } from "@/tests/support/e2e-test";
import { wordsOf } from "@/tests/support/e2e-words";
import type { World } from "@/tests/support/e2e-world";

/** Two delivered, one refunded; at this price nothing else on the page comes to the profit, the charge or the cost by chance. */
async function openShopThatSold(world: World, isAnswered = true): Promise<Shop> {
  const shop = await Shop.open(world, { defaultChargeBp: 9_777 });
  await shop.place([
    { number: "0770910001", dinars: 1_500 },
    { number: "0770910002", dinars: 700, role: "owner" },
    { number: "0600000001", dinars: 300, planCode: "PREPAID_MOBILIS" },
  ]);
  if (!isAnswered) return shop;
  await expect
    .poll(async () => (await shop.orders()).map(({ status }) => status))
    .toEqual(["fulfilled", "fulfilled", "refunded"]);
  return shop;
}

/** 1 500 and 700 at 0.9777, and at 0.9925; as views and as people write them. */
const CHARGED = /215094|2\s150,94/;
const PROFIT = /4906\D|49,06/;
const COST = /218350|2\s183,50/;

/** The page as it is sent, before any script of it has run. */
async function htmlOf(page: Page, path: string): Promise<string> {
  const response = await page.request.get(path);
  expect(response.status(), path).toBe(200);
  return response.text();
}

const allOf = (html: string, pattern: RegExp) => [...html.matchAll(pattern)].map(([, found = ""]) => found);

test("an owner opens every figure: the ledger's lines add up to it", async ({ openAs, world }) => {
  const shop = await openShopThatSold(world);
  const page = await openAs("owner", { shop });
  await page.goto("/orders");
  await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Reports" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Reports" })).toBeVisible();
  const main = page.getByRole("main");
  await expect(main.locator('[data-figure="sold"]').first()).toHaveText(/2\s500/);
  await expect(main.locator('[data-figure="profit"]').first()).toHaveText(/49,06/);

  const links = await main
    .locator("[data-figure]")
    .evaluateAll((all) => all.map((link) => [link.getAttribute("href") ?? "", link.textContent?.trim() ?? ""]));
  const figures = new Map(links.map(([href = "", text = ""]) => [href, text]));
  expect(figures.size).toBeGreaterThan(20);
  for (const [href, text] of figures) {
    const sent = await htmlOf(page, href);
    const [total = ""] = allOf(sent, /data-total="(-?[0-9]+)"/g);
    const adds = allOf(sent, /data-line="(-?[0-9]+)"/g).reduce((sum, line) => sum + BigInt(line), 0n);
    expect(String(adds), href).toBe(total);
    expect(text, href).toBe(formatMoney(BigInt(total), "en"));
    expect(sent).toContain("The lines add up to the figure in the report.");
  }
  await main.locator('[data-figure="profit"]').first().click();
  await expect(main.locator("[data-total]")).toHaveText(/49,06/);
  await page
    .getByRole("link", { name: /Open the order of/ })
    .first()
    .click();
  await expect(page.getByRole("heading", { level: 1, name: /0770|0600/ })).toBeVisible();
});

test("who may not see profit or cost has neither anywhere in the page that is sent", async ({ openAs, world }) => {
  const shop = await openShopThatSold(world);
  const [cashier, owner, operator] = [
    await openAs("cashier", { shop }),
    await openAs("owner", { shop }),
    await openAs("operator", { shop }),
  ];
  const paths = ["/reports", "/reports?period=month", "/reports/explain?figure=delivered&period=day"];
  for (const path of paths) {
    const sent = await htmlOf(cashier, path);
    expect(sent).toMatch(/1\s500|2\s200/);
    for (const secret of [CHARGED, PROFIT, COST, /146655/, /data-figure="(?:profit|charged|cost|margin)"/]) {
      expect(sent, `${path} ${secret}`).not.toMatch(secret);
    }
    expect(await htmlOf(owner, path), path).not.toMatch(COST);
  }
  expect(await htmlOf(owner, "/reports")).toMatch(PROFIT);
  expect(await htmlOf(owner, "/reports")).toMatch(CHARGED);
  expect(await htmlOf(operator, "/reports")).toMatch(COST);
  for (const figure of ["profit", "charged", "cost", "margin", "constructor"]) {
    expect((await cashier.request.get(`/reports/explain?figure=${figure}`)).status(), figure).toBe(404);
  }
  expect((await owner.request.get("/reports/explain?figure=cost")).status()).toBe(404);
});

test("periods follow each other by links and by date, and an address that makes no sense falls back and says so", async ({
  openAs,
  world,
}) => {
  const page = await openAs("manager", { shop: await openShopThatSold(world, false) });
  await page.goto("/reports?period=century&on=2031-01-01");
  await expect(page.getByText(/is ignored: .*period, on/)).toBeVisible();
  const periods = page.getByRole("navigation", { name: "Period" });
  await periods.getByRole("link", { name: "Month", exact: true }).click();
  await expect(page).toHaveURL(/period=month/);
  await expect(page.getByRole("heading", { name: "By day" })).toBeVisible();
  await periods.getByRole("link", { name: "Week", exact: true }).click();
  await expect(page).toHaveURL(/period=week/);
  await periods.getByRole("link", { name: "Earlier" }).click();
  await expect(page.getByText("Nothing was sold in this period")).toBeVisible();
  await periods.getByRole("link", { name: "This week" }).click();
  await expect(page.getByRole("heading", { name: "By operator" })).toBeVisible();
  await periods.getByLabel("Any day of it").fill("2024-02-29");
  await periods.getByRole("button", { name: "Show" }).click();
  await expect(page.getByText(/24 February.* – .*1 March 2024/)).toBeVisible();
});

test("the report is there in every language, turned round for Arabic", async ({ openAs, world }) => {
  const shop = await openShopThatSold(world, false);
  for (const language of LOCALES) {
    const page = await openAs("manager", { shop, language });
    const { reports } = wordsOf(language);
    await page.goto("/reports");
    await expect(page.getByRole("heading", { level: 1, name: reports.title })).toBeVisible();
    const chart = page.getByRole("img", { name: new RegExp(`^${reports.byHour}`) });
    const [scale, box] = [await chart.locator("bdi").first().boundingBox(), await chart.boundingBox()];
    if (scale === null || box === null) throw new Error("the chart is not on the screen");
    const isAtLeft = scale.x < box.x + box.width / 2;
    expect(isAtLeft, "the scale stands where one begins to read").toBe(language !== "ar");
    await expect(page.getByRole("main")).not.toContainText(/[\u0660-\u0669]/);
  }
});

test("the counter says how long the balance lasts, and warns by that instead of by an amount", async ({
  openAs,
  world,
}) => {
  const shop = await Shop.open(world, { floatDinars: 4_000 });
  const { staffId } = await shop.person("cashier");
  const nowMs = Date.now();
  for (let back = 4; back > 0; back -= 1) {
    const msisdn = parseMsisdn(`077092000${back}`);
    if (!msisdn.ok) throw new Error("not a number");
    const at = new Date(nowMs - back * 86_400_000);
    const sale = { book: "live", planCode: "PREPAID_DJEZZY", isRepeat: false, originOrderId: null } as const;
    const placement = { ...sale, orderId: mintOrderId(at.getTime()), shopId: shop.id, staffId, msisdn: msisdn.value };
    await placeOrders(world.sql, [{ ...placement, faceCentimes: 10_000n }], at);
  }
  const page = await openAs("cashier", { shop });
  const counter = new Counter(page);
  await counter.open();
  await expect(counter.balance.getByText("At today’s pace the balance lasts more than a week.")).toBeVisible();
  await expect(counter.balance.getByText("The balance is running low.")).toHaveCount(0);
});
