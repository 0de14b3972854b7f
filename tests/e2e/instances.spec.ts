import { readFileSync } from "node:fs";
import { join } from "node:path";
import { mintOrderId } from "@/lib/id";
import { startScheduler } from "@/scripts/scheduler";
import { say } from "@/scripts/terminal.mjs";
import { captureCall, forge, readAnswer, type Call } from "@/tests/support/e2e-action";
import { ANSWERED_401, SERVER_AWAY } from "@/tests/support/e2e-console";
import { Counter } from "@/tests/support/e2e-counter";
import { INSTANCE_HEADER, type Front } from "@/tests/support/e2e-front";
import { Stream } from "@/tests/support/e2e-stream";
import { expect, test as base } from "@/tests/support/e2e-test";
import type { App } from "@/tests/support/e2e-world";

/** Three instances of the app on one database, and in front of them nginx as it is shipped (else a proxy that says what it is). */
const test = base.extend<{ many: { readonly front: Front; readonly urls: readonly string[]; readonly twins: App[] } }>({
  many: async ({ world }, use) => {
    const twins = await Promise.all([world.startTwin(), world.startTwin()]);
    const front = await world.startFront();
    say(`  three instances behind ${front.name}`);
    await use({ front, twins, urls: [world.url, ...twins.map(({ url }) => url)] });
  },
});

const hostsOf = (urls: readonly string[]) => urls.map((url) => new URL(url).host).sort();
/** The same call, at another instance. */
const at = (url: string, call: Call): Call => ({ ...call, url: `${url}/` });

type Sale = Record<string, unknown>;
type Answer = { readonly ok: boolean; readonly value?: { isReplay: boolean }; readonly error?: { code: string } };

/** A sale really made at the counter, as the model for others. */
async function captureSale(counter: Counter, number: string): Promise<{ call: Call; sale: Sale }> {
  await counter.fill(number, 100);
  const call = await captureCall(counter.page, () => counter.amount.press("Enter"));
  await expect(counter.number).toHaveValue("");
  const [sale] = JSON.parse(call.body) as [Sale];
  return { call, sale };
}

test("requests spread over all instances, and a sale at any of them is at once on the streams of every other", async ({
  many,
  page,
  shop,
}) => {
  const cookies = await shop.cookiesOf("manager");
  const streams: Stream[] = [];
  while (new Set(streams.map(({ instance }) => instance)).size < 3 && streams.length < 12) {
    streams.push(await Stream.open(many.front.url, cookies));
  }
  expect([...new Set(streams.map(({ instance }) => instance))].sort()).toEqual(hostsOf(many.urls));

  await page.goto(many.front.url);
  const counter = new Counter(page);
  await counter.ready();
  await counter.live.expect("live");
  const { call, sale } = await captureSale(counter, "0663700001");
  const numbers = ["0663700001"];
  for (const [n, url] of many.urls.entries()) {
    const msisdn = `066370001${n}`;
    numbers.push(msisdn);
    expect(
      await readAnswer(await forge(page, at(url, call), [{ ...sale, orderId: mintOrderId(), msisdn }])),
    ).toMatchObject({
      ok: true,
    });
    // Long before the next heartbeat, so that nothing between here and there has kept it back.
    for (const stream of streams) await stream.expectSaid(msisdn, 5_000);
  }
  for (const msisdn of numbers) await counter.expectStatus(counter.rowOf(msisdn), "fulfilled", 30_000);
  for (const stream of streams) stream.close();
  expect((await shop.orders()).map(({ sendCount }) => sendCount)).toEqual([1, 1, 1, 1]);
});

test("one order id at three instances at once is one order; of three tills that race for one number, one gets through", async ({
  many,
  page,
  shop,
}) => {
  await page.goto(many.front.url);
  const counter = new Counter(page);
  await counter.ready();
  const { call, sale } = await captureSale(counter, "0663710000");
  const sendToAll = (saleFor: () => Sale) =>
    Promise.all(
      many.urls.map(async (url) => (await readAnswer(await forge(page, at(url, call), [saleFor()]))) as Answer),
    );
  const wordsOf = (answers: readonly Answer[]) =>
    answers.map(({ ok, value, error }) => (ok ? (value?.isReplay ? "replay" : "placed") : error?.code)).sort();

  for (let round = 1; round <= 8; round += 1) {
    const same = { ...sale, orderId: mintOrderId(), msisdn: `066371010${round}` };
    expect(wordsOf(await sendToAll(() => same)), "one order id").toEqual(["placed", "replay", "replay"]);
    const racing = () => ({ ...sale, orderId: mintOrderId(), msisdn: `066371020${round}` });
    expect(wordsOf(await sendToAll(racing)), "one number").toEqual(["duplicate_recent", "duplicate_recent", "placed"]);
  }
  expect(await shop.orders()).toHaveLength(17);
});

test.describe("people", () => {
  test.use({ role: null });
  const PASSWORD = "a long enough secret";

  test("a session of one instance is a session of all, and so is its end", async ({
    many,
    page,
    shop,
    world,
    consoleWatch,
  }) => {
    consoleWatch.allow(ANSWERED_401, SERVER_AWAY);
    const { userName, staffId } = await shop.hire({ role: "manager", password: PASSWORD });
    await page.goto(`${many.front.url}/sign-in`);
    await page.getByLabel("User name").fill(userName);
    await page.getByLabel("Password").fill(PASSWORD);
    await page.getByRole("button", { name: "Sign in", exact: true }).click();
    await expect(page).toHaveURL(`${many.front.url}/`);
    const statuses = () =>
      Promise.all(many.urls.map(async (url) => (await page.request.get(`${url}/api/balance`)).status()));
    expect(await statuses()).toEqual([200, 200, 200]);
    await world.sql`update staff set is_active = false where id = ${staffId}`;
    expect(await statuses()).toEqual([401, 401, 401]);
  });

  test("wrong passwords count together, and by the address that the proxy saw", async ({ many, page, shop, world }) => {
    const { userName } = await shop.hire({ role: "cashier", password: PASSWORD });
    const { csrfToken } = (await (await page.request.get(`${many.front.url}/api/auth/csrf`)).json()) as {
      csrfToken: string;
    };
    const attempt = async (siteUrl: string, password: string) => {
      const response = await page.request.post(`${siteUrl}/api/auth/callback/credentials`, {
        headers: { "x-forwarded-for": "203.0.113.77" },
        form: { userName, password, csrfToken, json: "true" },
      });
      const { url } = (await response.json()) as { url: string };
      return { code: new URL(url).searchParams.get("error"), instance: response.headers()[INSTANCE_HEADER] };
    };
    const attempts = [];
    for (let n = 0; n < 5; n += 1) attempts.push(await attempt(many.front.url, `wrong ${n}`));
    expect(new Set(attempts.map(({ instance }) => instance)).size, "the tries were spread").toBe(3);
    expect(attempts.map(({ code }) => code)).toEqual([...Array<string>(4).fill("bad_credentials"), "throttled"]);
    for (const url of many.urls)
      expect((await attempt(url, PASSWORD)).code, "the right one waits too").toBe("throttled");

    const log = readFileSync(join(world.dir, "app.log"), "utf8")
      .split("\n")
      .filter((line) => line.includes("sign-in refused"));
    const addresses = log.map((line) => (JSON.parse(line) as { address: string }).address);
    // Five by way of the proxy, which says where they came from; three without one, where there is only the client's word.
    expect(addresses.slice(-8)).toEqual([
      ...Array<string>(5).fill("127.0.0.1"),
      ...Array<string>(3).fill("203.0.113.77"),
    ]);
  });
});

test("three instances with three schedulers send no more in a minute than the key allows one", async ({
  world,
  shop,
}) => {
  const PER_MINUTE = 20;
  await world.stopTicking();
  const budget = { ONECLICKDZ_RATE_PER_MINUTE: String(PER_MINUTE) };
  const instances = await Promise.all([budget, budget, budget].map((settings) => world.startTwin(settings)));
  const sales = Array.from({ length: 40 }, (_, n) => ({
    number: `06637200${10 + n}`,
    dinars: 100,
    planCode: "PREPAID_MOBILIS",
  }));
  const countBefore = (await world.provider.dump()).requests.length;
  const times = async () =>
    (await world.provider.dump()).requests.slice(countBefore).map(({ at: time }) => Date.parse(time));
  await shop.place(sales);
  const schedulers = instances.map(({ url }) => scheduleAt(url, world.cronSecret));
  await expect
    .poll(async () => (await times()).length, { timeout: 40_000, intervals: [500] })
    .toBeGreaterThanOrEqual(9);
  await Promise.all(schedulers.map((scheduler) => scheduler.stop()));
  // A quarter at once, three quarters evenly, wherever one begins to count; one that was allowed may be late. Three budgets would
  // have let fifteen through at once.
  const all = await times();
  const early = all.flatMap((from, n) =>
    all.slice(n).filter((to, more) => more + 1 > PER_MINUTE / 4 + ((to - from) / 60_000) * PER_MINUTE * 0.75 + 2),
  );
  expect(early, "requests beyond the budget").toEqual([]);
  await world.sql`update orders set due_at = now() where shop_id = ${shop.id} and status = 'queued'`;
});

test("one is killed in mid-sale, then each is restarted: the others sell on, no sale goes twice, and every screen comes back", async ({
  many,
  page,
  shop,
  world,
  consoleWatch,
}) => {
  test.setTimeout(150_000);
  consoleWatch.allow(SERVER_AWAY, /status of 50\d/);
  await page.goto(many.front.url);
  const counter = new Counter(page);
  await counter.ready();
  const { call, sale } = await captureSale(counter, "0663730000");
  const schedulers = many.twins.map(({ url }) => scheduleAt(url, world.cronSecret));

  const [victim] = many.twins;
  if (!victim) throw new Error("there is no twin");
  await world.provider.arm({ endpoint: "send", kind: "delay", ms: 60_000, msisdn: "0663730001" });
  const orderId = mintOrderId();
  expect(
    await readAnswer(await forge(page, at(victim.url, call), [{ ...sale, orderId, msisdn: "0663730001" }])),
  ).toMatchObject({ ok: true });
  await world.provider.untilHolds(orderId);
  await victim.child.stop(true);
  const numbers = ["0663730000", "0663730001"];
  const sellAt = async (number: string) => {
    numbers.push(number);
    await counter.sell(number, 100);
  };
  for (let n = 2; n < 6; n += 1) await sellAt(`066373000${n}`);

  // Renewed one after the other, as for a new version: there are always two.
  const portOf = (url: string) => Number(new URL(url).port);
  await world.startTwin({}, portOf(victim.url));
  const [, other] = many.twins;
  await other?.child.stop(false);
  await sellAt("0663730006");
  await world.startTwin({}, portOf(other?.url ?? ""));
  await world.killApp();
  await sellAt("0663730007");
  await world.startApp();

  await counter.live.expect("live");
  await shop.place([{ number: "0663730008", dinars: 100, planCode: "PREPAID_MOBILIS", role: "manager" }]);
  numbers.push("0663730008");
  await expect
    .poll(
      async () => {
        await shop.lapseLeases();
        return (await shop.orders()).map(({ status }) => status);
      },
      { timeout: 60_000, intervals: [500, 1_000] },
    )
    .toEqual(numbers.map(() => "fulfilled"));
  for (const number of numbers) await counter.expectStatus(counter.rowOf(number), "fulfilled", 30_000);
  await Promise.all(schedulers.map((scheduler) => scheduler.stop()));
  expect((await shop.orders()).map(({ sendCount }) => sendCount)).toEqual(numbers.map(() => 1));
  expect(await shop.deliveries()).toHaveLength(numbers.length);
});

function scheduleAt(url: string, secret: string): { stop(): Promise<void> } {
  const silent = () => undefined;
  return startScheduler({
    url: `${url}/api/cron/sync-orders`,
    secret,
    intervalMs: 500,
    onTrouble: silent,
    onRecovery: silent,
  });
}
