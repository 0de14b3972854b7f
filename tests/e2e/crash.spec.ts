import { expect, test } from "@/tests/support/e2e-test";
import { SERVER_AWAY } from "@/tests/support/e2e-console";
import { Counter } from "@/tests/support/e2e-counter";
import { OrdersPage } from "@/tests/support/e2e-orders";
import { Shop } from "@/tests/support/e2e-shop";
import { money } from "@/tests/support/e2e-table";

/** Longer than anybody waits: the answer is on its way when the receiver dies. */
const NEVER_MS = 60_000;

test.beforeEach(({ consoleWatch }) => consoleWatch.allow(SERVER_AWAY));

test("the server is killed between accept and answer: one delivery, money right, and the screen finds out by itself", async ({
  counter,
  shop,
  world,
}) => {
  await counter.open();
  await counter.live.expect("live");
  await world.provider.arm({ endpoint: "send", kind: "delay", ms: NEVER_MS, msisdn: "0662000001" });
  const row = await counter.sell("0662000001", 500);
  const { id } = await shop.onlyOrder();
  await world.provider.untilHolds(id);
  await counter.expectStatus(row, "sending");

  await world.killApp();
  await counter.live.expect("polling");
  await world.startApp();
  await counter.live.expect("live");
  await counter.expectStatus(row, "sending");
  expect(await shop.balances(), "nobody knows: nothing moves").toEqual({ float: 1_951_000n, held: 49_000n, sold: 0n });

  await shop.lapseLeases();
  await counter.expectStatus(row, "fulfilled", 30_000);
  expect(await shop.onlyOrder()).toMatchObject({ id, status: "fulfilled", sendCount: 1 });
  expect(await shop.deliveries()).toEqual([id]);
  expect(await shop.balances()).toEqual({ float: 1_951_000n, held: 0n, sold: 49_000n });
});

test("after such a death a person need not wait: Check now finds the delivery", async ({
  counter,
  order,
  shop,
  world,
}) => {
  await counter.open();
  await world.provider.arm({ endpoint: "send", kind: "delay", ms: NEVER_MS, msisdn: "0662000002" });
  await counter.sell("0662000002", 500);
  const { id } = await shop.onlyOrder();
  await world.provider.untilHolds(id);
  await world.killApp();
  await world.startApp();
  await order.open(id);
  await order.expectStatus("sending");
  await expect(order.sendAgain).toHaveCount(0);
  await order.check();
  await order.expectStatus("fulfilled");
  expect(await shop.deliveries()).toEqual([id]);
  expect((await shop.onlyOrder()).sendCount).toBe(1);
});

test("killed while the request is in the air: found when the provider gets to it, never sent twice", async ({
  counter,
  shop,
  world,
}) => {
  await counter.open();
  await world.provider.arm(
    { endpoint: "send", kind: "delay-before-accept", ms: 10_000, msisdn: "0662000003" },
    { endpoint: "*", kind: "not-found-for", ms: NEVER_MS },
  );
  const row = await counter.sell("0662000003", 500);
  await counter.expectStatus(row, "sending");
  await world.killApp();
  await world.startApp();
  const { id } = await shop.onlyOrder();
  // Whoever asks hears that there is no such order: that is no proof of anything, and no reason to send again.
  for (let look = 0; look < 4; look += 1) {
    await shop.lapseLeases();
    expect((await world.tick()).status).toBe(200);
    expect(await shop.onlyOrder()).toMatchObject({ status: "sending", sendCount: 1 });
  }
  await world.provider.untilHolds(id);
  await world.provider.calm();
  await shop.lapseLeases();
  await counter.expectStatus(row, "fulfilled", 30_000);
  expect((await shop.onlyOrder()).sendCount).toBe(1);
  expect(await shop.deliveries()).toEqual([id]);
});

test("killed right after the sale was saved, before anything was sent: the scheduler sends it, once", async ({
  world,
  openAs,
}) => {
  const shop = await Shop.open(world, { floatDinars: 20_000, graceSeconds: 3 });
  const page = await openAs("cashier", { shop });
  const counter = new Counter(page);
  await counter.open();
  const row = await counter.sell("0662000004", 500);
  await counter.expectStatus(row, "queued");
  await world.killApp();
  expect((await shop.onlyOrder()).sendCount).toBe(0);
  await world.startApp();
  await counter.expectStatus(row, "fulfilled", 30_000);
  const { id, sendCount } = await shop.onlyOrder();
  expect(sendCount).toBe(1);
  expect(await shop.deliveries()).toEqual([id]);
});

test("the browser's own request dies with the server: Enter again after the restart is the same sale", async ({
  counter,
  shop,
  world,
  page,
}) => {
  await counter.open();
  await counter.fill("0662000005", 500);
  await world.killApp();
  await counter.amount.press("Enter");
  await counter.expectRefusal("No answer from the server");
  await world.startApp();
  await page.keyboard.press("Enter");
  await expect(counter.number).toHaveValue("");
  await counter.expectStatus(counter.rowOf("0662000005"), "fulfilled", 30_000);
  expect(await shop.orders()).toHaveLength(1);
});

test("the provider is killed after accepting and comes back: one delivery", async ({ counter, shop, world }) => {
  await counter.open();
  await world.provider.arm({ endpoint: "send", kind: "delay", ms: NEVER_MS, msisdn: "0662000006" });
  const row = await counter.sell("0662000006", 500);
  const { id } = await shop.onlyOrder();
  await world.provider.untilHolds(id);
  await world.killSandbox();
  await expect.poll(async () => (await shop.onlyOrder()).status).toBe("sending");
  await world.startSandbox();
  await counter.expectStatus(row, "fulfilled", 40_000);
  expect((await shop.onlyOrder()).sendCount).toBe(1);
  expect(await shop.deliveries()).toEqual([id]);
});

test("two instances on one database: what one sells the other shows, and it is sent once", async ({
  counter,
  shop,
  world,
  openAs,
}) => {
  const twin = await world.startTwin();
  const elsewhere = new OrdersPage(await openAs("manager"));
  await counter.open();
  await elsewhere.page.goto(`${twin.url}/orders`);
  await elsewhere.live.expect("live");
  await counter.sell("0662000007", 700);
  const row = elsewhere.table.row("0662 00 00 07");
  await elsewhere.table.expectRow(row, { Amount: money(700), Status: "Delivered" });
  const { id, sendCount } = await shop.onlyOrder();
  expect(sendCount).toBe(1);
  expect(await shop.deliveries()).toEqual([id]);
});
