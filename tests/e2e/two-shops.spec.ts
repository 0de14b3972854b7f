import { expect, test } from "@/tests/support/e2e-test";
import { captureCall, expectAnswer, forge } from "@/tests/support/e2e-action";
import { ANSWERED_404 } from "@/tests/support/e2e-console";
import { Shop } from "@/tests/support/e2e-shop";

test.use({ role: "manager" });

/** Well formed, and nobody's. */
const NOBODYS_ID = "01890000-0000-7000-8000-000000000000";

test("another shop's order is an order that does not exist: status, title and body", async ({
  page,
  shop,
  world,
  consoleWatch,
}) => {
  consoleWatch.allow(ANSWERED_404);
  const neighbour = await Shop.open(world);
  const [theirs] = await neighbour.place([{ number: "0771000001", dinars: 777 }]);
  const bodies: string[] = [];
  for (const id of [theirs, NOBODYS_ID, "not-an-id"]) {
    const response = await page.goto(`/orders/${id}`);
    expect(response?.status()).toBe(404);
    await expect(page).toHaveTitle(/Nothing here/);
    await expect(page.getByRole("heading", { name: "Nothing here" })).toBeVisible();
    await expect(page.getByText(/0771|777/)).toHaveCount(0);
    bodies.push(await page.getByRole("main").innerText());
  }
  expect(new Set(bodies).size, "no difference tells that it exists").toBe(1);
  expect(await shop.orders()).toEqual([]);
});

test("the owner still opens it", async ({ order, shop }) => {
  const [id] = await shop.place([{ number: "0771000002", dinars: 500 }]);
  await order.open(id ?? "");
  await order.expectStatus("fulfilled");
});

test("lists, search and sellers hold nothing of the neighbour", async ({ orders, shop, world, page }) => {
  const neighbour = await Shop.open(world);
  const { userName } = await neighbour.person("cashier");
  const [theirs] = await neighbour.place([{ number: "0771000003", dinars: 777 }]);
  await shop.place([{ number: "0771000004", dinars: 500 }]);
  await orders.open();
  await orders.expectCount(1);
  await expect(orders.seller.getByRole("option", { name: userName })).toHaveCount(0);
  await orders.open(`?q=${theirs}`);
  await expect(page.getByText("No order fits these filters")).toBeVisible();
  await orders.open(`?staffId=${(await neighbour.person("cashier")).staffId}`);
  await expect(page.getByText("No order fits these filters")).toBeVisible();
  await page.goto("/balance");
  await expect(page.getByText("0771 00 00 03")).toHaveCount(0);
  await expect(page.getByText("0771 00 00 04").first()).toBeVisible();
});

test("the routes answer for one's own shop alone, and to nobody for none", async ({ page, shop, world, openAs }) => {
  const neighbour = await Shop.open(world);
  const [theirs] = await neighbour.place([{ number: "0771000005", dinars: 777 }]);
  const [ours] = await shop.place([{ number: "0771000006", dinars: 500 }]);
  const get = async (path: string) => page.request.get(`${world.url}${path}`);
  expect((await get(`/api/orders/${ours}`)).status()).toBe(200);
  const refused = await get(`/api/orders/${theirs}`);
  expect(refused.status()).toBe(404);
  expect(await refused.json()).toEqual({ code: "not_found" });
  expect(await (await get(`/api/orders/${NOBODYS_ID}`)).json()).toEqual({ code: "not_found" });
  const list = (await (await get("/api/orders")).json()) as { rows: { id: string }[] };
  expect(list.rows.map(({ id }) => id)).toEqual([ours]);

  const stranger = await openAs(null);
  for (const path of [`/api/orders/${ours}`, "/api/orders", "/api/balance", "/api/balance/statement", "/api/live"]) {
    const answer = await stranger.request.get(`${world.url}${path}`);
    expect(answer.status(), path).toBe(401);
    expect(await answer.json()).toEqual({ code: "signed_out" });
  }
});

test("the live stream carries one's own shop alone", async ({ page, shop, world }) => {
  const neighbour = await Shop.open(world);
  await page.goto("/orders");
  await page.evaluate(() => {
    const heard: string[] = [];
    Object.assign(window, { heard });
    new EventSource("/api/live").onmessage = (event) => heard.push(String(event.data));
  });
  const heard = () => page.evaluate(() => (window as unknown as { heard: string[] }).heard.join("\n"));
  await expect.poll(heard).not.toBe("");
  const [theirs] = await neighbour.place([{ number: "0771000007", dinars: 777 }]);
  await expect.poll(async () => (await neighbour.onlyOrder()).status).toBe("fulfilled");
  const [ours] = await shop.place([{ number: "0771000008", dinars: 500 }]);
  await expect.poll(heard).toContain(ours);
  expect(await heard()).not.toContain(theirs);
  expect(await heard()).not.toContain("0771000007");
});

test("a command on another shop's order finds no order, and changes nothing", async ({ page, order, shop, world }) => {
  await world.provider.timing({ handlingMs: 600_000, finalMs: 600_000, scriptedFinalMs: 600_000 });
  const neighbour = await Shop.open(world, { graceSeconds: 10 });
  const [theirs] = await neighbour.place([{ number: "0771000009", dinars: 777 }]);
  const [ours] = await shop.place([{ number: "0771000010", dinars: 500 }]);
  await order.open(ours ?? "");
  await order.expectStatus("pending");
  const call = await captureCall(page, () => order.checkNow.click());
  expect(JSON.parse(call.body)).toEqual([ours]);
  await expectAnswer(await forge(page, call, [theirs]), { ok: false, error: { code: "not_found" } });
  await expectAnswer(await forge(page, call, [NOBODYS_ID]), { ok: false, error: { code: "not_found" } });
  expect((await neighbour.onlyOrder()).status).toBe("queued");
  await world.provider.decide(ours ?? "", "FULFILLED");
});
