import type { Result } from "@/lib/result";
import type { Unreadable } from "./contract";
import { parseAccepted } from "./contract";
import { readEnvelope } from "./read-envelope";
import type { Envelope } from "./read-envelope";
import type { ReadOutcome, SendOutcome } from "./types";

/**
 * What came back from one exchange. `bodyText` is null when the body did not come whole (cut, too large, too late);
 * header names are in lower case. `networkError` is whatever `fetch` threw before there was a status.
 */
export type Answer =
  | {
      readonly httpStatus: number;
      readonly bodyText: string | null;
      readonly headers: Readonly<Record<string, string>>;
    }
  | { readonly networkError: unknown };

/** The key, the caller's address or the wallet: as long as it lasts, every order would hear the same. */
const ACCOUNT_CODES: ReadonlySet<string> = new Set([
  "MISSING_ACCESS_TOKEN",
  "INVALID_ACCESS_TOKEN",
  "IP_BLOCKED",
  "IP_NOT_ALLOWED",
  "API_DISABLED",
  "ERR_SCOPE",
  "INSUFFICIENT_BALANCE",
]);

/** The number, the amount or the plan. */
const ORDER_CODES: ReadonlySet<string> = new Set([
  "ERR_VALIDATION",
  "ERR_PHONE",
  "INVALID_PHONE",
  "ERR_STOCK",
  "NOT_FOUND",
]);

/** Codes of a reading that was refused for who asks, whatever status they come with (400 is documented for one). */
const DENIED_CODES: ReadonlySet<string> = new Set([...ACCOUNT_CODES].filter((code) => code !== "INSUFFICIENT_BALANCE"));

/** Sent by the gateway with 503 before the request reached the controller: nothing was created, the ref is free. */
const AHEAD_OF_CONTROLLER_CODES: ReadonlySet<string> = new Set(["AUTH_UNAVAILABLE", "SERVICE_UNAVAILABLE"]);

const RATE_LIMIT_CODE = "RATE_LIMIT_EXCEEDED";

/** Statuses of refusals that prove nothing about creation: a wait that ran out, a conflict, a race. */
const UNPROVEN_STATUSES: ReadonlySet<number> = new Set([408, 409, 421, 423, 424, 425, 499]);

/** What a proxy or the framework refuses before the application, in its own words. 404 is not here: a router's means a wrong base URL. */
const FOREIGN_REFUSAL_STATUSES: ReadonlySet<number> = new Set([400, 401, 403, 413]);

/** The provider's window is a minute: a longer wait, by mistake or malice, would close the counter for nothing. */
const RETRY_AFTER_MS_MAX = 60_000;

/**
 * What the answer to `POST /v3/mobile/send` proves.
 *
 * A refusal proves that *this* request created nothing. It says nothing about an earlier request with the same ref
 * whose fate is unknown: auth, address and scope are checked before the ref is.
 */
export function classifySend(answer: Answer, nowMs: number = Date.now()): SendOutcome {
  if ("networkError" in answer) return networkOutcome(answer.networkError);
  const { httpStatus, headers } = answer;
  const envelope = readEnvelope(answer.bodyText);
  const base = { httpStatus, requestId: requestIdOf(envelope, headers) };
  const code = envelope.form === "error" ? envelope.code : null;
  const later = { ...base, kind: "later", reason: reasonOf(httpStatus, code) } as const;
  const unknown = { ...base, kind: "unknown", reason: reasonOf(httpStatus, code ?? envelope.form) } as const;

  // Whatever its status: the ref is taken, and looking it up is safe even if it were not.
  if (code !== null && isDuplicateCode(code, httpStatus)) return { ...base, kind: "exists" };
  if (httpStatus === 429) return { ...later, retryAfterMs: retryAfterMs(headers, nowMs) };
  if (httpStatus >= 500) {
    const isAhead = httpStatus === 503 && code !== null && AHEAD_OF_CONTROLLER_CODES.has(code);
    return isAhead ? { ...later, retryAfterMs: retryAfterMs(headers, nowMs) } : unknown;
  }
  if (envelope.form === "success") {
    const accepted = isSuccessStatus(httpStatus) ? parseAccepted(envelope.data) : null;
    return accepted?.ok ? { ...base, kind: "accepted", ...accepted.value } : unknown;
  }
  if (envelope.form === "error") {
    if (code === RATE_LIMIT_CODE) return { ...later, retryAfterMs: retryAfterMs(headers, nowMs) };
    const scope = refusalScope(httpStatus, code);
    if (scope === null) return unknown;
    return { ...base, kind: "refused", scope, code: code ?? `HTTP_${httpStatus}`, message: envelope.message };
  }
  const foreignScope = foreignRefusalScope(httpStatus, envelope.form);
  return foreignScope === null
    ? unknown
    : { ...base, kind: "refused", scope: foreignScope, code: `HTTP_${httpStatus}`, message: "" };
}

/** The same for a body that is not the application's: the status alone speaks, where it can. */
function foreignRefusalScope(httpStatus: number, form: "foreign" | "unclear"): "order" | "account" | null {
  if (!FOREIGN_REFUSAL_STATUSES.has(httpStatus)) return null;
  // Duplicates come with 403: one that cannot be read may be a duplicate.
  if (httpStatus === 403 && form === "unclear") return null;
  return httpStatus === 401 || httpStatus === 403 ? "account" : "order";
}

/** Whose fault an enveloped refusal is; null when it does not prove that nothing was created. */
function refusalScope(httpStatus: number, code: string | null): "order" | "account" | null {
  const isClientError = httpStatus >= 400 && httpStatus <= 499;
  if (code !== null && (isClientError || isSuccessStatus(httpStatus))) {
    if (ACCOUNT_CODES.has(code)) return "account";
    if (UNPROVEN_STATUSES.has(httpStatus)) return null;
    if (ORDER_CODES.has(code)) return "order";
    if (code === "INTERNAL_ERROR" || AHEAD_OF_CONTROLLER_CODES.has(code)) return null;
  }
  if (!isClientError || UNPROVEN_STATUSES.has(httpStatus)) return null;
  // Duplicates come with 403: one without a code may be a duplicate.
  if (httpStatus === 403 && code === null) return null;
  return httpStatus === 401 || httpStatus === 402 || httpStatus === 403 ? "account" : "order";
}

/**
 * `DUPLICATED_REF`, and any other word for it that tomorrow may bring: a duplicate taken for a refusal gives money
 * back for an order that was delivered, a refusal taken for a duplicate costs one look-up.
 */
function isDuplicateCode(code: string, httpStatus: number): boolean {
  if (code.includes("DUPLICAT")) return true;
  return (httpStatus === 403 || httpStatus === 409) && /(?:^|_)REF(?:ERENCE)?(?:_|$)/.test(code);
}

/** What the answer to a GET proves, given how to read its `data`. */
export function classifyRead<T>(
  answer: Answer,
  parse: (data: unknown) => Result<T, Unreadable>,
  nowMs: number = Date.now(),
): ReadOutcome<T> {
  if ("networkError" in answer) return networkOutcome(answer.networkError);
  const { httpStatus, headers } = answer;
  const envelope = readEnvelope(answer.bodyText);
  const base = { httpStatus, requestId: requestIdOf(envelope, headers) };
  const code = envelope.form === "error" ? envelope.code : null;
  const isAhead = httpStatus === 503 && code !== null && AHEAD_OF_CONTROLLER_CODES.has(code);

  if (httpStatus === 429 || (code === RATE_LIMIT_CODE && httpStatus < 500) || isAhead) {
    const reason = reasonOf(httpStatus, code);
    return { ...base, kind: "later", reason, retryAfterMs: retryAfterMs(headers, nowMs) };
  }
  if (envelope.form === "success" && isSuccessStatus(httpStatus)) {
    const parsed = parse(envelope.data);
    if (parsed.ok) return { ...base, kind: "found", value: parsed.value };
    return { ...base, kind: "unknown", reason: `unreadable: ${parsed.error.issues}` };
  }
  if (code === "NOT_FOUND" && (httpStatus === 404 || isSuccessStatus(httpStatus))) return { ...base, kind: "absent" };
  const isDenied = httpStatus === 401 || httpStatus === 403 || (code !== null && DENIED_CODES.has(code));
  if (isDenied && httpStatus < 500 && envelope.form !== "success") {
    const message = envelope.form === "error" ? envelope.message : "";
    return { ...base, kind: "denied", code: code ?? `HTTP_${httpStatus}`, message };
  }
  return { ...base, kind: "unknown", reason: reasonOf(httpStatus, code ?? envelope.form) };
}

function networkOutcome(error: unknown): (SendOutcome & ReadOutcome<never>) & { kind: "later" | "unknown" } {
  const base = { httpStatus: null, requestId: null };
  const { code, isBeforeSend } = describeNetworkError(error);
  if (isBeforeSend) return { ...base, kind: "later", reason: `network: ${code}`, retryAfterMs: null };
  return { ...base, kind: "unknown", reason: `network: ${code}` };
}

/** Failures to find or reach the other side: no byte of the request can have left. */
const BEFORE_SEND_CODES: ReadonlySet<string> = new Set([
  "ECONNREFUSED",
  "ENOTFOUND",
  "EAI_AGAIN",
  "UND_ERR_CONNECT_TIMEOUT",
]);

/** `fetch` hides the reason in a chain of causes, and several addresses of one host in an AggregateError. */
const CAUSE_DEPTH_MAX = 5;

/** Reads codes and names only: an error's message may quote a header, and one header is the key. */
function describeNetworkError(error: unknown): { readonly code: string; readonly isBeforeSend: boolean } {
  let code = "failed";
  let current: unknown = error;
  for (let depth = 0; depth < CAUSE_DEPTH_MAX && current instanceof Error; depth += 1) {
    if (current.name === "TimeoutError" || current.name === "AbortError")
      return { code: "timeout", isBeforeSend: false };
    if (isConnectFailure(current)) return { code: codeOf(current) ?? "connect", isBeforeSend: true };
    if (current instanceof AggregateError && current.errors.length > 0) {
      const isBeforeSend = current.errors.every((one: unknown) => one instanceof Error && isConnectFailure(one));
      return { code: codeOf(current) ?? codeOf(current.errors[0]) ?? code, isBeforeSend };
    }
    code = codeOf(current) ?? code;
    current = current.cause;
  }
  return { code, isBeforeSend: false };
}

function isConnectFailure(error: Error): boolean {
  if (error instanceof AggregateError) return false;
  // An unreachable network or a timeout *of connecting* has the same code as one of an open connection.
  if ("syscall" in error && error.syscall === "connect") return true;
  return BEFORE_SEND_CODES.has(codeOf(error) ?? "");
}

function codeOf(error: unknown): string | null {
  const code = error instanceof Error && "code" in error ? error.code : null;
  return typeof code === "string" ? code : null;
}

function isSuccessStatus(httpStatus: number): boolean {
  return httpStatus >= 200 && httpStatus <= 299;
}

/** For people and logs: `http 502: foreign`, `http 429`. No logic reads it. */
function reasonOf(httpStatus: number, detail: string | null): string {
  return detail === null ? `http ${httpStatus}` : `http ${httpStatus}: ${detail}`;
}

function requestIdOf(envelope: Envelope, headers: Readonly<Record<string, string>>): string | null {
  const inBody = envelope.form === "success" || envelope.form === "error" ? envelope.requestId : null;
  return inBody ?? (headers["x-request-id"]?.slice(0, 200) || null);
}

/** `Retry-After` in seconds or as a date (RFC 9110, section 10.2.3), capped; null when absent or beyond reading. */
function retryAfterMs(headers: Readonly<Record<string, string>>, nowMs: number): number | null {
  const value = headers["retry-after"]?.trim() ?? "";
  if (value === "") return null;
  const waitMs = /^[0-9]+$/.test(value) ? Number(value) * 1_000 : Date.parse(value) - nowMs;
  return Number.isNaN(waitMs) ? null : Math.min(Math.max(waitMs, 0), RETRY_AFTER_MS_MAX);
}
