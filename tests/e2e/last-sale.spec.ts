import { expect, test } from "@/tests/support/e2e-test";
import { isAction } from "@/tests/support/e2e-action";
import { ANSWERED_404 } from "@/tests/support/e2e-console";
import { Counter } from "@/tests/support/e2e-counter";

test("opened again, the till first shows its last sale and what became of it, until the next one", async ({
  counter,
  page,
  shop,
}) => {
  await counter.open();
  const card = page.getByRole("region", { name: "Last sale of this till" });
  await expect(card).toHaveCount(0);
  await counter.sell("0661800001", 500);
  await expect(card).toHaveCount(0);
  await page.goto("about:blank");
  await expect.poll(async () => (await shop.onlyOrder()).status).toBe("fulfilled");

  await counter.open();
  await expect(card).toContainText("0661 80 00 01");
  await expect(card).toContainText("Delivered");
  await expect(counter.number).toBeFocused();
  expect(await page.evaluate(() => JSON.stringify(localStorage))).not.toContain("0661800001");

  await counter.sell("0661800002", 500);
  await expect(card).toHaveCount(0);
  await page.keyboard.type("0770");
  await expect(card).toHaveCount(0);

  await page.reload();
  await expect(card).toContainText("0661 80 00 02");
  await card.getByRole("button", { name: "Close" }).click();
  await expect(card).toHaveCount(0);
  await page.reload();
  await counter.ready();
  await expect(card).toHaveCount(0);
});

test("an order that the server does not know, or another person's browser, shows nothing", async ({
  counter,
  page,
  openAs,
  shop,
  consoleWatch,
}) => {
  consoleWatch.allow(/404/);
  await counter.open();
  await counter.sell("0661800003", 500);
  const [key = ""] = await page.evaluate(() =>
    Object.keys(localStorage).filter((name) => name.startsWith("rasid.last")),
  );
  const { staffId } = await shop.person("manager");
  const manager = await openAs("manager");
  await manager.goto("/");
  // What the cashier left in a browser that both use.
  await manager.evaluate(
    ([name, id]) => localStorage.setItem(name ?? "", id ?? ""),
    [key, (await shop.onlyOrder()).id],
  );
  await manager.reload();
  await expect(manager.getByRole("button", { name: "Send top-up" })).toBeEnabled();
  await expect(manager.getByRole("region", { name: "Last sale of this till" })).toHaveCount(0);

  const unknown = `rasid.last.${shop.id}.${staffId}`;
  await manager.evaluate(
    ([name, id]) => localStorage.setItem(name ?? "", id ?? ""),
    [unknown, "019c22c7-d318-7000-8000-000000000000"],
  );
  await manager.reload();
  await expect(manager.getByRole("button", { name: "Send top-up" })).toBeEnabled();
  await expect(manager.getByRole("region", { name: "Last sale of this till" })).toHaveCount(0);
});

test("killed in mid-send: no earlier sale passes for the last one, and then the truth stands there", async ({
  counter,
  page,
  context,
  shop,
}) => {
  await counter.open();
  await counter.sell("0661800004", 500);
  await page.route("**/*", async (route) => {
    if (!isAction(route.request())) return route.fallback();
    return void (await route.fetch()); // saved, and nobody hears of it
  });
  await counter.fill("0661800005", 300);
  await counter.amount.press("Enter");
  await expect.poll(async () => (await shop.orders()).length).toBe(2);
  await page.close();

  const again = new Counter(await context.newPage());
  await again.open();
  const card = again.page.getByRole("region", { name: "Last sale of this till" });
  await again.expectStatus(again.rowOf("0661800005"), "fulfilled");
  await expect(card).toHaveCount(0);
  // As after the minute that a power cut takes.
  await again.page.evaluate(() => {
    for (const key of Object.keys(localStorage).filter((name) => name.startsWith("rasid.sale."))) {
      const sale = JSON.parse(localStorage.getItem(key) ?? "{}") as object;
      const firstSentAt = new Date(Date.now() - 60_000).toISOString();
      localStorage.setItem(key, JSON.stringify({ ...sale, firstSentAt }));
    }
  });
  await again.page.reload();
  await expect(card).toContainText("0661 80 00 05");
  await expect(card).toContainText("Delivered");
  await expect(again.number).toBeFocused();
  expect(await shop.orders()).toHaveLength(2);
});

test("a second tab follows what the first one sells, and keeps its focus", async ({
  counter,
  context,
  consoleWatch,
}) => {
  consoleWatch.allow(ANSWERED_404);
  await counter.open();
  await counter.sell("0661800006", 500);
  const other = new Counter(await context.newPage());
  await other.open();
  const card = other.page.getByRole("region", { name: "Last sale of this till" });
  await expect(card).toContainText("0661 80 00 06");
  await other.number.pressSequentially("0770");
  await counter.sell("0661800007", 500);
  await expect(card).toContainText("0661 80 00 07");
  await expect(card).toContainText("Delivered");
  await expect(other.number).toBeFocused();
  await expect(other.number).toHaveValue("0770");
});
