import { expect, test } from "@/tests/support/e2e-test";
import { findFreePort } from "@/scripts/ports";

test.use({ role: null });

const CRON = "/api/cron/sync-orders";
/** What a stranger could learn from: files, frames, statements, addresses of our own. */
const LEAKS = /node_modules|\.next\/|\n\s+at \S+ \(|postgres:\/\/|ECONNREFUSED|select .* from/i;

function expectNoLeak(text: string): void {
  expect(LEAKS.exec(text)?.[0] ?? null).toBeNull();
}

test("the health route tells what a watcher needs, and nothing more", async ({ request }) => {
  const response = await request.get("/api/health");
  expect(response.status()).toBe(200);
  const health = (await response.json()) as Record<string, unknown>;
  expect(health).toMatchObject({ isHealthy: true, database: "up", upstream: { isUsable: true } });
  expect(Object.keys(health).sort()).toEqual(["database", "isHealthy", "scheduler", "upstream"]);
});

test("the cron route opens to its secret alone", async ({ request, world }) => {
  const refused = [
    {},
    { authorization: "" },
    { authorization: "Bearer " },
    { authorization: "Bearer wrong" },
    { authorization: world.cronSecret },
  ];
  for (const headers of refused) {
    const response = await request.get(CRON, { headers });
    expect(response.status(), JSON.stringify(headers)).toBe(401);
    expect(await response.json()).toEqual({ code: "wrong_secret" });
  }
  const response = await request.get(CRON, { headers: { authorization: `Bearer ${world.cronSecret}` } });
  expect(response.status()).toBe(200);
  expect(await response.json()).toMatchObject({ sent: 0, resent: 0, failed: 0, gate: "open" });
  expect((await request.post(CRON, { headers: { authorization: `Bearer ${world.cronSecret}` } })).status()).toBe(405);
});

test("without a configured secret the cron route is shut, whatever is offered", async ({ request, world }) => {
  const { url } = await world.startTwin({ CRON_SECRET: "" });
  for (const headers of [
    {},
    { authorization: "Bearer " },
    { authorization: "Bearer undefined" },
    { authorization: "Bearer null" },
  ]) {
    const response = await request.get(`${url}${CRON}`, { headers });
    expect(response.status()).toBe(503);
    expect(await response.json()).toEqual({ code: "no_secret_configured" });
  }
});

test("overlapping ticks send each order once", async ({ shop, world }) => {
  await world.stopTicking();
  const sales = Array.from({ length: 12 }, (_, at) => ({
    number: `07708000${String(at).padStart(2, "0")}`,
    dinars: 100,
  }));
  await shop.place(sales);
  const answers = await Promise.all([world.tick(), world.tick(), world.tick(), world.tick()]);
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
  expect((await shop.orders()).map(({ sendCount }) => sendCount)).toEqual(sales.map(() => 1));
});

test("with the database away every door answers in its own words, with an id, and leaks nothing", async ({
  browser,
  shop,
  world,
  consoleWatch,
}) => {
  consoleWatch.allow(/status of 50\d/, /React error #441/); // the page says that its server failed
  const port = await findFreePort();
  const away = `postgres://nobody:secret@127.0.0.1:${await findFreePort()}/nowhere`;
  const { url } = await world.startTwin({ DATABASE_URL: away, NEXTAUTH_URL: `http://127.0.0.1:${port}` }, port);
  const context = await browser.newContext({ baseURL: url });
  consoleWatch.listenTo(context);
  await context.addCookies((await shop.cookiesOf("cashier")).map((cookie) => ({ ...cookie, url })));
  await context.addCookies([{ name: "NEXT_LOCALE", value: "en", url }]);
  const health = await context.request.get("/api/health");
  expect(health.status()).toBe(503);
  expect(await health.json()).toEqual({ isHealthy: false, database: "down", upstream: null, scheduler: null });
  for (const path of ["/api/orders", "/api/balance", "/api/orders/01890000-0000-7000-8000-000000000000", "/api/live"]) {
    const response = await context.request.get(path);
    expect(response.status(), path).toBe(500);
    const body = await response.text();
    expect(JSON.parse(body), path).toEqual({ code: "failed", incident: expect.any(String) });
    expectNoLeak(body);
  }
  const page = await context.newPage();
  const response = await page.goto("/orders");
  expect(response?.status()).toBe(500);
  await expect(page.getByRole("heading", { name: "Something went wrong" })).toBeVisible();
  await expect(page.getByText(/Reference for support: /)).toBeVisible();
  expectNoLeak(await page.content());
  await context.close();
});

test("a page that does not exist is said not to, to those inside and those outside", async ({
  page,
  openAs,
  consoleWatch,
}) => {
  consoleWatch.allow(/status of 404/);
  await page.goto("/nothing/here");
  await expect(page).toHaveURL(/\/sign-in\?next=%2Fnothing%2Fhere$/);
  const inside = await openAs("cashier");
  const response = await inside.goto("/nothing/here");
  expect(response?.status()).toBe(404);
  await expect(inside).toHaveTitle(/Nothing here/);
  expectNoLeak(await inside.content());
});
