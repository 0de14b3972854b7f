import { join } from "node:path";
import { Counter } from "@/tests/support/e2e-counter";
import { SERVER_AWAY } from "@/tests/support/e2e-console";
import { OwnDatabase } from "@/tests/support/e2e-own-database";
import type { Shop } from "@/tests/support/e2e-shop";
import { expect, test as base } from "@/tests/support/e2e-test";
import { World } from "@/tests/support/e2e-world";

/** Two instances of the app, the provider and a database server of their own, each killed in the middle of something. */
const test = base.extend<object, { database: OwnDatabase }>({
  database: [
    // eslint-disable-next-line no-empty-pattern -- the runner reads the names of the fixtures here
    async ({}, use) => {
      const database = await OwnDatabase.open();
      await use(database);
      await database.close();
    },
    { scope: "worker", timeout: 90_000 },
  ],
  world: [
    async ({ database }, use, { workerIndex }) => {
      const { E2E_RUN_DIR: runDir = "" } = process.env;
      const world = await World.start(database.url, join(runDir, `wire-${workerIndex}`));
      await use(world);
      await world.stop();
    },
    { scope: "worker", timeout: 90_000 },
  ],
});

/** Longer than anybody waits: the answer is on its way when the receiver dies. */
const NEVER_MS = 60_000;

test.beforeEach(({ consoleWatch }) => consoleWatch.allow(SERVER_AWAY, /status of 50\d/, /React error #441/));

/** As if the leases of the dead had run out, and until every order is what the phones say. */
async function untilAllEnd(shop: Shop, statuses: readonly string[]): Promise<void> {
  await expect
    .poll(
      async () => {
        await shop.lapseLeases().catch(() => undefined);
        return (await shop.orders().catch(() => [])).map(({ status }) => status);
      },
      { timeout: 60_000, intervals: [500, 1_000] },
    )
    .toEqual(statuses);
}

test("two instances: sold at one, live at the other, sent once by whoever comes first", async ({
  counter,
  shop,
  world,
  openAs,
}) => {
  const twin = await world.startTwin();
  await counter.open();
  const page = await openAs("manager");
  await page.goto(twin.url);
  const other = new Counter(page);
  await other.ready();
  await other.live.expect("live");
  await counter.sell("0663000001", 500);
  await other.expectStatus(other.rowOf("0663000001"), "fulfilled", 30_000);
  await other.sell("0663000002", 600);
  await counter.expectStatus(counter.rowOf("0663000002"), "fulfilled", 30_000);
  const orders = await shop.orders();
  expect(orders.map(({ sendCount }) => sendCount)).toEqual([1, 1]);
  expect(await shop.deliveries()).toEqual(orders.map(({ id }) => id).sort());
});

test("the database dies before the sale is saved: nothing is claimed, the form stays, and Enter sells it once it is back", async ({
  counter,
  database,
  shop,
}) => {
  await counter.open();
  await counter.live.expect("live");
  await counter.fill("0663000003", 500);
  await database.kill();
  await counter.amount.press("Enter");
  await expect(counter.refusal).toBeVisible({ timeout: 40_000 });
  await expect(counter.refusal).toContainText(/Nobody knows|no answer|Reference|may have been saved/i);
  await expect(counter.number).toHaveValue("0663 00 00 03");
  await database.start();
  await counter.amount.press("Enter");
  await expect(counter.number).toHaveValue("", { timeout: 40_000 });
  await counter.live.expect("live");
  await counter.expectStatus(counter.rowOf("0663000003"), "fulfilled", 40_000);
  expect(await shop.onlyOrder()).toMatchObject({ sendCount: 1 });
});

test("the database dies between the send and its answer: the answer is lost, the order is not", async ({
  counter,
  database,
  shop,
  world,
}) => {
  await counter.open();
  await world.provider.arm({ endpoint: "send", kind: "delay", ms: 3_000, msisdn: "0663000004" });
  const row = await counter.sell("0663000004", 500);
  const { id } = await shop.onlyOrder();
  await world.provider.untilHolds(id);
  await database.kill();
  // The screen goes on saying what is true: on its way, and no longer live.
  await counter.expectStatus(row, "sending");
  await database.start();
  await untilAllEnd(shop, ["fulfilled"]);
  await counter.expectStatus(row, "fulfilled", 40_000);
  expect(await shop.onlyOrder()).toMatchObject({ id, sendCount: 1 });
  expect(await shop.balances()).toEqual({ float: 1_951_000n, held: 0n, sold: 49_000n });
});

test("both instances are killed in mid-sale: every sale ends right, once", async ({ counter, shop, world, openAs }) => {
  const twin = await world.startTwin();
  await counter.open();
  const page = await openAs("manager");
  await page.goto(twin.url);
  const other = new Counter(page);
  await other.ready();
  await world.provider.arm(
    { endpoint: "send", kind: "delay", ms: NEVER_MS, msisdn: "0663000005" },
    { endpoint: "send", kind: "accept-then-drop", msisdn: "0663000006" },
  );
  await counter.sell("0663000005", 500);
  await other.sell("0663000006", 600);
  const ids = (await shop.orders()).map(({ id }) => id);
  for (const id of ids) await world.provider.untilHolds(id);
  await Promise.all([world.killApp(), twin.child.stop(true)]);
  await counter.live.expect("polling");
  await world.startApp();
  await untilAllEnd(shop, ["fulfilled", "fulfilled"]);
  expect(await shop.deliveries()).toEqual(ids.toSorted());
  expect((await shop.orders()).map(({ sendCount }) => sendCount)).toEqual([1, 1]);
  await counter.live.expect("live");
  await counter.expectStatus(counter.rowOf("0663000006"), "fulfilled", 30_000);
});

test("everything dies once in the middle of a dozen sales: each reaches its phone once, or its money is back", async ({
  database,
  shop,
  world,
}) => {
  test.setTimeout(150_000);
  const twin = await world.startTwin();
  const sales = Array.from({ length: 12 }, (_, n) => ({
    number: `06630001${String(n).padStart(2, "0")}`,
    dinars: 100 + n,
  }));
  // One that the provider gives back, among those that it delivers.
  const mixed = [...sales, { number: "0600000001", dinars: 300 }];
  await world.provider.arm(
    { endpoint: "send", kind: "delay", ms: 4_000, msisdn: "0663000100" },
    { endpoint: "send", kind: "accept-then-drop", msisdn: "0663000103" },
    { endpoint: "send", kind: "accept-then-500", msisdn: "0663000105" },
    { endpoint: "send", kind: "drop-before-accept", msisdn: "0663000107" },
  );
  const ids = await shop.place(mixed.map((sale) => ({ ...sale, planCode: "PREPAID_MOBILIS" })));
  await world.provider.untilHolds(ids[0] ?? "");
  await world.killApp();
  await world.startApp();
  await database.kill();
  await database.start();
  await world.killSandbox();
  await world.startSandbox();
  await twin.child.stop(true);
  // A request that never arrived is repeated, with its reference, after a minute of silence.
  await expect
    .poll(
      async () => {
        await shop.lapseLeases().catch(() => undefined);
        await world.sql`update orders set last_sent_at = now() - interval '2 minutes'
          where shop_id = ${shop.id} and status = 'sending'`.catch(() => undefined);
        return (await shop.orders().catch(() => [])).map(({ status }) => status);
      },
      { timeout: 90_000, intervals: [500, 1_000] },
    )
    .toEqual([...sales.map(() => "fulfilled"), "refunded"]);
  const delivered = (await world.provider.deliveries()).map(({ ref }) => ref).filter((ref) => ids.includes(ref));
  expect(delivered.sort()).toEqual(ids.slice(0, 12).sort());
});
