import type { KeyRecord } from "./accounts";
import { answer, refuse, type Answer } from "./answer";
import type { Dialect } from "./dialect";

const LOCKOUT_MS = 15 * 60 * 1000;
const RATE_WINDOW_MS = 60 * 1000;

/** What a caller shows at the door. */
export type Credentials = { readonly key: string | undefined; readonly address: string; readonly isWrite: boolean };

/** Keys, addresses, lockout and rate limit: everything that is refused before an endpoint is reached. */
export class Gate {
  private readonly keys: ReadonlyMap<string, KeyRecord>;
  private readonly failures = new Map<string, { count: number; lastAtMs: number }>();
  private readonly windows = new Map<string, { startAtMs: number; count: number }>();

  constructor(records: readonly KeyRecord[]) {
    this.keys = new Map(records.map((record) => [record.key, record]));
  }

  admit(
    { key, address, isWrite }: Credentials,
    dialect: Dialect,
    perMinuteMax: number | null,
    nowMs: number,
  ): Answer<KeyRecord> {
    if (this.isBlocked(address, dialect, nowMs)) {
      return refuse({ status: 403, code: "IP_BLOCKED", message: "Too many invalid attempts, try again in 15 minutes" });
    }
    if (key === undefined || key === "") {
      const status = dialect.missingTokenStatus;
      return refuse({ status, code: "MISSING_ACCESS_TOKEN", message: "Access token is required" });
    }
    const record = this.keys.get(key);
    if (record === undefined) return this.refuseKey(address, dialect, nowMs);
    if (!record.isEnabled) return refuse({ status: 403, code: "API_DISABLED", message: "API access is disabled" });
    if (record.allowedIps.length > 0 && !record.allowedIps.includes(address)) {
      return refuse({ status: 403, code: "IP_NOT_ALLOWED", message: `IP address ${address} is not allowed` });
    }
    if (perMinuteMax !== null && !this.spend(record.key, perMinuteMax, nowMs)) {
      return this.refuseRate(record.key, dialect, nowMs);
    }
    if (isWrite && record.scope === "READ-ONLY") {
      const { readOnlyStatus, readOnlyCode } = dialect;
      return refuse({ status: readOnlyStatus, code: readOnlyCode, message: "This access token is read-only" });
    }
    return answer(record);
  }

  private isBlocked(address: string, dialect: Dialect, nowMs: number): boolean {
    const failure = this.failures.get(address);
    if (failure === undefined) return false;
    if (nowMs - failure.lastAtMs < LOCKOUT_MS) return failure.count >= dialect.lockoutThreshold;
    this.failures.delete(address);
    return false;
  }

  private refuseKey(address: string, dialect: Dialect, nowMs: number): Answer<KeyRecord> {
    const count = (this.failures.get(address)?.count ?? 0) + 1;
    this.failures.set(address, { count, lastAtMs: nowMs });
    return refuse({
      status: 401,
      code: dialect.badKeyCode,
      message: "The provided access token is invalid",
      details: { attemptsLeft: Math.max(0, dialect.lockoutThreshold - count) },
    });
  }

  private spend(key: string, perMinuteMax: number, nowMs: number): boolean {
    const window = this.windows.get(key);
    if (window === undefined || nowMs - window.startAtMs >= RATE_WINDOW_MS) {
      this.windows.set(key, { startAtMs: nowMs, count: 1 });
      return perMinuteMax >= 1;
    }
    window.count += 1;
    return window.count <= perMinuteMax;
  }

  private refuseRate(key: string, dialect: Dialect, nowMs: number): Answer<KeyRecord> {
    const startAtMs = this.windows.get(key)?.startAtMs ?? nowMs;
    const seconds = Math.max(1, Math.ceil((startAtMs + RATE_WINDOW_MS - nowMs) / 1000));
    return refuse({
      status: 429,
      code: "RATE_LIMIT_EXCEEDED",
      message: "Too many requests",
      ...(dialect.rateLimitRetryAfter ? { headers: { "retry-after": String(seconds) } } : {}),
    });
  }
}
