import type { IncomingMessage, ServerResponse } from "node:http";
import { describe, expect, it } from "vitest";
import { createUpstream } from "@/lib/oneclick/client";
import type { SendRequest } from "@/lib/oneclick/types";
import { ACCEPTED, API_KEY, REQUEST, deserted, json, listen, provide } from "@/tests/support/scripted-provider";
import type { Seen } from "@/tests/support/scripted-provider";

describe("a request", () => {
  it("to send says who asks, what for, and under which ref", async () => {
    const { upstream, seen } = await provide(json(200, ACCEPTED));
    expect(await upstream.send(REQUEST)).toMatchObject({ kind: "accepted" });
    expect(seen).toHaveLength(1);
    expect(seen[0]).toMatchObject({
      method: "POST",
      url: "/v3/mobile/send",
      headers: { "x-access-token": API_KEY, "content-type": "application/json", accept: "application/json" },
    });
    expect(JSON.parse(seen[0]?.body ?? "")).toEqual({
      plan_code: "PREPAID_DJEZZY",
      MSSIDN: "0770445566",
      amount: 300,
      ref: REQUEST.ref,
    });
  });

  it("to look goes to the path of its endpoint, its segments encoded", async () => {
    const { upstream, seen } = await provide(
      json(404, { success: false, error: { code: "NOT_FOUND", message: "no" } }),
    );
    const from = new Date("2026-02-03T09:00:00.000Z");
    const to = new Date("2026-02-03T10:00:00.000Z");
    await upstream.ping();
    await upstream.validate();
    await upstream.balance();
    await upstream.listPlans();
    await upstream.findById("6981c39ff0a1b2c3d4e5f600");
    await upstream.findById("../send?x=1#");
    await upstream.findByRef(`API-+213550112233-${REQUEST.ref}`);
    await upstream.listOrders({ page: 1, pageSize: 100 });
    await upstream.listWalletLines({ page: 2, pageSize: 20, from, to });
    expect(seen.map(({ method, url }) => `${method} ${url}`)).toEqual([
      "GET /v3/ping",
      "GET /v3/validate",
      "GET /v3/account/balance",
      "GET /v3/mobile/plans",
      "GET /v3/mobile/check-id/6981c39ff0a1b2c3d4e5f600",
      "GET /v3/mobile/check-id/..%2Fsend%3Fx%3D1%23",
      `GET /v3/mobile/check-ref/API-%2B213550112233-${REQUEST.ref}`,
      "GET /v3/mobile/list?page=1&pageSize=100",
      "GET /v3/account/transactions?page=2&pageSize=20&from=2026-02-03T09%3A00%3A00.000Z&to=2026-02-03T10%3A00%3A00.000Z",
    ]);
    expect(seen.every(({ headers }) => headers["x-access-token"] === API_KEY)).toBe(true);
    expect(seen.every(({ headers }) => headers["content-type"] === undefined)).toBe(true);
  });

  it("takes a base URL with a slash at its end", async () => {
    const { baseUrl, seen } = await provide(json(200, { success: true, data: { balance: 1 } }));
    const upstream = createUpstream({ baseUrl: `${baseUrl}/`, apiKey: API_KEY });
    expect(await upstream.balance()).toMatchObject({ kind: "found", value: { balanceCentimes: 100n } });
    expect(seen[0]?.url).toBe("/v3/account/balance");
  });

  it.each<[string, Partial<SendRequest>]>([
    ["number", { msisdn: "+213770445566" }],
    ["amount", { amountDinars: 99.5 }],
    ["amount", { amountDinars: -1 }],
    ["ref", { ref: "" }],
    ["ref", { ref: "a b" }],
    ["plan", { planCode: "" }],
  ])("with a %s that no caller should have let through is a bug, and never leaves", async (_, change) => {
    const { upstream, seen } = await provide(json(200, ACCEPTED));
    expect(() => upstream.send({ ...REQUEST, ...change })).toThrow("assertion failed");
    expect(seen).toEqual([]);
  });

  it("for a page beyond the limits, half a window or a path of dots is a bug", async () => {
    const { upstream, seen } = await provide(json(200, ACCEPTED));
    expect(() => upstream.listOrders({ page: 0, pageSize: 10 })).toThrow("assertion failed");
    expect(() => upstream.listOrders({ page: 1, pageSize: 101 })).toThrow("assertion failed");
    expect(() => upstream.listOrders({ page: 1, pageSize: 10, from: new Date() })).toThrow("assertion failed");
    expect(() => upstream.findById("..")).toThrow("assertion failed");
    expect(() => upstream.findByRef("")).toThrow("assertion failed");
    expect(seen).toEqual([]);
  });
});

describe("one send is one request", () => {
  const timeouts = { sendMs: 150, readMs: 150 };
  const cases: [string, string, (response: ServerResponse, request: IncomingMessage) => void][] = [
    ["cut before the answer", "unknown", (_, request) => request.socket.destroy()],
    ["reset before the answer", "unknown", (_, request) => request.socket.resetAndDestroy()],
    ["no answer in time", "unknown", () => undefined],
    ["garbage for an answer", "unknown", (_, request) => request.socket.end("not http at all\r\n\r\n")],
    [
      "a body cut in the middle",
      "unknown",
      (response) => {
        response.writeHead(200, { "content-length": "500" });
        response.write('{"success":true,"data":{"topupId":"6981', () => response.socket?.destroy());
      },
    ],
    [
      "a body that never ends",
      "unknown",
      (response) => {
        response.writeHead(200);
        response.write(JSON.stringify(ACCEPTED));
      },
    ],
    [
      "a body too large",
      "unknown",
      (response) => void response.writeHead(200).end(JSON.stringify({ ...ACCEPTED, pad: "x".repeat(1_048_576) })),
    ],
    [
      "a duplicate's refusal cut in the middle",
      "unknown",
      (response) => {
        response.writeHead(403, { "content-length": "500" });
        response.write('{"success":false,"error":{"code":"DUP', () => response.socket?.destroy());
      },
    ],
    ["an internal error", "unknown", json(500, { success: false, error: { code: "INTERNAL_ERROR" } })],
    ["a proxy's failure", "unknown", (response) => void response.writeHead(502).end("<html></html>")],
    ["the rate limit", "later", json(429, { success: false, error: { code: "RATE_LIMIT_EXCEEDED" } })],
    [
      "a failing gateway",
      "later",
      json(503, { success: false, error: { code: "AUTH_UNAVAILABLE" } }, { "retry-after": "5" }),
    ],
    ["a refusal of the key", "refused", json(401, { success: false, error: { code: "INVALID_ACCESS_TOKEN" } })],
  ];

  it.each(cases)("after %s, which is %s", async (_, kind, respond) => {
    const { upstream, seen } = await provide(respond, { timeouts });
    expect(await upstream.send(REQUEST)).toMatchObject({ kind });
    expect(seen.filter(({ method }) => method === "POST")).toHaveLength(1);
  });

  it("but for 421, which the Fetch standard repeats by itself: under the same ref, so it cannot create twice", async () => {
    const { upstream, seen } = await provide(json(421, { success: false, error: { code: "MISDIRECTED" } }));
    expect(await upstream.send(REQUEST)).toMatchObject({ kind: "unknown", httpStatus: 421 });
    expect(seen.map(({ body }) => body)).toEqual([seen[0]?.body, seen[0]?.body]);
  });

  it("and is not carried on to where a redirect points", async () => {
    const strangers: Seen[] = [];
    const elsewhere = await listen((request, response) => {
      strangers.push({ method: request.method ?? "", url: request.url ?? "", headers: request.headers, body: "" });
      response.end(JSON.stringify(ACCEPTED));
    });
    for (const status of [301, 302, 303, 307, 308]) {
      const { upstream, seen } = await provide(
        (response) => void response.writeHead(status, { location: elsewhere }).end(),
      );
      expect(await upstream.send(REQUEST)).toMatchObject({ kind: "unknown", httpStatus: status });
      expect(await upstream.balance()).toMatchObject({ kind: "unknown", httpStatus: status });
      expect(seen).toHaveLength(2);
    }
    expect(strangers).toEqual([]);
  });
});

describe("nobody at the other end", () => {
  it("is later, for nothing was sent", async () => {
    const upstream = createUpstream({ baseUrl: await deserted(), apiKey: API_KEY });
    expect(await upstream.send(REQUEST)).toMatchObject({
      kind: "later",
      reason: "network: ECONNREFUSED",
      httpStatus: null,
    });
    expect(await upstream.ping()).toMatchObject({ kind: "later", reason: "network: ECONNREFUSED" });
  });
});
