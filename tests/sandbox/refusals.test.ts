import { describe, expect, test } from "vitest";
import { KEYS, LISTED_ADDRESS } from "@/sandbox/model/accounts";
import { openSandbox, type Answered } from "./support";

function refusal(answered: Answered): unknown {
  const { error } = answered.body as { error: { code: string; message: string; details?: unknown } };
  return { status: answered.status, ...error };
}

describe("the gate", () => {
  test("a missing key, an unknown one, a disabled one, an address that is not listed", async () => {
    const sandbox = await openSandbox();
    const missing = await sandbox.get("/account/balance", { key: null });
    expect(missing.body).toEqual({
      success: false,
      error: { code: "MISSING_ACCESS_TOKEN", message: "Access token is required" },
      requestId: missing.headers["x-request-id"],
    });
    expect(missing.status).toBe(401);
    expect(refusal(await sandbox.get("/account/balance", { key: "nobody" }))).toEqual({
      status: 401,
      code: "INVALID_ACCESS_TOKEN",
      message: "The provided access token is invalid",
      details: { attemptsLeft: 19 },
    });
    const disabled = await sandbox.get("/validate", { key: KEYS.disabled });
    expect(refusal(disabled)).toMatchObject({ status: 403, code: "API_DISABLED" });
    const elsewhere = await sandbox.get("/validate", { key: KEYS.ipListed });
    expect(refusal(elsewhere)).toMatchObject({ status: 403, code: "IP_NOT_ALLOWED" });
    const listed = await sandbox.get("/validate", { key: KEYS.ipListed, address: LISTED_ADDRESS });
    expect(listed.body).toMatchObject({ data: { apiKey: { allowedips: [LISTED_ADDRESS] } } });
  });

  test.each([5, 20] as const)(
    "an address is blocked for 15 minutes after %i bad keys, whatever key follows",
    async (max) => {
      const sandbox = await openSandbox({ dialect: { lockoutThreshold: max } });
      for (let attempt = 1; attempt <= max; attempt++) {
        const answered = await sandbox.get("/validate", { key: `bad-${attempt}` });
        expect(refusal(answered)).toMatchObject({ status: 401, details: { attemptsLeft: max - attempt } });
      }
      expect(refusal(await sandbox.get("/validate"))).toMatchObject({ status: 403, code: "IP_BLOCKED" });
      expect((await sandbox.get("/validate", { address: "192.0.2.1" })).status).toBe(200);
      expect((await sandbox.get("/ping")).status).toBe(200);
      sandbox.pass(15 * 60 * 1000);
      expect((await sandbox.get("/validate")).status).toBe(200);
      const afresh = await sandbox.get("/validate", { key: "bad again" });
      expect(refusal(afresh)).toMatchObject({ details: { attemptsLeft: max - 1 } });
    },
  );

  test("a READ-ONLY key reads and may not send; nothing is created", async () => {
    const sandbox = await openSandbox();
    const sent = await sandbox.send({}, { key: KEYS.readOnly });
    expect(refusal(sent)).toMatchObject({ status: 403, code: "ERR_SCOPE" });
    expect((await sandbox.dump()).orders).toEqual([]);
  });

  test("the rate limit counts each key by itself, says when to return, and refuses before anything is created", async () => {
    const sandbox = await openSandbox({ perMinuteMax: 2 });
    await sandbox.accept();
    sandbox.pass(10_000);
    await sandbox.accept();
    const third = await sandbox.send({ ref: "third" });
    expect(refusal(third)).toMatchObject({ status: 429, code: "RATE_LIMIT_EXCEEDED" });
    expect(third.headers["retry-after"]).toBe("50");
    expect((await sandbox.get("/validate", { key: KEYS.production })).status).toBe(200);
    sandbox.pass(50_000);
    await sandbox.accept({ ref: "third" });
    await sandbox.control("/rate-limit", { perMinute: null });
    for (let count = 0; count < 5; count++) expect((await sandbox.get("/ping")).status).toBe(200);
    expect((await sandbox.dump()).orders).toHaveLength(3);
  });
});

describe("what a send must be", () => {
  test.each([
    [{ MSSIDN: "778037340" }, 'body/MSSIDN must match pattern "^0[567][0-9]{8}$"', "MSSIDN"],
    [{ MSSIDN: 778037340 }, 'body/MSSIDN must match pattern "^0[567][0-9]{8}$"', "MSSIDN"],
    [{ MSSIDN: "0861234567" }, 'body/MSSIDN must match pattern "^0[567][0-9]{8}$"', "MSSIDN"],
    [{ MSSIDN: undefined }, "body must have required property 'MSSIDN'", "MSSIDN"],
    [{ plan_code: undefined }, "body must have required property 'plan_code'", "plan_code"],
    [{ amount: 99.5 }, "body/amount must be integer", "amount"],
    [{ amount: "a lot" }, "body/amount must be integer", "amount"],
    [{ amount: undefined }, "body must have required property 'amount'", "amount"],
    [{ amount: 99 }, "Amount must be between 100 and 10000", "amount"],
    [{ amount: 0 }, "Amount must be between 100 and 10000", "amount"],
    [{ amount: -300 }, "Amount must be between 100 and 10000", "amount"],
    [{ amount: 1e9 }, "Amount must be between 100 and 10000", "amount"],
    [{ plan_code: "PREPAID_NOBODY" }, "Plan PREPAID_NOBODY not found", "plan_code"],
    [{ plan_code: "getmenu_mobilis" }, "Plan getmenu_mobilis not found", "plan_code"],
    [{ plan_code: "MIX2000_MOBILIS" }, "Plan MIX2000_MOBILIS is currently disabled", "plan_code"],
    [{ ref: "x".repeat(101) }, "body/ref must NOT have more than 100 characters", "ref"],
  ])("%j is refused in the service's words", async (fields, message, field) => {
    const sandbox = await openSandbox();
    const answered = await sandbox.send(fields);
    expect(refusal(answered)).toMatchObject({ status: 400, code: "ERR_VALIDATION", message, details: { field } });
    const { orders, ledger } = await sandbox.dump();
    expect([orders, ledger]).toEqual([[], []]);
  });

  test("the offending value comes along", async () => {
    const sandbox = await openSandbox();
    const answered = await sandbox.send({ amount: 99.5 });
    expect(refusal(answered)).toMatchObject({ details: { field: "amount", value: 99.5 } });
  });

  test("numbers in text are understood, unknown keys dropped, only the first error is told", async () => {
    const sandbox = await openSandbox();
    await sandbox.accept({ amount: "300", ref: 42, ...{ colour: "red" } });
    expect((await sandbox.get("/mobile/check-ref/42")).body).toMatchObject({ data: { topup_amount: 300 } });
    const twice = await sandbox.send({ MSSIDN: "1", amount: "x" });
    expect(refusal(twice)).toMatchObject({ message: 'body/MSSIDN must match pattern "^0[567][0-9]{8}$"' });
  });

  test("a body that is no JSON, and one too large, create nothing", async () => {
    const sandbox = await openSandbox();
    const post = (payload: string) =>
      sandbox.app.inject({
        method: "POST",
        url: "/v3/mobile/send",
        headers: { "x-access-token": KEYS.sandbox, "content-type": "application/json" },
        payload,
      });
    const garbled = await post('{"plan_code":');
    expect(garbled.json()).toMatchObject({ success: false, error: { code: "ERR_VALIDATION" } });
    expect(garbled.statusCode).toBe(400);
    const huge = await post(JSON.stringify({ plan_code: "x".repeat(2 ** 20) }));
    expect(huge.statusCode).toBe(413);
    expect(huge.json()).not.toHaveProperty("success");
    expect((await sandbox.dump()).orders).toEqual([]);
  });

  test("a reference serves once and an account; it is not freed by a refund", async () => {
    const sandbox = await openSandbox();
    await sandbox.accept({ ref: "once", MSSIDN: "0600000001" });
    const duplicate = { status: 403, code: "DUPLICATED-REF", message: "This reference ID is already in use." };
    expect(refusal(await sandbox.send({ ref: "once", amount: 500 }))).toEqual(duplicate);
    sandbox.pass(60_000);
    expect(refusal(await sandbox.send({ ref: "once" }))).toEqual(duplicate);
    await sandbox.accept({ ref: "once" }, { key: KEYS.otherAccount });
    expect((await sandbox.dump()).orders).toHaveLength(2);
  });

  test("without a reference, the service makes one up", async () => {
    const sandbox = await openSandbox();
    const ids = [await sandbox.accept(), await sandbox.accept({ ref: "" })];
    const { orders } = await sandbox.dump();
    expect(orders.map(({ ref }) => ref)).toEqual(ids.map((id) => `auto-${id}`));
  });

  test("an empty wallet refuses with both figures and leaves the reference free", async () => {
    const sandbox = await openSandbox();
    await sandbox.control("/balance", { balance: 297.74 });
    expect(refusal(await sandbox.send({ ref: "poor" }))).toEqual({
      status: 403,
      code: "INSUFFICIENT_BALANCE",
      message: "Insufficient balance",
      details: { required: 297.75, available: 297.74 },
    });
    await sandbox.control("/balance", { balance: 297.75 });
    await sandbox.accept({ ref: "poor" });
    expect((await sandbox.get("/account/balance")).body).toMatchObject({ data: { balance: 0 } });
  });

  test("plan comes before amount, amount before reference, reference before balance", async () => {
    const sandbox = await openSandbox();
    await sandbox.accept({ ref: "taken" });
    await sandbox.control("/balance", { balance: 0 });
    const codeOf = async (fields: object): Promise<unknown> =>
      (refusal(await sandbox.send({ ref: "taken", ...fields })) as { message: string }).message;
    expect(await codeOf({ plan_code: "NONE", amount: 1 })).toMatch(/^Plan/);
    expect(await codeOf({ amount: 1 })).toMatch(/^Amount/);
    expect(await codeOf({})).toMatch(/^This reference/);
    expect(await codeOf({ ref: "free" })).toMatch(/^Insufficient/);
  });
});

describe("queries and paths", () => {
  test.each([
    ["page=0", "querystring/page must be >= 1"],
    ["pageSize=101", "querystring/pageSize must be <= 100"],
    ["page=one", "querystring/page must be integer"],
    ["from=yesterday&to=2026-02-03T00:00:00Z", 'querystring/from must match format "date-time"'],
    ["from=2026-02-03T00:00:00Z", "querystring must have property to when property from is present"],
  ])("%s is refused: %s", async (query, message) => {
    const sandbox = await openSandbox();
    for (const path of ["/mobile/list", "/account/transactions"]) {
      const answered = await sandbox.get(`${path}?${query}`);
      expect(refusal(answered)).toMatchObject({ status: 400, code: "ERR_VALIDATION", message });
    }
  });

  test("a path that the router does not know answers the router's own body", async () => {
    const sandbox = await openSandbox();
    const unknown = await sandbox.get("/mobile/planes", { key: null });
    expect([unknown.status, unknown.body]).toEqual([
      404,
      { message: "Route GET:/v3/mobile/planes not found", error: "Not Found", statusCode: 404 },
    ]);
    expect((await sandbox.ask("POST", "/v3/mobile/plans")).body).toMatchObject({ statusCode: 404 });
  });

  test("every answer carries its request id in a header, counted in base 36", async () => {
    const sandbox = await openSandbox();
    const ids: unknown[] = [];
    for (let count = 0; count < 37; count++) ids.push((await sandbox.get("/ping")).headers["x-request-id"]);
    expect([ids[0], ids[9], ids[36]]).toEqual(["req-1", "req-a", "req-11"]);
  });
});
