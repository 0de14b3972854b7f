import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseBalance, parseOrder } from "@/lib/oneclick/contract";
import { classifyRead, classifySend } from "@/lib/oneclick/outcome";
import { HTML, NOW_MS, ROUTER_404, read, refusal } from "@/tests/support/provider-answers";

function networkError(fields: { code?: string; name?: string; syscall?: string; cause?: unknown }): Error {
  return Object.assign(new Error("secret in a message"), fields);
}

function fetchFailed(cause: unknown): TypeError {
  return new TypeError("fetch failed", { cause });
}

describe("a network error", () => {
  it.each<[string, unknown]>([
    ["ECONNREFUSED", fetchFailed(networkError({ code: "ECONNREFUSED", syscall: "connect" }))],
    ["ENOTFOUND", fetchFailed(networkError({ code: "ENOTFOUND", syscall: "getaddrinfo" }))],
    ["EAI_AGAIN", fetchFailed(networkError({ code: "EAI_AGAIN", syscall: "getaddrinfo" }))],
    ["UND_ERR_CONNECT_TIMEOUT", fetchFailed(networkError({ code: "UND_ERR_CONNECT_TIMEOUT" }))],
    ["ENETUNREACH", fetchFailed(networkError({ code: "ENETUNREACH", syscall: "connect" }))],
    ["ETIMEDOUT", fetchFailed(networkError({ code: "ETIMEDOUT", syscall: "connect" }))],
    [
      "ECONNREFUSED",
      fetchFailed(
        Object.assign(
          new AggregateError([
            networkError({ code: "ECONNREFUSED", syscall: "connect" }),
            networkError({ code: "ENETUNREACH", syscall: "connect" }),
          ]),
          { code: "ECONNREFUSED" },
        ),
      ),
    ],
  ])("before anything was sent (%s) is later", (code, error) => {
    const expected = {
      kind: "later",
      httpStatus: null,
      requestId: null,
      reason: `network: ${code}`,
      retryAfterMs: null,
    };
    expect(classifySend({ networkError: error })).toEqual(expected);
    expect(classifyRead({ networkError: error }, parseBalance)).toEqual(expected);
  });

  it.each<[string, unknown]>([
    ["ECONNRESET", fetchFailed(networkError({ code: "ECONNRESET" }))],
    ["ECONNRESET", fetchFailed(networkError({ code: "ECONNRESET", syscall: "read" }))],
    ["EPIPE", fetchFailed(networkError({ code: "EPIPE", syscall: "write" }))],
    ["ETIMEDOUT", fetchFailed(networkError({ code: "ETIMEDOUT", syscall: "read" }))],
    ["UND_ERR_SOCKET", fetchFailed(networkError({ code: "UND_ERR_SOCKET" }))],
    ["UND_ERR_HEADERS_TIMEOUT", fetchFailed(networkError({ code: "UND_ERR_HEADERS_TIMEOUT" }))],
    ["CERT_HAS_EXPIRED", fetchFailed(networkError({ code: "CERT_HAS_EXPIRED" }))],
    ["timeout", new DOMException("The operation was aborted due to timeout", "TimeoutError")],
    ["timeout", fetchFailed(new DOMException("This operation was aborted", "AbortError"))],
    [
      "ECONNREFUSED",
      fetchFailed(
        Object.assign(
          new AggregateError([networkError({ code: "ECONNREFUSED" }), networkError({ code: "ECONNRESET" })]),
          { code: "ECONNREFUSED" },
        ),
      ),
    ],
    ["failed", fetchFailed(undefined)],
    ["failed", new TypeError('Headers.append: "secret" is an invalid header value.')],
    ["failed", "thrown text"],
    ["failed", undefined],
  ])("after that, or at a moment nobody knows (%s), is unknown", (code, error) => {
    const expected = { kind: "unknown", httpStatus: null, requestId: null, reason: `network: ${code}` };
    expect(classifySend({ networkError: error })).toEqual(expected);
    expect(classifyRead({ networkError: error }, parseBalance)).toEqual(expected);
  });
});

describe("a reading", () => {
  const FOUND = { success: true, data: { balance: 2202.25 }, requestId: "req-1" };

  it("finds", () => {
    expect(read(200, FOUND)).toEqual({
      kind: "found",
      httpStatus: 200,
      requestId: "req-1",
      value: { balanceCentimes: 220225n },
    });
  });

  it.each([404, 200])("proves absence by NOT_FOUND in an envelope (%d) and by nothing else", (status) => {
    expect(read(status, refusal("NOT_FOUND"))).toMatchObject({ kind: "absent", requestId: "req-9kd" });
  });

  it.each<[number, string, string]>([
    [401, "MISSING_ACCESS_TOKEN", "MISSING_ACCESS_TOKEN"],
    [400, "MISSING_ACCESS_TOKEN", "MISSING_ACCESS_TOKEN"],
    [401, "ERR_AUTH", "INVALID_ACCESS_TOKEN"],
    [403, "IP_BLOCKED", "IP_BLOCKED"],
    [403, "IP_NOT_ALLOWED", "IP_NOT_ALLOWED"],
    [403, "API_DISABLED", "API_DISABLED"],
    [403, "TOMORROWS_WORD", "TOMORROWS_WORD"],
  ])("denied with %d %s", (status, code, normalised) => {
    expect(read(status, refusal(code))).toMatchObject({ kind: "denied", code: normalised, message: `about ${code}` });
  });

  it.each([401, 403])("denied by a proxy with %d", (status) => {
    expect(read(status, HTML)).toMatchObject({ kind: "denied", code: `HTTP_${status}`, message: "" });
  });

  it.each<[string, number, unknown]>([
    ["a router's 404", 404, { ...ROUTER_404, message: "Route GET:/v3/mobile/planes not found" }],
    ["a proxy's 404", 404, HTML],
    ["an empty 404", 404, ""],
    ["a 404 of another code", 404, refusal("ROUTE_NOT_FOUND")],
    ["NOT_FOUND with a 500", 500, refusal("NOT_FOUND")],
    ["NOT_FOUND with a 400", 400, refusal("NOT_FOUND")],
    ["NOT_FOUND outside an envelope", 404, { error: { code: "NOT_FOUND" } }],
    ["validation", 400, refusal("ERR_VALIDATION")],
    ["internal error", 500, refusal("INTERNAL_ERROR")],
    ["a key's refusal with a 500", 500, refusal("INVALID_ACCESS_TOKEN")],
    ["unavailable, from a proxy", 503, HTML],
    ["redirect", 302, FOUND],
    ["success with 404", 404, FOUND],
    ["truncated", 200, '{"success":true,"data":{"balance":22'],
    ["HTML", 200, HTML],
    ["unreadable", 200, { success: true, data: { balance: "much" } }],
    ["empty", 200, ""],
  ])("unknown: %s", (_, status, body) => {
    expect(read(status, body)).toMatchObject({ kind: "unknown", httpStatus: status });
  });

  it("says which field it could not read, not what was in it", () => {
    expect(read(200, { success: true, data: { balance: { secret: 1 } } })).toMatchObject({
      reason: "unreadable: balance invalid_union",
    });
  });
});

describe("no answer at all", () => {
  const bodies = fc.oneof(
    fc.json(),
    fc.string(),
    fc.constant(null),
    fc
      .record({ success: fc.boolean(), data: fc.jsonValue(), error: fc.jsonValue() })
      .map((body) => JSON.stringify(body)),
  );

  it("throws, and only a readable 2xx with a topupId is accepted", () => {
    fc.assert(
      fc.property(fc.integer({ min: 100, max: 599 }), bodies, (httpStatus, bodyText) => {
        const sent = classifySend({ httpStatus, bodyText, headers: {} }, NOW_MS);
        expect(sent.kind).not.toBe("accepted");
        if (httpStatus >= 500) expect(sent.kind).toBe("unknown");
        if (bodyText === null && httpStatus === 403) expect(sent.kind).toBe("unknown");
        const looked = classifyRead({ httpStatus, bodyText, headers: {} }, parseOrder, NOW_MS);
        expect(["unknown", "denied", "later"]).toContain(looked.kind);
      }),
    );
  });
});
