import { describe, expect, test } from "vitest";
import { KEYS } from "@/sandbox/model/accounts";
import { openSandbox } from "./support";

const HOUR_MS = 60 * 60 * 1000;

describe("the life of an order", () => {
  test("goes by offsets from its creation: handling from 5 s, delivered at 15 s", async () => {
    const sandbox = await openSandbox();
    const sent = await sandbox.send({ ref: "shop7-1" });
    expect(sent.body).toEqual({
      success: true,
      data: { topupId: expect.stringMatching(/^[0-9a-f]{24}$/), topupRef: "API-+213550112233-shop7-1" },
      meta: { timestamp: "2026-02-03T09:14:07.881Z" },
    });
    const { topupId } = (sent.body as { data: { topupId: string } }).data;
    expect(Number.parseInt(topupId.slice(0, 8), 16)).toBe(Math.floor(Date.UTC(2026, 1, 3, 9, 14, 7) / 1000));

    const whole = {
      _id: topupId,
      ref: "API-+213550112233-shop7-1",
      plan_code: "PREPAID_DJEZZY",
      MSSIDN: "0770445566",
      topup_amount: 300,
      balance_amount: 297.75,
      created_at: "2026-02-03T09:14:07.881Z",
    };
    expect(await sandbox.order(topupId)).toEqual({ ...whole, status: "PENDING" });
    sandbox.pass(4_999);
    expect(await sandbox.order(topupId)).toMatchObject({ status: "PENDING" });
    sandbox.pass(1);
    expect(await sandbox.order(topupId)).toEqual({ ...whole, status: "HANDLING" });
    sandbox.pass(9_999);
    expect(await sandbox.order(topupId)).toMatchObject({ status: "HANDLING" });
    sandbox.pass(1);
    expect(await sandbox.order(topupId)).toEqual({ ...whole, status: "FULFILLED" });
  });

  test("0600000001 is refunded with a message, and cost nothing in the end", async () => {
    const sandbox = await openSandbox();
    const id = await sandbox.accept({ MSSIDN: "0600000001" });
    expect((await sandbox.get("/account/balance")).body).toMatchObject({ data: { balance: 9_999_702.25 } });
    sandbox.pass(10_000);
    const order = await sandbox.order(id);
    expect(order).toMatchObject({ status: "REFUNDED", balance_amount: 0, refund_message: expect.any(String) });
    expect(order).not.toHaveProperty("suggested_offers");
    expect((await sandbox.get("/account/balance")).body).toMatchObject({ data: { balance: 10_000_000 } });
  });

  test("0600000002 is refunded with an offer, and accepts what it was offered", async () => {
    const sandbox = await openSandbox();
    const id = await sandbox.accept({ MSSIDN: "0600000002", plan_code: "PREPAID_MOBILIS", amount: 250 });
    sandbox.pass(10_000);
    expect(await sandbox.order(id)).toMatchObject({
      status: "REFUNDED",
      balance_amount: 0,
      refund_message: "هذا رقم الهاتف لا يقبل العرض المرسل، الرجاء إرسال أحد العروض التالية",
      suggested_offers: [{ typename: "FACTURE | فاتورة", plan_code: "FACTURE_MOBILIS", amount: 250 }],
    });
    const sold = await sandbox.accept({ MSSIDN: "0600000002", plan_code: "FACTURE_MOBILIS", amount: 250 });
    sandbox.pass(15_000);
    expect(await sandbox.order(sold)).toMatchObject({ status: "FULFILLED" });
  });

  test("0600000003 is uncertain for a day, still charged, and then delivered", async () => {
    const sandbox = await openSandbox();
    const id = await sandbox.accept({ MSSIDN: "0600000003" });
    sandbox.pass(10_000);
    expect(await sandbox.order(id)).toMatchObject({
      status: "UNKNOWN_ERROR",
      balance_amount: 297.75,
      refund_message: expect.any(String),
    });
    expect((await sandbox.dump()).deliveries).toEqual([]);
    sandbox.pass(24 * HOUR_MS - 10_001);
    expect(await sandbox.order(id)).toMatchObject({ status: "UNKNOWN_ERROR" });
    sandbox.pass(1);
    expect(await sandbox.order(id)).toMatchObject({ status: "FULFILLED" });
    expect((await sandbox.dump()).deliveries).toMatchObject([{ topupId: id, at: "2026-02-04T09:14:07.881Z" }]);
  });

  test.each([
    ["REFUNDED", "REFUNDED", 10_000_000],
    ["never", "UNKNOWN_ERROR", 9_999_702.25],
  ] as const)("an uncertain order resolves as told: %s", async (unknownOutcome, status, balance) => {
    const sandbox = await openSandbox();
    await sandbox.control("/timing", { unknownOutcome });
    const id = await sandbox.accept({ MSSIDN: "0600000003" });
    sandbox.pass(48 * HOUR_MS);
    expect(await sandbox.order(id)).toMatchObject({ status });
    expect((await sandbox.get("/account/balance")).body).toMatchObject({ data: { balance } });
  });

  test("the scripted numbers are ordinary ones for a PRODUCTION key", async () => {
    const sandbox = await openSandbox();
    const id = await sandbox.accept({ MSSIDN: "0600000001" }, { key: KEYS.production });
    sandbox.pass(15_000);
    const read = await sandbox.get(`/mobile/check-id/${id}`, { key: KEYS.production });
    expect(read.body).toMatchObject({ data: { status: "FULFILLED" } });
  });

  test("orders of one millisecond end in the order in which they were accepted", async () => {
    const sandbox = await openSandbox();
    const ids: string[] = [];
    for (let count = 0; count < 20; count++) ids.push(await sandbox.accept({ MSSIDN: "0600000001" }));
    sandbox.pass(10_000);
    const { ledger } = await sandbox.dump();
    expect(ledger.filter(({ type }) => type === "REFUND-FLEXY").map(({ topupId }) => topupId)).toEqual(ids);
  });

  test("a changed timing leaves orders that are under way alone", async () => {
    const sandbox = await openSandbox();
    const before = await sandbox.accept();
    expect((await sandbox.control("/timing", { handlingMs: 100, finalMs: 300 })).body).toMatchObject({
      scriptedFinalMs: 200,
    });
    const after = await sandbox.accept();
    sandbox.pass(300);
    expect(await sandbox.order(before)).toMatchObject({ status: "PENDING" });
    expect(await sandbox.order(after)).toMatchObject({ status: "FULFILLED" });
  });
});

describe("GETMENU", () => {
  test("ends REFUNDED with the number's offers; costs nothing and reaches no phone", async () => {
    const sandbox = await openSandbox();
    const id = await sandbox.accept({ plan_code: "GETMENU_Ooredoo", MSSIDN: "0550112299", amount: 0 });
    sandbox.pass(15_000);
    const order = (await sandbox.order(id)) as { suggested_offers: { plan_code: string; amount: number }[] };
    expect(order).toMatchObject({ status: "REFUNDED", balance_amount: 0, topup_amount: 0 });
    expect(order.suggested_offers.length).toBeGreaterThan(1);
    const { ledger, deliveries } = await sandbox.dump();
    expect([ledger, deliveries]).toEqual([[], []]);

    for (const { plan_code, amount } of order.suggested_offers) {
      await sandbox.accept({ plan_code, amount, MSSIDN: "0550112299" });
    }
  });

  test.each(["GETMENU_Mobilis", "GETMENU_Djezzy", "GETMENU_Ooredoo"])(
    "%s offers only plans it can sell",
    async (code) => {
      const sandbox = await openSandbox({ dialect: { getmenuStatus: "FULFILLED" } });
      const id = await sandbox.accept({ plan_code: code, amount: 0 });
      sandbox.pass(15_000);
      const order = (await sandbox.order(id)) as { status: string; suggested_offers: { plan_code: string }[] };
      expect(order.status).toBe("FULFILLED");
      expect(order).not.toHaveProperty("refund_message");
      for (const { plan_code } of order.suggested_offers) {
        expect(sandbox.model.settings.findPlan(plan_code)).toMatchObject({ isEnabled: true });
      }
      expect((await sandbox.dump()).deliveries).toEqual([]);
    },
  );
});

describe("reading", () => {
  test("ping needs no key and names four lines", async () => {
    const sandbox = await openSandbox();
    expect((await sandbox.get("/ping", { key: null })).body).toMatchObject({
      success: true,
      data: { api: "ok", operators: { mobilis: "up", ooredoo: "up", djezzy: "up", mobilisFixedPlans: "up" } },
    });
  });

  test("validate says who the key is, without meta or request id in the body", async () => {
    const sandbox = await openSandbox();
    expect((await sandbox.get("/validate")).body).toEqual({
      success: true,
      data: {
        username: "+213550112233",
        apiKey: { key: KEYS.sandbox, isEnabled: true, type: "SANDBOX", allowedips: [], scope: "READ-WRITE" },
      },
    });
    const production = await sandbox.get("/validate", { key: KEYS.production });
    expect(production.body).toMatchObject({ data: { apiKey: { type: "PRODUCTION" } } });
    const readOnly = await sandbox.get("/validate", { key: KEYS.readOnly });
    expect(readOnly.body).toMatchObject({ data: { apiKey: { scope: "READ-ONLY" } } });
  });

  test("plans come in the two lists, with the documented figures and some disabled", async () => {
    const sandbox = await openSandbox();
    type Listed = Record<string, unknown>;
    const { data } = (await sandbox.get("/mobile/plans")).body as {
      data: { dynamicPlans: Listed[]; fixedPlans: Listed[] };
    };
    expect(data.dynamicPlans).toContainEqual({
      code: "PREPAID_DJEZZY",
      name: "PREPAID | عادي",
      operator: "Djezzy",
      cost: 0.9925,
      isEnabled: true,
      min_amount: 100,
      max_amount: 10000,
    });
    const gros = data.dynamicPlans.find((plan) => plan.code === "GROS_MOBILIS");
    expect(gros).toMatchObject({ operator: "GMobilis", min_amount: 5000, max_amount: 300000 });
    expect(gros).not.toHaveProperty("cost");
    expect(data.fixedPlans).toContainEqual({
      code: "PIXX_500",
      name: "Pixx 500 DA",
      operator: "Pixx",
      cost: 0.97,
      isEnabled: true,
      amount: 500,
    });
    expect(data.fixedPlans.filter((plan) => plan.isEnabled === false).length).toBeGreaterThanOrEqual(3);
    const codes = [...data.dynamicPlans, ...data.fixedPlans].map((plan) => plan.code);
    expect(new Set(codes).size).toBe(codes.length);
    for (const name of ["MOBILIS", "DJEZZY", "OOREDOO"]) {
      expect(codes).toEqual(expect.arrayContaining([`PREPAID_${name}`, `FACTURE_${name}`, `MIX500_${name}`]));
    }
  });

  test("an order is found by id, by bare and by prefixed reference, only by its owner", async () => {
    const sandbox = await openSandbox();
    const id = await sandbox.accept({ ref: "a b/é+1" });
    for (const ref of ["a b/é+1", "API-+213550112233-a b/é+1"]) {
      const found = await sandbox.get(`/mobile/check-ref/${encodeURIComponent(ref)}`);
      expect(found.body).toMatchObject({ data: { _id: id } });
    }
    const absent = await sandbox.get("/mobile/check-ref/nope-1");
    expect(absent.status).toBe(404);
    expect(absent.body).toEqual({
      success: false,
      error: { code: "NOT_FOUND", message: "Top-up with reference 'nope-1' not found" },
      requestId: absent.headers["x-request-id"],
    });
    for (const key of [KEYS.otherAccount, KEYS.production]) {
      expect((await sandbox.get(`/mobile/check-id/${id}`, { key })).status).toBe(404);
      expect((await sandbox.get("/mobile/list", { key })).body).toMatchObject({ data: { items: [] } });
    }
    expect((await sandbox.get(`/mobile/check-id/${id}`, { key: KEYS.readOnly })).status).toBe(200);
  });

  test("the list is newest first, in pages, within a window", async () => {
    const sandbox = await openSandbox();
    for (const ref of ["r1", "r2", "r3", "r4", "r5"]) {
      await sandbox.accept({ ref });
      sandbox.pass(60_000);
    }
    const refs = async (query: string): Promise<unknown> => {
      const { data } = (await sandbox.get(`/mobile/list${query}`)).body as {
        data: { items: { ref: string }[]; pagination: unknown };
      };
      return { refs: data.items.map(({ ref }) => ref.split("-").at(-1)), ...(data.pagination as object) };
    };
    const five = { totalResults: 5, page: 1, pageSize: 20, totalPages: 1 };
    expect(await refs("")).toEqual({ ...five, refs: ["r5", "r4", "r3", "r2", "r1"] });
    expect(await refs("?page=2&pageSize=2")).toMatchObject({ refs: ["r3", "r2"], totalPages: 3 });
    expect(await refs("?page=3&pageSize=2")).toMatchObject({ refs: ["r1"] });
    expect(await refs("?page=4&pageSize=2")).toMatchObject({ refs: [], totalResults: 5 });
    expect(await refs("?from=2026-02-03T09:15:00Z&to=2026-02-03T09:17:07.881Z")).toMatchObject({
      refs: ["r4", "r3", "r2"],
      totalResults: 3,
    });
  });

  test("the ledger tells each charge and each refund of an order", async () => {
    const sandbox = await openSandbox();
    const id = await sandbox.accept({ MSSIDN: "0600000001" });
    sandbox.pass(10_000);
    const { body } = await sandbox.get("/account/transactions");
    const line = { _id: expect.any(String), amount: 297.75, objid: id, note: "" };
    expect(body).toMatchObject({
      data: {
        items: [
          {
            ...line,
            type: "REFUND-FLEXY",
            operation: "INCREMENT",
            oldBalance: 9_999_702.25,
            newBalance: 10_000_000,
            time: "2026-02-03T09:14:17.881Z",
          },
          { ...line, type: "FLEXY", operation: "DECREMENT", oldBalance: 10_000_000, newBalance: 9_999_702.25 },
        ],
        pagination: { page: 1, pageSize: 20, totalPages: 1, totalResults: 2 },
      },
    });
  });

  test("two sandboxes with one seed tell the same story, another seed another", async () => {
    const story = async (seed: number): Promise<string> => {
      const sandbox = await openSandbox({ seed });
      await sandbox.accept({ MSSIDN: "0600000002" });
      await sandbox.accept();
      sandbox.pass(20_000);
      return JSON.stringify(await sandbox.dump());
    };
    expect(await story(7)).toBe(await story(7));
    expect(await story(7)).not.toBe(await story(8));
  });
});
