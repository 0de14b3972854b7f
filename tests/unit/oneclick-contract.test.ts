import { describe, expect, it } from "vitest";
import {
  parseBalance,
  parseHealth,
  parseKeyInfo,
  parseOrder,
  parseOrderPage,
  parseWalletPage,
} from "@/lib/oneclick/contract";

const HANDLING = {
  _id: "6981c39ff0a1b2c3d4e5f600",
  ref: "API-+213550112233-shop7-20260203-000412",
  status: "HANDLING",
  plan_code: "PREPAID_DJEZZY",
  MSSIDN: "0770445566",
  topup_amount: 300,
  balance_amount: 297.75,
  created_at: "2026-02-03T09:14:07.881Z",
};

const REFUNDED = {
  ...HANDLING,
  status: "REFUNDED",
  balance_amount: 0,
  refund_message: "هذا رقم الهاتف لا يقبل العرض المرسل، الرجاء إرسال أحد العروض التالية",
  suggested_offers: [{ typename: "FACTURE | فاتورة", plan_code: "FACTURE_DJEZZY", amount: 300 }],
};

describe("an order", () => {
  it("is read as the provider writes it", () => {
    expect(parseOrder(HANDLING)).toEqual({
      ok: true,
      value: {
        topupId: "6981c39ff0a1b2c3d4e5f600",
        ref: "API-+213550112233-shop7-20260203-000412",
        status: "HANDLING",
        rawStatus: "HANDLING",
        planCode: "PREPAID_DJEZZY",
        msisdn: "0770445566",
        amountDinars: 300,
        chargedCentimes: 29775n,
        createdAt: new Date("2026-02-03T09:14:07.881Z"),
        refundMessage: null,
        offers: [],
      },
    });
  });

  it("keeps the zero that a refund leaves, the message and the offers", () => {
    expect(parseOrder(REFUNDED)).toMatchObject({
      ok: true,
      value: {
        status: "REFUNDED",
        chargedCentimes: 0n,
        refundMessage: REFUNDED.refund_message,
        offers: [{ name: "FACTURE | فاتورة", planCode: "FACTURE_DJEZZY", amountDinars: 300 }],
      },
    });
  });

  it.each([
    ["PENDING", "PENDING"],
    ["HANDLING", "HANDLING"],
    ["FULFILLED", "FULFILLED"],
    ["SUCCESS", "FULFILLED"],
    ["REFUNDED", "REFUNDED"],
    ["UNKNOWN_ERROR", "UNKNOWN_ERROR"],
    ["unknown-error", "UNKNOWN_ERROR"],
    [" fulfilled ", "FULFILLED"],
    ["FAILED", "UNRECOGNISED"],
    ["QUEUED", "UNRECOGNISED"],
    ["COMPLETED", "UNRECOGNISED"],
    ["CANCELLED", "UNRECOGNISED"],
    ["constructor", "UNRECOGNISED"],
  ])("in the status %j is %s, and the word is kept", (rawStatus, status) => {
    const parsed = parseOrder({ ...HANDLING, status: rawStatus });
    expect(parsed).toMatchObject({ ok: true, value: { status, rawStatus: rawStatus.trim() } });
  });

  it.each<[string, object, object]>([
    ["no ref", { ref: undefined }, { ref: "" }],
    ["no charge", { balance_amount: undefined }, { chargedCentimes: null }],
    ["a null charge", { balance_amount: null }, { chargedCentimes: null }],
    ["an unreadable charge", { balance_amount: "much" }, { chargedCentimes: null }],
    ["a charge with the noise of doubles", { balance_amount: 109.17500000000001 }, { chargedCentimes: 10918n }],
    ["no date", { created_at: undefined }, { createdAt: null }],
    ["an unreadable date", { created_at: "yesterday" }, { createdAt: null }],
    ["an amount in text", { topup_amount: "300" }, { amountDinars: 300 }],
    ["the amount of a GetMenu", { topup_amount: 0, plan_code: "GETMENU_Djezzy" }, { amountDinars: 0 }],
    ["an empty message", { refund_message: "  " }, { refundMessage: null }],
    ["a null message", { refund_message: null }, { refundMessage: null }],
    ["a message in no text", { refund_message: { fr: "x" } }, { refundMessage: null }],
    ["null offers", { suggested_offers: null }, { offers: [] }],
    ["offers in no array", { suggested_offers: "none" }, { offers: [] }],
    ["fields of tomorrow", { follow_orderid: "x", operator: "Djezzy" }, { topupId: HANDLING._id }],
  ])("may have %s", (_, change, expected) => {
    expect(parseOrder({ ...HANDLING, ...change })).toMatchObject({ ok: true, value: expected });
  });

  it("keeps an offer only with a plan and an amount that can be sold, and names a nameless one by its plan", () => {
    const suggested_offers = [
      { typename: "A", plan_code: "PLAN_A", amount: 100 },
      { typename: "", plan_code: "PLAN_B", amount: 200 },
      { plan_code: "PLAN_C", amount: "300" },
      { typename: "no plan", amount: 100 },
      { typename: "empty plan", plan_code: "", amount: 100 },
      { typename: "nothing", plan_code: "PLAN_D", amount: 0 },
      { typename: "less", plan_code: "PLAN_D", amount: -50 },
      { typename: "centimes", plan_code: "PLAN_D", amount: 99.5 },
      { typename: "no amount", plan_code: "PLAN_D" },
      null,
      "PLAN_D",
    ];
    expect(parseOrder({ ...REFUNDED, suggested_offers })).toMatchObject({
      ok: true,
      value: {
        offers: [
          { name: "A", planCode: "PLAN_A", amountDinars: 100 },
          { name: "PLAN_B", planCode: "PLAN_B", amountDinars: 200 },
          { name: "PLAN_C", planCode: "PLAN_C", amountDinars: 300 },
        ],
      },
    });
  });

  it.each([
    ["no id", { _id: undefined }, "_id invalid_type"],
    ["no status", { status: undefined }, "status invalid_type"],
    ["an empty status", { status: " " }, "status too_small"],
    ["no plan", { plan_code: null }, "plan_code invalid_type"],
    ["no number", { MSSIDN: undefined }, "MSSIDN invalid_type"],
    ["a broken amount", { topup_amount: 99.5 }, "topup_amount invalid_type"],
    ["a negative amount", { topup_amount: -300 }, "topup_amount too_small"],
  ])("with %s is unreadable, and says so without its values", (_, change, issues) => {
    expect(parseOrder({ ...HANDLING, ...change })).toEqual({ ok: false, error: { code: "unreadable", issues } });
  });
});

describe("the key", () => {
  const FULL = {
    username: "+213550112233",
    apiKey: {
      key: "0b6f2c1e-7a44-4d1b-9c55-2f1e8a9d7c30",
      isEnabled: true,
      type: "SANDBOX",
      allowedips: [],
      scope: "READ-WRITE",
    },
  };

  it("is known by what it opens, and stays behind itself", () => {
    const parsed = parseKeyInfo(FULL);
    expect(parsed).toEqual({
      ok: true,
      value: { username: "+213550112233", environment: "SANDBOX", isEnabled: true, scope: "READ-WRITE" },
    });
    expect(JSON.stringify(parsed)).not.toContain("0b6f2c1e");
  });

  it.each<[string, object, object]>([
    [
      "three fields",
      { apiKey: { type: "PRODUCTION", scope: "READ-ONLY", isEnabled: false } },
      { environment: "PRODUCTION", scope: "READ-ONLY", isEnabled: false },
    ],
    ["its type alone", { apiKey: { type: "SANDBOX" } }, { environment: "SANDBOX", scope: null, isEnabled: true }],
    ["another name", { apiKey: undefined, key: { type: "PRODUCTION" } }, { environment: "PRODUCTION" }],
    [
      "other letters",
      { apiKey: { type: "sandbox", scope: "read_write" } },
      { environment: "SANDBOX", scope: "READ-WRITE" },
    ],
    ["a scope of tomorrow", { apiKey: { type: "SANDBOX", scope: "WRITE-ONLY" } }, { scope: null }],
  ])("may come with %s", (_, change, expected) => {
    expect(parseKeyInfo({ ...FULL, ...change })).toMatchObject({ ok: true, value: expected });
  });

  it.each([
    { ...FULL, apiKey: { ...FULL.apiKey, type: "STAGING" } },
    { ...FULL, apiKey: { scope: "READ-WRITE" } },
    { ...FULL, apiKey: undefined },
    { ...FULL, username: undefined },
  ])("of no known environment is unreadable (%#)", (body) => {
    expect(parseKeyInfo(body)).toMatchObject({ ok: false });
  });
});

describe("balance and health", () => {
  it.each([
    [{ balance: 2202.25 }, 220225n],
    [{ balance: 0 }, 0n],
    [{ balance: 2202.25, currency: "DZD" }, 220225n],
    [{ balance: 2202.2500000000005 }, 220225n],
    [{ balance: "2202.25" }, 220225n],
    [{ balance: -12.5 }, -1250n],
  ])("reads %j", (body, balanceCentimes) => {
    expect(parseBalance(body)).toEqual({ ok: true, value: { balanceCentimes } });
  });

  it.each([{}, { balance: null }, { balance: "2 202,25" }, { balance: 1e30 }, null])("refuses %j", (body) => {
    expect(parseBalance(body)).toMatchObject({ ok: false });
  });

  it("keeps the operators under the provider's words, without those whose state it does not know", () => {
    const operators = { mobilis: "up", ooredoo: "UP", djezzy: "down", mobilisFixedPlans: "slow", tomorrow: 1 };
    expect(parseHealth({ api: "ok", operators })).toEqual({
      ok: true,
      value: { isApiUp: true, operators: { mobilis: "up", ooredoo: "up", djezzy: "down" } },
    });
    expect(parseHealth({ api: "error" })).toEqual({ ok: true, value: { isApiUp: false, operators: {} } });
    expect(parseHealth({})).toMatchObject({ ok: false });
  });
});

describe("a page", () => {
  const request = { page: 2, pageSize: 3 };
  const pagination = { page: 2, pageSize: 3, totalPages: 5, totalResults: 13 };

  it.each([
    ["items", { items: [HANDLING, REFUNDED], pagination }],
    ["topups", { topups: [HANDLING, REFUNDED], pagination }],
  ])("of orders is read from %s", (_, body) => {
    expect(parseOrderPage(body, request, () => undefined)).toMatchObject({
      ok: true,
      value: { ...pagination, rows: [{ status: "HANDLING" }, { status: "REFUNDED" }] },
    });
  });

  it("drops a row that it cannot read, and still knows its place", () => {
    const dropped: string[] = [];
    const body = { items: [HANDLING, { _id: "x" }, REFUNDED], pagination };
    const parsed = parseOrderPage(body, request, (what, issues) => dropped.push(`${what}: ${issues}`));
    expect(parsed).toMatchObject({ ok: true, value: { ...pagination, rows: [{}, {}] } });
    expect(dropped).toEqual([
      "order: status invalid_type, plan_code invalid_type, MSSIDN invalid_type, topup_amount invalid_union",
    ]);
  });

  it("without figures promises another as long as it is full", () => {
    const full = parseOrderPage([HANDLING, HANDLING, HANDLING], request, () => undefined);
    expect(full).toMatchObject({ ok: true, value: { page: 2, pageSize: 3, totalPages: 3, totalResults: 7 } });
    const last = parseOrderPage({ items: [HANDLING] }, request, () => undefined);
    expect(last).toMatchObject({ ok: true, value: { page: 2, pageSize: 3, totalPages: 2, totalResults: 4 } });
  });

  it.each([{}, null, { items: "none" }, { items: null }, { data: [] }])("is unreadable as %j", (body) => {
    expect(parseOrderPage(body, request, () => undefined)).toMatchObject({ ok: false });
  });

  it("of the wallet is read as the provider writes it", () => {
    const line = {
      _id: "6981c3a0f0a1b2c3d4e5f601",
      type: "FLEXY",
      operation: "DECREMENT",
      amount: 297.75,
      oldBalance: 2500,
      newBalance: 2202.25,
      objid: "6981c39ff0a1b2c3d4e5f600",
      note: "",
      time: "2026-02-03T09:14:08.004Z",
    };
    const bare = { _id: "2", type: "DEPOSIT", amount: 5, oldBalance: 0, newBalance: 5, objid: "" };
    expect(parseWalletPage({ items: [line, bare, { _id: "3" }], pagination }, request, () => undefined)).toMatchObject({
      ok: true,
      value: {
        rows: [
          {
            id: line._id,
            type: "FLEXY",
            operation: "DECREMENT",
            amountCentimes: 29775n,
            oldBalanceCentimes: 250000n,
            newBalanceCentimes: 220225n,
            objectId: line.objid,
            note: "",
            at: new Date("2026-02-03T09:14:08.004Z"),
          },
          { id: "2", operation: "", objectId: null, note: "", at: null },
        ],
      },
    });
  });
});
