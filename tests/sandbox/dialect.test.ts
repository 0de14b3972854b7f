import { describe, expect, test } from "vitest";
import { KEYS } from "@/sandbox/model/accounts";
import { DIALECT_ROWS, dialectOf, type Dialect } from "@/sandbox/model/dialect";
import { NUMBER, openSandbox, type Answered } from "./support";

const PREFIXED = "API-+213550112233-r";

async function speaking(dialect: Partial<Dialect>) {
  return openSandbox({ dialect });
}

function errorOf(answered: Answered): unknown {
  return { status: answered.status, ...(answered.body as { error: object }).error };
}

describe("each point on which the service contradicts itself", () => {
  test.each([
    ["DUPLICATED-REF", 403],
    ["DUPLICATED_REF", 409],
  ] as const)("a reference used twice: %s with %i", async (duplicateCode, duplicateStatus) => {
    const sandbox = await speaking({ duplicateCode, duplicateStatus });
    await sandbox.accept({ ref: "r" });
    expect(errorOf(await sandbox.send({ ref: "r" }))).toMatchObject({ status: duplicateStatus, code: duplicateCode });
  });

  test.each([
    ["prefixed", PREFIXED],
    ["bare", "r"],
  ] as const)("topupRef %s", async (topupRef, shown) => {
    const sandbox = await speaking({ topupRef });
    expect((await sandbox.send({ ref: "r" })).body).toMatchObject({ data: { topupRef: shown } });
  });

  test.each([
    ["prefixed", PREFIXED, PREFIXED],
    ["bare", "r", "r"],
    ["mixed", "r", PREFIXED],
  ] as const)("order ref %s", async (orderRef, checked, listed) => {
    const sandbox = await speaking({ orderRef });
    const id = await sandbox.accept({ ref: "r" });
    expect(await sandbox.order(id)).toMatchObject({ ref: checked });
    expect((await sandbox.get("/mobile/list")).body).toMatchObject({ data: { items: [{ ref: listed }] } });
  });

  test.each([
    ["both", 200, 200],
    ["bare", 200, 404],
    ["prefixed", 404, 200],
  ] as const)("check-ref accepts %s", async (checkRefAccepts, bare, prefixed) => {
    const sandbox = await speaking({ checkRefAccepts });
    await sandbox.accept({ ref: "r" });
    expect((await sandbox.get("/mobile/check-ref/r")).status).toBe(bare);
    expect((await sandbox.get(`/mobile/check-ref/${encodeURIComponent(PREFIXED)}`)).status).toBe(prefixed);
  });

  test("newBalance in the answer to a send", async () => {
    const sandbox = await speaking({ sendNewBalance: true });
    expect((await sandbox.send()).body).toMatchObject({ data: { newBalance: 9_999_702.25 } });
  });

  test.each([
    ["documented", [true, false], [true, true], [false, false]],
    ["always", [true, true], [true, true], [true, true]],
    ["never", [false, false], [false, false], [false, false]],
  ] as const)("meta and request id %s", async (choice, onSend, onCheck, onValidate) => {
    const sandbox = await speaking({ meta: choice, requestId: choice });
    const has = ({ body }: Answered): unknown => ["meta", "requestId"].map((key) => key in (body as object));
    expect(has(await sandbox.send({ ref: "r" }))).toEqual(onSend);
    expect(has(await sandbox.get("/mobile/check-ref/r"))).toEqual(onCheck);
    expect(has(await sandbox.get("/validate"))).toEqual(onValidate);
    expect("requestId" in ((await sandbox.get("/mobile/check-ref/x")).body as object)).toBe(choice !== "never");
  });

  test("a request id of seconds and six characters", async () => {
    const sandbox = await speaking({ requestIdFormat: "unix" });
    const { headers } = await sandbox.get("/ping");
    expect(headers["x-request-id"]).toMatch(/^req_1770110047_[0-9a-z]{6}$/);
  });

  test("a missing key is 400", async () => {
    const sandbox = await speaking({ missingTokenStatus: 400 });
    const answered = await sandbox.get("/validate", { key: null });
    expect(errorOf(answered)).toMatchObject({ status: 400, code: "MISSING_ACCESS_TOKEN" });
  });

  test("a bad key is ERR_AUTH, after five of them the address is blocked", async () => {
    const sandbox = await speaking({ badKeyCode: "ERR_AUTH", lockoutThreshold: 5 });
    const answered = await sandbox.get("/validate", { key: "x" });
    expect(errorOf(answered)).toMatchObject({ status: 401, code: "ERR_AUTH", details: { attemptsLeft: 4 } });
  });

  test("a send with a READ-ONLY key", async () => {
    const sandbox = await speaking({ readOnlyStatus: 401, readOnlyCode: "FORBIDDEN" });
    const answered = await sandbox.send({}, { key: KEYS.readOnly });
    expect(errorOf(answered)).toMatchObject({ status: 401, code: "FORBIDDEN" });
  });

  test("an empty wallet is NO_BALANCE and asks for the face value", async () => {
    const sandbox = await speaking({ balanceCode: "NO_BALANCE", balanceRequired: "face" });
    await sandbox.control("/balance", { balance: 10 });
    expect(errorOf(await sandbox.send())).toMatchObject({
      status: 403,
      code: "NO_BALANCE",
      details: { required: 300, available: 10 },
    });
  });

  test("final statuses are SUCCESS and FAILED", async () => {
    const sandbox = await speaking({ finalWords: "SUCCESS/FAILED" });
    const delivered = await sandbox.accept();
    const refunded = await sandbox.accept({ MSSIDN: "0600000001" });
    const unknown = await sandbox.accept({ MSSIDN: "0600000003" });
    sandbox.pass(15_000);
    expect(await sandbox.order(delivered)).toMatchObject({ status: "SUCCESS" });
    expect(await sandbox.order(refunded)).toMatchObject({ status: "FAILED", balance_amount: 0 });
    expect(await sandbox.order(unknown)).toMatchObject({ status: "UNKNOWN_ERROR" });
  });

  test.each(["REFUNDED", "FULFILLED"] as const)("GETMENU ends %s", async (getmenuStatus) => {
    const sandbox = await speaking({ getmenuStatus });
    const id = await sandbox.accept({ plan_code: "GETMENU_Djezzy", amount: 0 });
    sandbox.pass(15_000);
    expect(await sandbox.order(id)).toMatchObject({ status: getmenuStatus, suggested_offers: expect.any(Array) });
  });

  test("GETMENU wants an amount of its range", async () => {
    const sandbox = await speaking({ getmenuAmount: "ranged" });
    expect((await sandbox.send({ plan_code: "GETMENU_Djezzy", amount: 0 })).status).toBe(400);
    await sandbox.accept({ plan_code: "GETMENU_Djezzy", amount: 50 });
  });

  test.each([
    ["required", 400],
    ["ignored", 200],
  ] as const)("the amount of a fixed plan is %s", async (fixedPlanAmount, status) => {
    const sandbox = await speaking({ fixedPlanAmount });
    expect((await sandbox.send({ plan_code: "PIXX_500", amount: undefined })).status).toBe(status);
    const id = await sandbox.accept({ plan_code: "PIXX_500", amount: 7 });
    expect(await sandbox.order(id)).toMatchObject({ topup_amount: 500, balance_amount: 485 });
  });

  test("validate shows three fields, and not the key", async () => {
    const sandbox = await speaking({ validateFields: "three" });
    expect((await sandbox.get("/validate")).body).toMatchObject({
      data: { apiKey: { type: "SANDBOX", scope: "READ-WRITE", isEnabled: true } },
    });
    expect((await sandbox.get("/validate")).text).not.toContain(KEYS.sandbox);
  });

  test("the balance names its currency", async () => {
    const sandbox = await speaking({ balanceCurrency: true });
    expect((await sandbox.get("/account/balance")).body).toMatchObject({ data: { currency: "DZD" } });
  });

  test("GROS_MOBILIS charges the same, whether or not it says its cost", async () => {
    const sandbox = await speaking({ grosCost: "present" });
    const { body } = await sandbox.get("/mobile/plans");
    expect((body as { data: { dynamicPlans: object[] } }).data.dynamicPlans).toContainEqual(
      expect.objectContaining({ code: "GROS_MOBILIS", cost: 0.955 }),
    );
    for (const grosCost of ["present", "absent"] as const) {
      await sandbox.control("/dialect", { grosCost });
      const id = await sandbox.accept({ plan_code: "GROS_MOBILIS", MSSIDN: "0661000000", amount: 10_000 });
      expect(await sandbox.order(id)).toMatchObject({ balance_amount: 9_550 });
    }
  });

  test("a number must have its plan's prefix, the scripted ones excepted", async () => {
    const sandbox = await speaking({ prefixEnforced: true });
    expect(errorOf(await sandbox.send({ MSSIDN: "0661234567" }))).toMatchObject({
      status: 400,
      code: "ERR_VALIDATION",
      details: { field: "MSSIDN", value: "0661234567" },
    });
    await sandbox.accept({ MSSIDN: NUMBER });
    await sandbox.accept({ MSSIDN: "0600000001" });
    await sandbox.accept({ plan_code: "PIXX_500", MSSIDN: "0661234567" });
    const lenient = await speaking({ prefixEnforced: false });
    await lenient.accept({ MSSIDN: "0661234567" });
  });

  test("a 429 without Retry-After", async () => {
    const sandbox = await openSandbox({ perMinuteMax: 0, dialect: { rateLimitRetryAfter: false } });
    const answered = await sandbox.get("/validate");
    expect([answered.status, answered.headers["retry-after"]]).toEqual([429, undefined]);
  });

  test("0600000002 refuses even what it was offered; offers come with dirt", async () => {
    const sandbox = await speaking({ scriptedOffers: "always", dirtyOffers: true });
    const id = await sandbox.accept({ MSSIDN: "0600000002", plan_code: "FACTURE_DJEZZY" });
    sandbox.pass(10_000);
    expect(await sandbox.order(id)).toMatchObject({
      status: "REFUNDED",
      suggested_offers: [{ plan_code: "FACTURE_DJEZZY" }, { plan_code: "", amount: 0 }],
    });
  });

  test("a sandbox that does not debit shows the price and leaves the wallet alone", async () => {
    const sandbox = await speaking({ sandboxDebits: false });
    const id = await sandbox.accept();
    expect(await sandbox.order(id)).toMatchObject({ balance_amount: 297.75 });
    const { wallets, ledger } = await sandbox.dump();
    expect([wallets.sandbox, ledger]).toEqual([{ opening: 10_000_000, balance: 10_000_000 }, []]);
  });
});

describe("profiles", () => {
  test("docs-en and live-2025-12 differ where the pages do", () => {
    expect(dialectOf("docs-en", 1)).toMatchObject({ missingTokenStatus: 400, lockoutThreshold: 5 });
    expect(dialectOf("live-2025-12", 1)).toMatchObject({ missingTokenStatus: 401, duplicateCode: "DUPLICATED-REF" });
  });

  test("hostile draws every row from the seed, and always from the known values", () => {
    expect(dialectOf("hostile", 5)).toEqual(dialectOf("hostile", 5));
    const drawn = new Set<string>();
    for (let seed = 0; seed < 100; seed++) {
      for (const [row, value] of Object.entries(dialectOf("hostile", seed))) {
        const choices: readonly unknown[] = Object.entries(DIALECT_ROWS).find(([name]) => name === row)?.[1] ?? [];
        expect(choices).toContain(value);
        drawn.add(`${row}=${String(value)}`);
      }
    }
    // Every value of every row but the one that `hostile` never takes: a sandbox that does not debit.
    expect(drawn.size).toBe(Object.values(DIALECT_ROWS).reduce((sum, choices) => sum + choices.length, 0) - 1);
  });

  test("the control plane changes profile and rows while orders go on", async () => {
    const sandbox = await openSandbox();
    const id = await sandbox.accept({ ref: "r" });
    expect((await sandbox.control("/profile", { name: "docs-en" })).body).toMatchObject({ profile: "docs-en" });
    expect(await sandbox.order(id)).toMatchObject({ ref: "r" });
    await sandbox.control("/dialect", { orderRef: "prefixed" });
    expect(await sandbox.order(id)).toMatchObject({ ref: PREFIXED });
  });
});
