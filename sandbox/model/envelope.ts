import type { Refusal } from "./answer";
import type { Dialect } from "./dialect";
import type { Endpoint } from "./faults";
import { Prng } from "./prng";

export type Json = Readonly<Record<string, unknown>>;

/** Where the reference pages print the two optional members of a success. */
const DOCUMENTED_META: ReadonlySet<Endpoint> = new Set<Endpoint>([
  "ping",
  "balance",
  "transactions",
  "plans",
  "send",
  "check-ref",
  "check-id",
  "list",
]);
const DOCUMENTED_REQUEST_ID: ReadonlySet<Endpoint> = new Set<Endpoint>(["check-ref", "check-id"]);

export type Circumstance = { readonly requestId: string; readonly nowMs: number; readonly dialect: Dialect };

export function wrapSuccess(endpoint: Endpoint, data: Json, { requestId, nowMs, dialect }: Circumstance): Json {
  const hasMeta = dialect.meta === "always" || (dialect.meta === "documented" && DOCUMENTED_META.has(endpoint));
  const hasRequestId =
    dialect.requestId === "always" || (dialect.requestId === "documented" && DOCUMENTED_REQUEST_ID.has(endpoint));
  return {
    success: true,
    data,
    ...(hasMeta ? { meta: { timestamp: new Date(nowMs).toISOString() } } : {}),
    ...(hasRequestId ? { requestId } : {}),
  };
}

/** Errors carry no `meta`, and their request id wherever the service sends any. */
export function wrapRefusal({ code, message, details }: Refusal, requestId: string, dialect: Dialect): Json {
  return {
    success: false,
    error: { code, message, ...(details === undefined ? {} : { details }) },
    ...(dialect.requestId === "never" ? {} : { requestId }),
  };
}

/** The router's own words, for a path that it does not know. */
export function routerNotFound(method: string, path: string): Json {
  return { message: `Route ${method}:${path} not found`, error: "Not Found", statusCode: 404 };
}

/** Counts requests, and writes the count in the way of the day. */
export class RequestIds {
  private count = 0;

  constructor(private readonly seed: number) {}

  next(format: Dialect["requestIdFormat"], nowMs: number): string {
    this.count += 1;
    if (format === "counter") return `req-${this.count.toString(36)}`;
    const tail = new Prng(this.seed + this.count).nextUint32().toString(36).padStart(6, "0").slice(-6);
    return `req_${Math.floor(nowMs / 1000)}_${tail}`;
  }
}
