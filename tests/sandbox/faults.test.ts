import { onTestFinished, describe, expect, test } from "vitest";
import { KEYS } from "@/sandbox/model/accounts";
import type { Fault } from "@/sandbox/model/faults";
import { buildSandbox } from "@/sandbox/server";
import { NUMBER, openSandbox } from "./support";

/** Over a real socket: a cut connection has no likeness in an injected request. */
async function listen() {
  const { app, model } = await buildSandbox();
  onTestFinished(() => app.close());
  const url = await app.listen({ port: 0, host: "127.0.0.1" });
  const headers = { "x-access-token": KEYS.sandbox, "content-type": "application/json" };
  const body = JSON.stringify({ plan_code: "PREPAID_DJEZZY", MSSIDN: NUMBER, amount: 300, ref: "r" });
  return {
    orders: () => model.provider.book("sandbox").allOrders(),
    log: () => model.log.list(),
    arm: (fault: Fault) => expect(model.faults.arm([fault])).toBeNull(),
    send: (signal?: AbortSignal) =>
      fetch(`${url}/v3/mobile/send`, { method: "POST", headers, body, ...(signal === undefined ? {} : { signal }) }),
    check: () => fetch(`${url}/v3/mobile/check-ref/r`, { headers }),
  };
}

describe("connections that break", () => {
  test("drop before accept: no answer, no order, and the same send goes through next", async () => {
    const sandbox = await listen();
    sandbox.arm({ endpoint: "send", kind: "drop-before-accept" });
    await expect(sandbox.send()).rejects.toThrow("fetch failed");
    expect(sandbox.orders()).toEqual([]);
    expect((await sandbox.send()).status).toBe(200);
    expect(sandbox.log()).toMatchObject([
      { fault: "drop-before-accept", status: null, topupId: null },
      { status: 200 },
    ]);
  });

  test("accept then drop: no answer, yet the order stands and its reference is taken", async () => {
    const sandbox = await listen();
    sandbox.arm({ endpoint: "send", kind: "accept-then-drop" });
    await expect(sandbox.send()).rejects.toThrow("fetch failed");
    expect(sandbox.orders()).toMatchObject([{ ref: "r", isDebited: true }]);
    expect((await sandbox.send()).status).toBe(403);
    expect((await sandbox.check()).status).toBe(200);
    expect(sandbox.log()[0]).toMatchObject({ ref: "r", topupId: sandbox.orders()[0]?.id, status: null });
  });

  test("accept then cut: a whole answer is announced, half of it comes", async () => {
    const sandbox = await listen();
    sandbox.arm({ endpoint: "send", kind: "accept-then-cut" });
    const response = await sandbox.send();
    expect(response.status).toBe(200);
    await expect(response.text()).rejects.toThrow("terminated");
    expect(sandbox.orders()).toHaveLength(1);
  });

  test("delay: accepted at once, answered after the caller has given up", async () => {
    const sandbox = await listen();
    sandbox.arm({ endpoint: "send", kind: "delay", ms: 60_000 });
    await expect(sandbox.send(AbortSignal.timeout(200))).rejects.toThrow("timeout");
    expect(sandbox.orders()).toHaveLength(1);
  });

  test("delay before accept: accepted after the caller has given up", async () => {
    const sandbox = await listen();
    sandbox.arm({ endpoint: "send", kind: "delay-before-accept", ms: 300 });
    await expect(sandbox.send(AbortSignal.timeout(100))).rejects.toThrow("timeout");
    expect(sandbox.orders()).toEqual([]);
    await expect.poll(() => sandbox.orders()).toMatchObject([{ ref: "r" }]);
  });

  test("reads break as well", async () => {
    const sandbox = await listen();
    await sandbox.send();
    sandbox.arm({ endpoint: "check-ref", kind: "drop-before-accept" });
    await expect(sandbox.check()).rejects.toThrow("fetch failed");
    expect((await sandbox.check()).status).toBe(200);
  });
});

describe("answers that mislead", () => {
  test.each([
    ["accept-then-500", {}, 500, "INTERNAL_ERROR", 1],
    ["accept-then-502", {}, 502, "<!DOCTYPE html>", 1],
    ["accept-then-504", {}, 504, "<!DOCTYPE html>", 1],
    ["accept-then-html", {}, 200, "<!DOCTYPE html>", 1],
    ["html", {}, 502, "<!DOCTYPE html>", 0],
    ["html", { status: 200 }, 200, "<!DOCTYPE html>", 0],
    ["error-before-accept", {}, 500, "INTERNAL_ERROR", 0],
    ["error-before-accept", { status: 503 }, 503, "INTERNAL_ERROR", 0],
    ["rate-limit", {}, 429, "RATE_LIMIT_EXCEEDED", 0],
    ["unavailable", {}, 503, "SERVICE_UNAVAILABLE", 0],
    ["auth-unavailable", {}, 503, "AUTH_UNAVAILABLE", 0],
    ["router-not-found", {}, 404, '"error":"Not Found"', 0],
  ] as const)("%s %j answers %i with %s, leaving %i order(s)", async (kind, extra, status, says, count) => {
    const sandbox = await openSandbox();
    await sandbox.control("/faults", [{ endpoint: "send", kind, ...extra }]);
    const answered = await sandbox.send({ ref: "r" });
    expect(answered.status).toBe(status);
    expect(answered.text).toContain(says);
    expect(answered.headers["x-request-id"]).toBe("req-1");
    expect((await sandbox.dump()).orders).toHaveLength(count);
    expect((await sandbox.send({ ref: "r" })).status).toBe(count === 1 ? 403 : 200);
  });

  test("Retry-After comes where it is asked for, and always with AUTH_UNAVAILABLE", async () => {
    const sandbox = await openSandbox();
    const retryAfter = async (fault: object): Promise<unknown> => {
      await sandbox.control("/faults", [{ endpoint: "plans", ...fault }]);
      return (await sandbox.get("/mobile/plans")).headers["retry-after"];
    };
    expect(await retryAfter({ kind: "rate-limit" })).toBeUndefined();
    expect(await retryAfter({ kind: "rate-limit", retryAfter: 7 })).toBe("7");
    expect(await retryAfter({ kind: "unavailable", retryAfter: 30 })).toBe("30");
    expect(await retryAfter({ kind: "auth-unavailable" })).toBe("5");
  });

  test("truncated JSON: 200, half a text, and the order stands", async () => {
    const sandbox = await openSandbox();
    await sandbox.control("/faults", [{ endpoint: "send", kind: "truncated-json" }]);
    const answered = await sandbox.send();
    expect([answered.status, answered.body]).toEqual([200, undefined]);
    expect(answered.text).toMatch(/^\{"success":true/);
    expect((await sandbox.dump()).orders).toHaveLength(1);
  });

  test("an empty body, and a success without its id", async () => {
    const sandbox = await openSandbox();
    await sandbox.control("/faults", [
      { endpoint: "send", kind: "empty-body" },
      { endpoint: "send", kind: "success-without-id" },
    ]);
    expect(await sandbox.send()).toMatchObject({ status: 200, text: "" });
    const nameless = await sandbox.send({ ref: "r" });
    expect(nameless.body).toMatchObject({ success: true, data: { topupRef: "API-+213550112233-r" } });
    expect(nameless.text).not.toContain("topupId");
    expect((await sandbox.dump()).orders).toHaveLength(2);
  });

  test("not found for a while: an order that exists is denied until it is old enough", async () => {
    const sandbox = await openSandbox();
    await sandbox.control("/faults", [{ endpoint: "*", kind: "not-found-for", ms: 8_000 }]);
    const id = await sandbox.accept({ ref: "r" });
    for (const path of [`/mobile/check-id/${id}`, "/mobile/check-ref/r"]) {
      expect(await sandbox.get(path)).toMatchObject({ status: 404, body: { error: { code: "NOT_FOUND" } } });
    }
    expect((await sandbox.get("/mobile/list")).body).toMatchObject({ data: { items: [] } });
    expect((await sandbox.send({ ref: "r" })).status).toBe(403);
    sandbox.pass(8_000);
    expect((await sandbox.get("/mobile/check-ref/r")).status).toBe(200);
    expect((await sandbox.get("/mobile/list")).body).toMatchObject({ data: { items: [{ _id: id }] } });
  });

  test("a status nobody documented, and one that goes back", async () => {
    const sandbox = await openSandbox();
    const id = await sandbox.accept();
    sandbox.pass(15_000);
    await sandbox.control("/faults", [
      { endpoint: "check-id", kind: "unknown-status", word: "QUEUED" },
      { endpoint: "check-id", kind: "status-flap" },
    ]);
    expect(await sandbox.order(id)).toMatchObject({ status: "QUEUED" });
    expect(await sandbox.order(id)).toMatchObject({ status: "PENDING" });
    expect(await sandbox.order(id)).toMatchObject({ status: "FULFILLED" });
  });
});

describe("arming", () => {
  test("a fault strikes as often as told, on its endpoint and number only, and strangers do not use it up", async () => {
    const sandbox = await openSandbox();
    await sandbox.control("/faults", [{ endpoint: "send", kind: "unavailable", count: 2, msisdn: NUMBER }]);
    expect((await sandbox.send({ MSSIDN: "0551000000" })).status).toBe(200);
    expect((await sandbox.get("/mobile/list")).status).toBe(200);
    expect((await sandbox.send({}, { key: "stranger" })).status).toBe(401);
    expect((await sandbox.send({ amount: "x" })).status).toBe(400);
    expect([await sandbox.send(), await sandbox.send(), await sandbox.send()].map(({ status }) => status)).toEqual([
      503, 503, 200,
    ]);
  });

  test("* strikes any endpoint, ping included", async () => {
    const sandbox = await openSandbox();
    await sandbox.control("/faults", [{ endpoint: "*", kind: "html", status: 503, count: 3 }]);
    for (const path of ["/ping", "/validate", "/mobile/plans"]) expect((await sandbox.get(path)).status).toBe(503);
    expect((await sandbox.get("/ping")).status).toBe(200);
  });

  test.each([
    [[{ endpoint: "send", kind: "explode" }], "body/0/kind is not a known value; known: drop-before-accept, "],
    [[{ endpoint: "sned", kind: "html" }], "body/0/endpoint is not a known value; known: ping, "],
    [[{ endpoint: "send", kind: "html", cuont: 2 }], 'body/0 does not know the key "cuont"; known: endpoint, kind, '],
    [[{ endpoint: "list", kind: "success-without-id" }], "success-without-id means nothing on list; it fits send"],
    [[{ endpoint: "list", kind: "html", msisdn: NUMBER }], "msisdn narrows a fault on send, not on list"],
    [[{ endpoint: "send", kind: "delay" }], "delay needs ms"],
    [{ endpoint: "send", kind: "html" }, "body must be array"],
    [[], "body must NOT have fewer than 1 items"],
  ])("%j is refused in words, and nothing is armed", async (faults, words) => {
    const sandbox = await openSandbox();
    const answered = await sandbox.control("/faults", faults);
    expect(answered.status).toBe(400);
    expect((answered.body as { error: string }).error).toContain(words);
    expect((await sandbox.dump()).faults).toEqual([]);
  });

  test("one bad fault in a list arms none of them; DELETE disarms", async () => {
    const sandbox = await openSandbox();
    await sandbox.control("/faults", [
      { endpoint: "send", kind: "html" },
      { endpoint: "send", kind: "delay" },
    ]);
    expect((await sandbox.dump()).faults).toEqual([]);
    await sandbox.control("/faults", [{ endpoint: "send", kind: "html" }]);
    expect((await sandbox.dump()).faults).toEqual([{ endpoint: "send", kind: "html", remaining: 1 }]);
    await sandbox.ask("DELETE", "/__sim/faults");
    expect((await sandbox.send()).status).toBe(200);
  });
});
