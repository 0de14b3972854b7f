import { expect, test } from "@/tests/support/e2e-test";

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
