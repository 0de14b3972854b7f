import { describe, expect, it } from "vitest";
import { classifySend } from "@/lib/oneclick/outcome";
import { ACCEPTED, HTML, ROUTER_404, read, refusal, send } from "@/tests/support/provider-answers";

describe("an accepted send", () => {
  it("carries the provider's id and ref", () => {
    expect(send(200, { ...ACCEPTED, meta: { timestamp: "2026-02-03T09:14:07.960Z" } })).toEqual({
      kind: "accepted",
      httpStatus: 200,
      requestId: null,
      topupId: "6981c39ff0a1b2c3d4e5f600",
      topupRef: "API-+213550112233-a-1",
    });
  });

  it.each([
    ["a bare ref", { topupId: "a1", topupRef: "a-1" }, "a-1"],
    ["a prefixed ref", { topupId: "a1", topupRef: "API-+213550112233-a-1" }, "API-+213550112233-a-1"],
    ["no ref", { topupId: "a1" }, null],
    ["a null ref", { topupId: "a1", topupRef: null }, null],
    ["the new balance too", { topupId: "a1", topupRef: "a-1", newBalance: 12.5 }, "a-1"],
  ])("may have %s", (_, data, topupRef) => {
    expect(send(200, { success: true, data })).toMatchObject({ kind: "accepted", topupId: "a1", topupRef });
  });

  it.each([200, 201, 202])("may have the status %d", (status) => {
    expect(send(status, ACCEPTED)).toMatchObject({ kind: "accepted" });
  });

  it.each([
    ["the body", { ...ACCEPTED, requestId: "req_1770110047_k3v9qa" }, {}, "req_1770110047_k3v9qa"],
    ["the body, live style", { ...ACCEPTED, requestId: "req-fpg" }, { "x-request-id": "other" }, "req-fpg"],
    ["meta", { ...ACCEPTED, meta: { requestId: "req-m" } }, {}, "req-m"],
    ["the header", ACCEPTED, { "x-request-id": "req-h" }, "req-h"],
    ["nowhere", ACCEPTED, {}, null],
  ])("takes its request id from %s", (_, body, headers, requestId) => {
    expect(send(200, body, headers)).toMatchObject({ kind: "accepted", requestId });
  });
});

describe("a refused send", () => {
  it.each<[number, string, "order" | "account", string]>([
    [401, "MISSING_ACCESS_TOKEN", "account", "MISSING_ACCESS_TOKEN"],
    [400, "MISSING_ACCESS_TOKEN", "account", "MISSING_ACCESS_TOKEN"],
    [401, "INVALID_ACCESS_TOKEN", "account", "INVALID_ACCESS_TOKEN"],
    [401, "ERR_AUTH", "account", "INVALID_ACCESS_TOKEN"],
    [403, "IP_BLOCKED", "account", "IP_BLOCKED"],
    [403, "IP_NOT_ALLOWED", "account", "IP_NOT_ALLOWED"],
    [403, "API_DISABLED", "account", "API_DISABLED"],
    [403, "api-disabled", "account", "API_DISABLED"],
    [403, "ERR_SCOPE", "account", "ERR_SCOPE"],
    [403, "INSUFFICIENT_BALANCE", "account", "INSUFFICIENT_BALANCE"],
    [403, "NO_BALANCE", "account", "INSUFFICIENT_BALANCE"],
    [400, "INSUFFICIENT_BALANCE", "account", "INSUFFICIENT_BALANCE"],
    [200, "INSUFFICIENT_BALANCE", "account", "INSUFFICIENT_BALANCE"],
    [401, "TOMORROWS_WORD", "account", "TOMORROWS_WORD"],
    [403, "TOMORROWS_WORD", "account", "TOMORROWS_WORD"],
    [402, "TOMORROWS_WORD", "account", "TOMORROWS_WORD"],
    [400, "ERR_VALIDATION", "order", "ERR_VALIDATION"],
    [200, "ERR_VALIDATION", "order", "ERR_VALIDATION"],
    [400, "ERR_PHONE", "order", "ERR_PHONE"],
    [400, "INVALID_PHONE", "order", "INVALID_PHONE"],
    [400, "ERR_STOCK", "order", "ERR_STOCK"],
    [403, "ERR_STOCK", "order", "ERR_STOCK"],
    [404, "NOT_FOUND", "order", "NOT_FOUND"],
    [404, "PLAN_NOT_FOUND", "order", "PLAN_NOT_FOUND"],
    [400, "PLAN_DISABLED", "order", "PLAN_DISABLED"],
    [400, "INVALID_REF", "order", "INVALID_REF"],
    [413, "BODY_TOO_LARGE", "order", "BODY_TOO_LARGE"],
    [422, "TOMORROWS_WORD", "order", "TOMORROWS_WORD"],
  ])("with %d %s is of the %s... %s", (status, code, scope, normalised) => {
    expect(send(status, refusal(code))).toEqual({
      kind: "refused",
      httpStatus: status,
      requestId: "req-9kd",
      scope,
      code: normalised,
      message: `about ${code}`,
    });
  });

  it.each<[number, unknown, "order" | "account"]>([
    [400, { statusCode: 400, error: "Bad Request", message: "Body is not valid JSON" }, "order"],
    [413, { statusCode: 413, error: "Payload Too Large", message: "Request body is too large" }, "order"],
    [413, HTML, "order"],
    [400, "", "order"],
    [401, "", "account"],
    [401, { statusCode: 401, error: "Unauthorized", message: "no" }, "account"],
    [403, HTML, "account"],
    [403, { statusCode: 403, error: "Forbidden", message: "no" }, "account"],
    [400, { success: false }, "order"],
    [400, { success: false, error: "text" }, "order"],
  ])("outside the envelope, with %d, is told by its status", (status, body, scope) => {
    expect(send(status, body)).toMatchObject({ kind: "refused", scope, code: `HTTP_${status}`, message: "" });
  });
});

describe("a duplicate ref", () => {
  it.each([
    [403, "DUPLICATED-REF"],
    [403, "DUPLICATED_REF"],
    [409, "DUPLICATED-REF"],
    [409, "DUPLICATED_REF"],
    [403, "duplicated-ref"],
    [400, "DUPLICATED_REF"],
    [200, "DUPLICATED_REF"],
    [429, "DUPLICATED_REF"],
    [500, "DUPLICATED_REF"],
    [403, "DUPLICATE_REFERENCE"],
    [403, "REF_ALREADY_USED"],
    [409, "REFERENCE_IN_USE"],
    [403, "ERR-REF"],
  ])("with %d %s exists", (status, code) => {
    expect(send(status, refusal(code))).toEqual({ kind: "exists", httpStatus: status, requestId: "req-9kd" });
  });

  it("is not read out of words that only look like it", () => {
    expect(send(403, refusal("REFUSED"))).toMatchObject({ kind: "refused" });
    expect(send(403, refusal("REFUND_PENDING"))).toMatchObject({ kind: "refused" });
  });
});

describe("a send to repeat later", () => {
  it.each<[number, unknown, Record<string, string>, number | null]>([
    [429, refusal("RATE_LIMIT_EXCEEDED"), { "retry-after": "7" }, 7_000],
    [429, refusal("RATE_LIMIT_EXCEEDED"), {}, null],
    [429, HTML, { "retry-after": "5" }, 5_000],
    [429, "", {}, null],
    [403, refusal("RATE_LIMIT_EXCEEDED"), {}, null],
    [200, refusal("RATE_LIMIT_EXCEEDED"), {}, null],
    [503, refusal("AUTH_UNAVAILABLE"), { "retry-after": "5" }, 5_000],
    [503, refusal("SERVICE_UNAVAILABLE"), {}, null],
    [503, refusal("service-unavailable"), {}, null],
    [429, "", { "retry-after": "0" }, 0],
    [429, "", { "retry-after": "86400" }, 60_000],
    [429, "", { "retry-after": "9".repeat(400) }, 60_000],
    [429, "", { "retry-after": "Tue, 03 Feb 2026 09:14:20 GMT" }, 20_000],
    [429, "", { "retry-after": "Tue, 03 Feb 2026 09:13:00 GMT" }, 0],
    [429, "", { "retry-after": "Wed, 04 Feb 2026 09:13:00 GMT" }, 60_000],
    [429, "", { "retry-after": "soon" }, null],
    [429, "", { "retry-after": "" }, null],
  ])("is %d (%#)", (status, body, headers, retryAfterMs) => {
    expect(send(status, body, headers)).toMatchObject({ kind: "later", httpStatus: status, retryAfterMs });
    expect(read(status, body, headers)).toMatchObject({ kind: "later", httpStatus: status, retryAfterMs });
  });
});

describe("a send of unknown fate", () => {
  it.each<[string, number, unknown]>([
    ["internal error", 500, refusal("INTERNAL_ERROR")],
    ["internal error by another name", 500, refusal("INTERNAL_SERVER_ERROR")],
    ["internal error with a mild status", 400, refusal("INTERNAL_ERROR")],
    ["bad gateway", 502, HTML],
    ["unavailable, from a proxy", 503, HTML],
    ["unavailable, of another code", 503, refusal("MAINTENANCE")],
    ["unavailable, no body", 503, ""],
    ["unavailable by code alone", 500, refusal("SERVICE_UNAVAILABLE")],
    ["gateway timeout", 504, ""],
    ["Cloudflare's own", 524, HTML],
    ["a refusal inside a 500", 500, refusal("ERR_VALIDATION")],
    ["a balance refusal inside a 500", 500, refusal("INSUFFICIENT_BALANCE")],
    ["an acceptance inside a 500", 500, ACCEPTED],
    ["an acceptance inside a 403", 403, ACCEPTED],
    ["an acceptance inside a redirect", 302, ACCEPTED],
    ["a router's 404", 404, ROUTER_404],
    ["a proxy's 404", 404, HTML],
    ["an empty 404", 404, ""],
    ["405", 405, ""],
    ["redirect", 301, ""],
    ["redirect that keeps the method", 307, ""],
    ["request timeout", 408, refusal("REQUEST_TIMEOUT")],
    ["request timeout, bare", 408, ""],
    ["conflict of another kind", 409, refusal("PAYMENT_IN_PROGRESS")],
    ["conflict, bare", 409, ""],
    ["too early", 425, refusal("TOO_EARLY")],
    ["validation with 409", 409, refusal("ERR_VALIDATION")],
    ["client closed", 499, ""],
    ["no topupId", 200, { success: true, data: {} }],
    ["null topupId", 200, { success: true, data: { topupId: null } }],
    ["empty topupId", 200, { success: true, data: { topupId: " " } }],
    ["numeric topupId", 200, { success: true, data: { topupId: 7 } }],
    ["id by another name", 200, { success: true, data: { id: "6981c39ff0a1b2c3d4e5f600" } }],
    ["no data", 200, { success: true }],
    ["data in an array", 200, { success: true, data: [ACCEPTED.data] }],
    ["success in words", 200, { success: "true", data: ACCEPTED.data }],
    ["no success", 200, { data: ACCEPTED.data }],
    ["unwrapped", 200, ACCEPTED.data],
    ["not an object", 200, "[]"],
    ["null", 200, "null"],
    ["empty", 200, ""],
    ["no content", 204, ""],
    ["truncated", 200, '{"success":true,"data":{"topupId":"6981c3'],
    ["HTML", 200, HTML],
    ["refused without a code", 200, { success: false }],
    ["refused with a new code", 200, refusal("TOMORROWS_WORD")],
    ["a 403 cut short", 403, '{"success":false,"error":{"code":"DUPLI'],
    ["an empty 403", 403, ""],
    ["a 403 without a code", 403, { success: false, error: { message: "This reference ID is already in use." } }],
    ["a 403 of another shape", 403, { error: { code: "DUPLICATED-REF" } }],
  ])("%s", (_, status, body) => {
    expect(send(status, body)).toMatchObject({ kind: "unknown", httpStatus: status });
  });

  it.each([200, 403, 404, 409, 500, 503])("a body that never came whole, with %d", (httpStatus) => {
    expect(classifySend({ httpStatus, bodyText: null, headers: {} })).toMatchObject({ kind: "unknown", httpStatus });
  });

  it("names its reason without the body", () => {
    expect(send(502, HTML)).toMatchObject({ reason: "http 502: foreign" });
    expect(send(500, refusal("INTERNAL_ERROR"))).toMatchObject({ reason: "http 500: INTERNAL_ERROR" });
  });
});
