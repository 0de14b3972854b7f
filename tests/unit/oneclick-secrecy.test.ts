import { describe, expect, it } from "vitest";
import { createUpstream } from "@/lib/oneclick/client";
import { ACCEPTED, API_KEY, REQUEST, json, provide } from "@/tests/support/scripted-provider";

describe("the key", () => {
  it("is in no log line, no message, no reason and no value", async () => {
    const echo = {
      success: true,
      data: {
        username: "+213550112233",
        apiKey: { key: API_KEY, isEnabled: true, type: "SANDBOX", scope: "READ-WRITE" },
      },
    };
    const scolding = {
      success: false,
      error: { code: "INVALID_ACCESS_TOKEN", message: `Token ${API_KEY} is invalid` },
    };
    const { upstream, log } = await provide((response, request) => {
      if (request.url === "/v3/validate") json(200, echo)(response);
      else json(401, scolding)(response);
    });
    const outcomes = [await upstream.validate(), await upstream.send(REQUEST), await upstream.balance()];
    expect(outcomes).toMatchObject([
      { kind: "found", value: { environment: "SANDBOX", username: "+213550112233" } },
      { kind: "refused", message: "Token [key] is invalid" },
      { kind: "denied", message: "Token [key] is invalid" },
    ]);
    expect(JSON.stringify([outcomes, log])).not.toContain(API_KEY);
  });

  it("that HTTP cannot carry is refused at once, unquoted", () => {
    const create = () => createUpstream({ baseUrl: "http://127.0.0.1", apiKey: "secret\nsecret" });
    expect(create).toThrow("assertion failed");
    expect(create).not.toThrow("secret");
  });
});

describe("the log", () => {
  it("has a line for each exchange, with its numbers masked", async () => {
    const { upstream, log } = await provide(json(200, ACCEPTED, { "x-request-id": "req-fpg" }));
    await upstream.send(REQUEST);
    await upstream.findByRef(`API-+213550112233-${REQUEST.ref}`);
    expect(log).toMatchObject([
      {
        event: "answer",
        method: "POST",
        path: "/v3/mobile/send",
        httpStatus: 200,
        requestId: "req-fpg",
        kind: "accepted",
      },
      {
        event: "answer",
        method: "GET",
        path: `/v3/mobile/check-ref/API-%2B213•••••••33-${REQUEST.ref}`,
        kind: "unknown",
      },
    ]);
    expect(Object.keys(log[0] ?? {}).sort()).toEqual([
      "event",
      "httpStatus",
      "kind",
      "method",
      "ms",
      "path",
      "requestId",
    ]);
  });

  it("tells of rows that were left out, without what was in them", async () => {
    const { upstream, log } = await provide(
      json(200, { success: true, data: { items: [{ _id: "x", MSSIDN: "0770445566" }], pagination: {} } }),
    );
    expect(await upstream.listOrders({ page: 1, pageSize: 10 })).toMatchObject({ kind: "found", value: { rows: [] } });
    expect(log[0]).toMatchObject({ event: "dropped", what: "order", path: "/v3/mobile/list?page=1&pageSize=10" });
    expect(JSON.stringify(log)).not.toContain("0770445566");
  });
});
