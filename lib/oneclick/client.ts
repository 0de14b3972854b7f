import { assert } from "@/lib/assert";
import { parseBalance, parseHealth, parseKeyInfo, parseOrder, parseOrderPage, parseWalletPage } from "./contract";
import type { OnDrop } from "./contract";
import { classifyRead, classifySend } from "./outcome";
import type { Answer } from "./outcome";
import { parsePlans } from "./parse-plans";
import type { PageRequest, ReadOutcome, SendOutcome, SendRequest, Upstream } from "./types";

/**
 * A POST that is given up on becomes an unknown that costs several look-ups, so it is given as long as other
 * clients of this service give it. Must stay below the lease of whoever dispatches.
 */
export const SEND_TIMEOUT_MS = 30_000;

/** A reading that is given up on costs nothing but another reading. */
export const READ_TIMEOUT_MS = 10_000;

/** A page of a hundred orders with offers is some 100 kB; what passes this is not an answer of this service. */
const BODY_BYTES_MAX = 1_048_576;

/** What may be written to a log: no key, no body, and numbers masked. */
export type UpstreamLogEntry =
  | {
      readonly event: "answer";
      readonly method: "GET" | "POST";
      readonly path: string;
      readonly ms: number;
      readonly httpStatus: number | null;
      readonly requestId: string | null;
      readonly kind: SendOutcome["kind"] | ReadOutcome<unknown>["kind"];
    }
  /** A row left out of an answer because it could not be read. */
  | {
      readonly event: "dropped";
      readonly path: string;
      readonly what: Parameters<OnDrop>[0];
      readonly issues: string;
    };

export type UpstreamOptions = {
  /** Scheme and host, without `/v3`. */
  readonly baseUrl: string;
  readonly apiKey: string;
  readonly fetch?: typeof globalThis.fetch;
  readonly timeouts?: { readonly sendMs: number; readonly readMs: number };
  readonly log?: (entry: UpstreamLogEntry) => void;
};

type Call = {
  readonly method: "GET" | "POST";
  readonly path: string;
  readonly timeoutMs: number;
  readonly body?: string;
};

/** The service over HTTP: one exchange a call, nothing repeated here, nothing thrown for what the network may do. */
export function createUpstream(options: UpstreamOptions): Upstream {
  const { apiKey, fetch = globalThis.fetch, log } = options;
  const { sendMs, readMs } = options.timeouts ?? { sendMs: SEND_TIMEOUT_MS, readMs: READ_TIMEOUT_MS };
  const baseUrl = originOf(options.baseUrl);
  // `fetch` quotes a header it cannot send in the error it throws.
  // None at all may be: the service says what is missing.
  assert(/^[\x21-\x7e]*$/.test(apiKey), "the API key is printable ASCII without spaces");

  async function run<O extends SendOutcome | ReadOutcome<unknown>>(
    call: Call,
    classify: (answer: Answer) => O,
  ): Promise<O> {
    const startedAt = performance.now();
    const outcome = withoutKey(classify(await exchange(fetch, baseUrl, apiKey, call)), apiKey);
    const { httpStatus, requestId, kind } = outcome;
    const ms = Math.round(performance.now() - startedAt);
    log?.({ event: "answer", method: call.method, path: maskPath(call.path), ms, httpStatus, requestId, kind });
    return outcome;
  }

  function read<T>(path: string, parse: Parameters<typeof classifyRead<T>>[1]): Promise<ReadOutcome<T>> {
    return run({ method: "GET", path, timeoutMs: readMs }, (answer) => classifyRead(answer, parse));
  }

  function dropsOf(path: string): OnDrop {
    return (what, issues) => log?.({ event: "dropped", path: maskPath(path), what, issues });
  }

  return {
    ping: () => read("/v3/ping", parseHealth),
    validate: () => read("/v3/validate", parseKeyInfo),
    balance: () => read("/v3/account/balance", parseBalance),
    listPlans: () => read("/v3/mobile/plans", (body) => parsePlans(body, dropsOf("/v3/mobile/plans"))),
    findById: (topupId) => read(`/v3/mobile/check-id/${segment(topupId)}`, parseOrder),
    findByRef: (ref) => read(`/v3/mobile/check-ref/${segment(ref)}`, parseOrder),
    listOrders: (request) => {
      const path = `/v3/mobile/list?${pageQuery(request)}`;
      return read(path, (body) => parseOrderPage(body, request, dropsOf(path)));
    },
    listWalletLines: (request) => {
      const path = `/v3/account/transactions?${pageQuery(request)}`;
      return read(path, (body) => parseWalletPage(body, request, dropsOf(path)));
    },
    send: (request) =>
      run({ method: "POST", path: "/v3/mobile/send", timeoutMs: sendMs, body: sendBody(request) }, classifySend),
  };
}

/** One request and its whole answer, or what went wrong on the way. */
async function exchange(fetch: typeof globalThis.fetch, baseUrl: string, apiKey: string, call: Call): Promise<Answer> {
  let response: Response;
  try {
    response = await fetch(baseUrl + call.path, {
      method: call.method,
      headers: {
        accept: "application/json",
        "x-access-token": apiKey,
        ...(call.body === undefined ? {} : { "content-type": "application/json" }),
      },
      ...(call.body === undefined ? {} : { body: call.body }),
      // A redirected POST would be sent twice, and the key with it to whoever asks.
      redirect: "manual",
      // Next.js would otherwise feel free to keep answers.
      cache: "no-store",
      signal: AbortSignal.timeout(call.timeoutMs),
    });
  } catch (networkError) {
    return { networkError };
  }
  return {
    httpStatus: response.status,
    bodyText: await readBody(response),
    headers: Object.fromEntries(response.headers),
  };
}

/** The body as text, or null when it does not come whole: the status is known then, and worth keeping. */
async function readBody(response: Response): Promise<string | null> {
  if (response.body === null) return "";
  const reader = response.body.getReader();
  const decoder = new TextDecoder();
  let text = "";
  let bytes = 0;
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return text + decoder.decode();
      bytes += value.byteLength;
      if (bytes > BODY_BYTES_MAX) {
        await reader.cancel();
        return null;
      }
      text += decoder.decode(value, { stream: true });
    }
  } catch {
    // Reset or too late in mid-body: which of them makes no difference to what the answer proves.
    return null;
  }
}

function sendBody({ planCode, msisdn, amountDinars, ref }: SendRequest): string {
  assert(planCode !== "", "a plan is named");
  assert(/^0[567][0-9]{8}$/.test(msisdn), "the number has the provider's form");
  assert(Number.isSafeInteger(amountDinars) && amountDinars >= 0, "the amount is whole dinars");
  assert(/^[A-Za-z0-9-]{1,60}$/.test(ref), "the ref is ours");
  // MSSIDN is the service's spelling.
  return JSON.stringify({ plan_code: planCode, MSSIDN: msisdn, amount: amountDinars, ref });
}

function pageQuery({ page, pageSize, from, to }: PageRequest): string {
  assert(Number.isSafeInteger(page) && page >= 1, "pages count from 1");
  assert(Number.isSafeInteger(pageSize) && pageSize >= 1 && pageSize <= 100, "a page has 1 to 100 rows");
  assert((from === undefined) === (to === undefined), "a window has both ends or none");
  const query = new URLSearchParams({ page: String(page), pageSize: String(pageSize) });
  if (from !== undefined && to !== undefined) {
    query.set("from", from.toISOString());
    query.set("to", to.toISOString());
  }
  return query.toString();
}

/** One path segment: a stored ref contains `+`, which some stacks read as a space unless it is encoded. */
function segment(value: string): string {
  assert(!/^\.{0,2}$/.test(value), "a path segment is not empty nor dots, which URLs resolve away");
  return encodeURIComponent(value);
}

function originOf(baseUrl: string): string {
  const url = new URL(baseUrl);
  assert(url.protocol === "https:" || url.protocol === "http:", "the base URL is http or https");
  return baseUrl.replace(/\/+$/, "");
}

/** Messages are shown to people and kept: should the service ever quote the key in one, it ends here. */
function withoutKey<O extends SendOutcome | ReadOutcome<unknown>>(outcome: O, apiKey: string): O {
  return apiKey !== "" && "message" in outcome
    ? { ...outcome, message: outcome.message.replaceAll(apiKey, "[key]") }
    : outcome;
}

/** Refs carry the account's number; what looks like a phone number is masked but for its last two digits. */
function maskPath(path: string): string {
  return path.replace(/((?:%2B|\+)?213|\b0)[5-7][0-9]{6}(?=[0-9]{2}(?![0-9]))/gi, "$1•••••••");
}
