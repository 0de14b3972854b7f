import { expect, test } from "@/tests/support/e2e-test";
import { isAction } from "@/tests/support/e2e-action";
import { SERVER_AWAY } from "@/tests/support/e2e-console";
import { Counter } from "@/tests/support/e2e-counter";

test("a double click is one sale", async ({ counter, shop }) => {
  await counter.open();
  await counter.fill("0661000001", 200);
  await counter.send.dblclick();
  await expect(counter.number).toHaveValue("");
  await counter.expectStatus(counter.rowOf("0661000001"), "fulfilled");
  expect(await shop.orders()).toHaveLength(1);
});

test("an impatient second and third Enter are the same sale", async ({ counter, shop, page }) => {
  await counter.open();
  await counter.fill("0661000002", 200);
  await counter.amount.focus();
  for (let press = 0; press < 3; press += 1) await page.keyboard.press("Enter");
  await expect(counter.number).toHaveValue("");
  await page.keyboard.press("Enter");
  await counter.expectStatus(counter.rowOf("0661000002"), "fulfilled");
  expect(await shop.orders()).toHaveLength(1);
  expect(await shop.deliveries()).toHaveLength(1);
});

test("the answer is lost, Enter again: the same sale, and the screen says so", async ({
  counter,
  shop,
  page,
  consoleWatch,
}) => {
  consoleWatch.allow(SERVER_AWAY);
  await counter.open();
  let isLost = false;
  await page.route("**/*", async (route) => {
    if (isLost || !isAction(route.request())) return route.fallback();
    isLost = true;
    await route.fetch(); // the server has done it …
    return route.abort("connectionreset"); // … and nobody hears of it
  });
  await counter.fill("0661000003", 300);
  await counter.amount.press("Enter");
  await counter.expectRefusal("No answer from the server. The sale is kept");
  expect(await shop.orders()).toHaveLength(1);
  await page.keyboard.press("Enter");
  await expect(counter.form.getByRole("status").filter({ hasText: "already been saved" })).toBeVisible();
  await counter.expectStatus(counter.rowOf("0661000003"), "fulfilled");
  expect(await shop.orders()).toHaveLength(1);
  expect(await shop.balances()).toEqual({ float: 1_970_600n, held: 0n, sold: 29_400n });
});

test("the request never left, Enter again: sold once", async ({ counter, shop, page, consoleWatch }) => {
  consoleWatch.allow(SERVER_AWAY);
  await counter.open();
  let isCut = false;
  await page.route("**/*", (route) => {
    if (isCut || !isAction(route.request())) return route.fallback();
    isCut = true;
    return route.abort("internetdisconnected");
  });
  await counter.fill("0661000004", 300);
  await counter.amount.press("Enter");
  await counter.expectRefusal("No answer from the server");
  expect(await shop.orders()).toHaveLength(0);
  await page.keyboard.press("Enter");
  await expect(counter.number).toHaveValue("");
  await counter.expectStatus(counter.rowOf("0661000004"), "fulfilled");
  expect(await shop.orders()).toHaveLength(1);
});

test("a reload in mid-send: the sale goes on under its own id", async ({ counter, shop, page, world }) => {
  await counter.open();
  await world.provider.arm({ endpoint: "send", kind: "delay", ms: 2_500, msisdn: "0661000005" });
  let calls = 0;
  await page.route("**/*", async (route) => {
    if (!isAction(route.request())) return route.fallback();
    calls += 1;
    // The first is handled by the server and never answered: the page is reloaded while it waits.
    if (calls === 1) return void (await route.fetch());
    return route.fallback();
  });
  await counter.fill("0661000005", 300);
  await counter.amount.press("Enter");
  await expect.poll(async () => (await shop.orders()).length).toBe(1);
  const { id } = await shop.onlyOrder();
  await page.reload();
  await expect(counter.form.getByRole("status").filter({ hasText: "already been saved" })).toBeVisible();
  await counter.expectStatus(counter.rowOf("0661000005"), "fulfilled");
  expect((await shop.onlyOrder()).id).toBe(id);
  expect(await shop.deliveries()).toEqual([id]);
  expect(calls).toBe(2);
});

test("two tabs sell side by side, and their sales never share an id", async ({ counter, shop, context }) => {
  const other = new Counter(await context.newPage());
  await counter.open();
  await other.open();
  await counter.fill("0661000006", 300);
  await other.fill("0661000006", 300);
  await Promise.all([counter.amount.press("Enter"), other.amount.press("Enter")]);
  // One of them came second, and is asked whether it means it.
  await expect.poll(async () => (await counter.refusal.count()) + (await other.refusal.count())).toBe(1);
  const second = (await counter.refusal.count()) === 1 ? counter : other;
  await second.expectRefusal("A second time?");
  expect(await shop.orders()).toHaveLength(1);
  await second.form.getByRole("button", { name: "Yes, a second time" }).click();
  await expect(second.number).toHaveValue("");
  const [one, two, ...more] = await shop.orders();
  expect(more).toEqual([]);
  expect(one?.id).not.toBe(two?.id);
  expect([one?.isRepeat, two?.isRepeat]).toEqual([false, true]);
});

test("a tab duplicated in mid-send takes over the same sale, not another one", async ({
  counter,
  shop,
  page,
  context,
}) => {
  await counter.open();
  await context.route("**/*", async (route) => {
    const isFirst = isAction(route.request()) && route.request().frame().page() === page;
    if (!isFirst) return route.fallback();
    return void (await route.fetch());
  });
  await counter.fill("0661000007", 300);
  await counter.amount.press("Enter");
  await expect.poll(async () => (await shop.orders()).length).toBe(1);
  // A duplicate begins with a copy of the tab's memory.
  const [duplicate] = await Promise.all([context.waitForEvent("page"), page.evaluate(() => void window.open("/"))]);
  const copy = new Counter(duplicate);
  await copy.ready();
  await copy.expectStatus(copy.rowOf("0661000007"), "fulfilled");
  expect(await shop.orders()).toHaveLength(1);
  expect(await shop.deliveries()).toHaveLength(1);
});

test("the back button brings the counter back, not the sale", async ({ counter, shop, page }) => {
  await counter.open();
  const row = await counter.sell("0661000008", 300);
  await row.getByRole("link", { name: "0661 00 00 08" }).click();
  await expect(page).toHaveURL(/\/orders\//);
  await page.goBack();
  await counter.ready();
  await expect(counter.number).toHaveValue("");
  await page.goForward();
  await page.goBack();
  await counter.expectStatus(counter.rowOf("0661000008"), "fulfilled");
  expect(await shop.orders()).toHaveLength(1);
});
