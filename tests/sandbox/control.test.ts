import { describe, expect, test } from "vitest";
import { KEYS } from "@/sandbox/model/accounts";
import { openSandbox } from "./support";

describe("the control plane", () => {
  test("moves the clock: a day passes at once, and time goes on from there", async () => {
    const sandbox = await openSandbox();
    const id = await sandbox.accept({ MSSIDN: "0600000003" });
    expect((await sandbox.control("/clock/advance", { ms: 86_400_000 })).body).toEqual({
      now: "2026-02-04T09:14:07.881Z",
    });
    expect(await sandbox.order(id)).toMatchObject({ status: "FULFILLED" });
    sandbox.pass(1_000);
    const later = await sandbox.accept({ ref: "later" });
    expect(await sandbox.order(later)).toMatchObject({ created_at: "2026-02-04T09:14:08.881Z", status: "PENDING" });
  });

  test("time never runs backwards", async () => {
    const sandbox = await openSandbox();
    await sandbox.accept({ ref: "first" });
    sandbox.pass(-3_600_000);
    await sandbox.accept({ ref: "second" });
    sandbox.pass(5_000);
    const { orders } = await sandbox.dump();
    expect(orders.map(({ createdAt, status }) => [createdAt, status])).toEqual([
      ["2026-02-03T09:14:07.881Z", "HANDLING"],
      ["2026-02-03T09:14:07.881Z", "HANDLING"],
    ]);
  });

  test("puts an order into any status, by id, by reference or by stored reference, and it stays there", async () => {
    const sandbox = await openSandbox();
    const id = await sandbox.accept({ ref: "r" });
    for (const [name, status] of [
      [id, "HANDLING"],
      ["r", "ON_HOLD"],
      ["API-+213550112233-r", "PENDING"],
    ] as const) {
      await sandbox.control(`/orders/${encodeURIComponent(name)}/status`, { status });
      sandbox.pass(60_000);
      expect(await sandbox.order(id)).toMatchObject({ status });
    }
    await sandbox.control("/orders/r/status", {
      status: "REFUNDED",
      refund_message: "خطأ",
      suggested_offers: [{ typename: "Pixx", plan_code: "PIXX_500", amount: 500 }],
    });
    expect(await sandbox.order(id)).toMatchObject({
      status: "REFUNDED",
      refund_message: "خطأ",
      suggested_offers: [{ typename: "Pixx", plan_code: "PIXX_500", amount: 500 }],
    });
    expect((await sandbox.dump()).deliveries).toEqual([]);
  });

  test("an order put into UNKNOWN_ERROR resolves a day after", async () => {
    const sandbox = await openSandbox();
    const id = await sandbox.accept({ ref: "r" });
    sandbox.pass(1_000);
    await sandbox.control("/orders/r/status", { status: "UNKNOWN_ERROR" });
    expect(await sandbox.order(id)).toMatchObject({ status: "UNKNOWN_ERROR", refund_message: expect.any(String) });
    sandbox.pass(86_399_999);
    expect(await sandbox.order(id)).toMatchObject({ status: "UNKNOWN_ERROR" });
    sandbox.pass(1);
    expect(await sandbox.order(id)).toMatchObject({ status: "FULFILLED" });
  });

  test("an operator that is down shows in ping, disables its plans and refuses its sends", async () => {
    const sandbox = await openSandbox();
    await sandbox.control("/operators", { mobilisFixedPlans: "down" });
    expect((await sandbox.get("/ping")).body).toMatchObject({
      data: { operators: { mobilis: "up", mobilisFixedPlans: "down" } },
    });
    const refused = await sandbox.send({ plan_code: "PIXX_500", MSSIDN: "0661000000", amount: 500 });
    expect(refused).toMatchObject({ status: 400, body: { error: { code: "ERR_VALIDATION" } } });
    await sandbox.accept({ plan_code: "PREPAID_MOBILIS", MSSIDN: "0661000000" });
    await sandbox.control("/operators", { mobilisFixedPlans: "up" });
    await sandbox.accept({ plan_code: "PIXX_500", MSSIDN: "0661000000", amount: 500 });
  });

  test("switches plans and changes their figures", async () => {
    const sandbox = await openSandbox();
    await sandbox.control("/plans/PREPAID_DJEZZY", { cost: 0.98, min_amount: 50, max_amount: 5000 });
    const id = await sandbox.accept({ amount: 50 });
    expect(await sandbox.order(id)).toMatchObject({ balance_amount: 49 });
    expect((await sandbox.send({ amount: 5001 })).status).toBe(400);
    await sandbox.control("/plans/PREPAID_DJEZZY", { isEnabled: false });
    expect((await sandbox.send({ amount: 50 })).body).toMatchObject({
      error: { message: "Plan PREPAID_DJEZZY is currently disabled" },
    });
    await sandbox.control("/plans/SAMA_2000", { isEnabled: true });
    await sandbox.accept({ plan_code: "SAMA_2000", amount: 2000 });
  });

  test("reset empties books, log and faults, and restores the first settings", async () => {
    const sandbox = await openSandbox({ dialect: { topupRef: "bare" } });
    await sandbox.accept({ ref: "r" });
    await sandbox.control("/operators", { djezzy: "down" });
    await sandbox.control("/dialect", { topupRef: "prefixed" });
    await sandbox.control("/faults", [{ endpoint: "*", kind: "html" }]);
    await sandbox.control("/rate-limit", { perMinute: 1 });
    expect((await sandbox.ask("POST", "/__sim/reset")).status).toBe(200);
    const dump = await sandbox.dump();
    expect(dump).toMatchObject({
      orders: [],
      ledger: [],
      deliveries: [],
      faults: [],
      requests: [],
      rateLimit: { perMinute: null },
      wallets: { sandbox: { opening: 10_000_000, balance: 10_000_000 } },
    });
    const sent = await sandbox.send({ ref: "r" });
    expect(sent.body).toMatchObject({ data: { topupRef: "r" } });
  });

  test("the dump shows requests with method, path, reference and id, and no key anywhere", async () => {
    const sandbox = await openSandbox();
    const id = await sandbox.accept({ ref: "r" });
    await sandbox.get("/mobile/check-ref/r?x=1");
    await sandbox.get("/validate", { key: "11111111-2222-4333-8444-555555555555" });
    const dump = await sandbox.dump();
    expect(dump.requests).toMatchObject([
      { method: "POST", path: "/v3/mobile/send", ref: "r", topupId: id, status: 200, fault: null, requestId: "req-1" },
      { method: "GET", path: "/v3/mobile/check-ref/r", ref: "r", status: 200 },
      { method: "GET", path: "/v3/validate", status: 401 },
    ]);
    const text = JSON.stringify(dump);
    for (const key of [...Object.values(KEYS), "11111111-2222-4333-8444-555555555555"]) expect(text).not.toContain(key);
  });

  test("the oracle alone is a list of deliveries", async () => {
    const sandbox = await openSandbox();
    const id = await sandbox.accept();
    expect((await sandbox.ask("GET", "/__sim/deliveries")).body).toEqual([]);
    sandbox.pass(15_000);
    for (let look = 0; look < 3; look++) {
      expect((await sandbox.ask("GET", "/__sim/deliveries")).body).toMatchObject([{ topupId: id, amount: 300 }]);
    }
  });

  test.each([
    ["/timing", { finalMs: 1 }, "times must rise"],
    ["/timing", { final: 1 }, 'does not know the key "final"'],
    ["/operators", { mobilis: "broken" }, "body/mobilis is not a known value; known: up, down"],
    ["/operators", { vodafone: "up" }, 'does not know the key "vodafone"'],
    ["/dialect", { topupRef: "naked" }, "known: prefixed, bare"],
    ["/dialect", { topupReff: "bare" }, 'does not know the key "topupReff"'],
    ["/profile", { name: "kind" }, "known: docs-en, live-2025-12, hostile"],
    ["/clock/advance", { ms: -1 }, "body/ms must be >= 0"],
    ["/clock/advance", {}, "body must have required property 'ms'"],
    ["/balance", { balance: -1 }, "body/balance must be >= 0"],
    ["/plans/PIXX_500", { enabled: true }, 'does not know the key "enabled"'],
  ])("%s %j is refused in words and changes nothing", async (path, body, words) => {
    const sandbox = await openSandbox();
    const { requests: _requests, ...before } = await sandbox.dump();
    const answered = await sandbox.control(path, body);
    expect(answered.status).toBe(400);
    expect((answered.body as { error: string }).error).toContain(words);
    expect(await sandbox.dump()).toMatchObject(before);
  });

  test("an order or a plan that does not exist is said to be so", async () => {
    const sandbox = await openSandbox();
    expect(await sandbox.control("/orders/nope/status", { status: "REFUNDED" })).toMatchObject({
      status: 404,
      body: { error: "no order nope" },
    });
    expect(await sandbox.control("/plans/NOPE", { isEnabled: true })).toMatchObject({ status: 404 });
  });

  test("answers this machine's programs only: not another address, not a web page", async () => {
    const sandbox = await openSandbox();
    for (const outside of [{ remoteAddress: "192.0.2.1" }, { headers: { origin: "https://example.com" } }]) {
      const answered = await sandbox.app.inject({ method: "POST", url: "/__sim/reset", ...outside });
      expect(answered.statusCode).toBe(403);
    }
    const inside = await sandbox.app.inject({ method: "GET", url: "/__sim/dump", remoteAddress: "::ffff:127.0.0.1" });
    expect(inside.statusCode).toBe(200);
  });

  test("can be left out", async () => {
    const sandbox = await openSandbox({ hasControl: false });
    expect((await sandbox.ask("GET", "/__sim/dump")).status).toBe(404);
    expect((await sandbox.get("/ping")).status).toBe(200);
  });
});
