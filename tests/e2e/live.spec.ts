import { expect, test } from "@/tests/support/e2e-test";
import { openCrowd } from "@/tests/support/live-crowd";
import { ANSWERED_401, SERVER_AWAY } from "@/tests/support/e2e-console";
import { money } from "@/tests/support/e2e-table";

const SLOW = { handlingMs: 600_000, finalMs: 600_000, scriptedFinalMs: 600_000 };

test("a change at the provider changes the row unaided, and is said to those who do not see it", async ({
  counter,
  shop,
  world,
  page,
}) => {
  await counter.open();
  await world.provider.timing(SLOW);
  const row = await counter.sell("0770000001", 500);
  await counter.expectStatus(row, "pending");
  let reads = 0;
  page.on("request", (request) => (reads += request.url().includes("/api/orders") ? 1 : 0));
  const { id } = await shop.onlyOrder();
  await world.provider.decide(id, "HANDLING");
  await counter.expectStatus(row, "handling");
  await world.provider.decide(id, "FULFILLED");
  await counter.expectStatus(row, "fulfilled");
  await expect(page.getByTestId("outcome")).toContainText(/0770 00 00 01.*: Delivered/);
  expect(reads, "it was told, it did not ask").toBe(0);
});

test("what a colleague sells appears without a reload, and the balance with it", async ({ counter, shop }) => {
  await counter.open();
  await counter.live.expect("live");
  await shop.place([{ number: "0770000002", dinars: 1_000, role: "manager" }]);
  const row = counter.rowOf("0770000002");
  await expect(row).toContainText(money(1_000));
  await counter.expectFloat(19_020);
  await counter.expectStatus(row, "fulfilled");
});

test("rows hold still under the pointer: new orders are announced, and come when they are asked for", async ({
  orders,
  shop,
  page,
}) => {
  await shop.place([{ number: "0770000003", dinars: 500 }]);
  await orders.open();
  await orders.live.expect("live");
  const first = orders.table.row("0770 00 00 03");
  await first.hover();
  await shop.place([{ number: "0770000004", dinars: 600 }]);
  const announced = page.getByRole("button", { name: "1 new order" });
  await expect(announced).toBeVisible();
  await expect(orders.table.rows()).toHaveCount(1);
  await expect(first, "what the row says is still the latest").toContainText("Delivered");
  await announced.click();
  await expect(orders.table.rows()).toHaveCount(2);
});

test("with the stream cut the screen says so, and still converges by asking", async ({
  counter,
  page,
  consoleWatch,
}) => {
  consoleWatch.allow(SERVER_AWAY);
  await page.route("**/api/live*", (route) => route.abort());
  await counter.open();
  await counter.live.expect("polling");
  const row = await counter.sell("0770000005", 500);
  await counter.expectStatus(row, "fulfilled");
  await counter.expectFloat(19_510);
  await page.unroute("**/api/live*");
  await counter.live.expect("live");
});

test("a server that is gone is said to be gone, the half-typed form stays, and all of it recovers", async ({
  counter,
  page,
  shop,
  world,
  consoleWatch,
}) => {
  consoleWatch.allow(SERVER_AWAY);
  await page.clock.install();
  await counter.open();
  await counter.live.expect("live");
  await counter.fill("0770000006", 500);
  await world.killApp();
  await counter.live.expect("polling");
  await page.clock.fastForward(60_000);
  await counter.live.expect("stale");
  await expect(page.getByText("What you see may be out of date.")).toBeVisible();
  await expect(counter.number).toHaveValue("0770 00 00 06");

  await shop.place([{ number: "0770000007", dinars: 900 }]);
  await world.startApp();
  await page.clock.fastForward(30_000);
  await counter.live.expect("live");
  await expect(page.getByText("What you see may be out of date.")).toHaveCount(0);
  await expect(counter.rowOf("0770000007")).toContainText(money(900));
  await counter.amount.press("Enter");
  await expect(counter.number).toHaveValue("");
  await counter.expectStatus(counter.rowOf("0770000006"), "fulfilled", 30_000);
});

test("somebody whose session ends is told on the screen, and nothing is sent under their name", async ({
  counter,
  shop,
  world,
  page,
  consoleWatch,
}) => {
  consoleWatch.allow(ANSWERED_401);
  await counter.open();
  const { staffId } = await shop.person("cashier");
  await world.sql`update staff set session_version = session_version + 1 where id = ${staffId}`;
  await counter.fill("0770000008", 500);
  await counter.amount.press("Enter");
  await counter.expectRefusal("You have been signed out. Sign in again; nothing was sent.");
  await expect(counter.form.getByRole("link", { name: "Sign in" })).toBeVisible();
  expect(await shop.orders()).toEqual([]);
  await page.reload();
  await expect(page).toHaveURL(/\/sign-in/);
});

test("a slow machine takes the page over as it was sent, however much happens meanwhile", async ({
  page,
  shop,
  context,
}) => {
  const cdp = await context.newCDPSession(page);
  await cdp.send("Emulation.setCPUThrottlingRate", { rate: 6 });
  for (const [at, path] of ["/", "/orders", "/", "/orders"].entries()) {
    await shop.place([{ number: `077000010${at}`, dinars: 100 }]);
    await page.goto(path);
    await expect(page.locator("[data-live]")).toHaveAttribute("data-live", "live", { timeout: 30_000 });
  }
  // What React finds different it says in the console, and the console is watched.
  await expect(page.getByRole("table", { name: "Orders" }).getByText("Delivered")).toHaveCount(4);
});

test("a thousand streams on one instance stay open, and every one of them hears of a sale", async ({ shop, world }) => {
  const [cookie] = await shop.cookiesOf("cashier");
  const listener = { cookie: `${cookie?.name}=${cookie?.value}`, till: 0 };
  const crowd = await openCrowd(
    `${world.url}/api/live`,
    Array.from({ length: 1_000 }, () => listener),
  );
  try {
    const atNs = process.hrtime.bigint();
    await shop.place([{ number: "0770000201", dinars: 100 }]);
    const { id: orderId } = await shop.onlyOrder();
    const heard = await crowd.account([{ orderId, till: 0, atNs }]);
    expect({ heard: heard.latenciesMs.length, lost: heard.lost, returns: heard.returns }).toEqual({
      heard: 1_000,
      lost: 0,
      returns: 0,
    });
  } finally {
    await crowd.close();
  }
});
