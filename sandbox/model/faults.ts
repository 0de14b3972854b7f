export const ENDPOINTS = [
  "ping",
  "validate",
  "balance",
  "transactions",
  "plans",
  "send",
  "check-ref",
  "check-id",
  "list",
] as const;
export type Endpoint = (typeof ENDPOINTS)[number];

const ORDER_READS: readonly Endpoint[] = ["check-ref", "check-id", "list"];

/** Each kind, and the endpoints on which it means something. On a read, "accept" is simply doing the work. */
export const FAULT_KINDS = {
  /** The connection is cut and nothing was done. */
  "drop-before-accept": ENDPOINTS,
  /** The work is done, the connection is cut without a byte of answer. */
  "accept-then-drop": ENDPOINTS,
  /** The work is done, half of the answer is sent, the connection is cut. */
  "accept-then-cut": ENDPOINTS,
  "accept-then-500": ENDPOINTS,
  "accept-then-502": ENDPOINTS,
  "accept-then-504": ENDPOINTS,
  "accept-then-html": ENDPOINTS,
  /** The work is done at once, the answer comes `ms` later. */
  delay: ENDPOINTS,
  /** The work is done `ms` later, whether or not the caller still waits. */
  "delay-before-accept": ENDPOINTS,
  "rate-limit": ENDPOINTS,
  unavailable: ENDPOINTS,
  "auth-unavailable": ENDPOINTS,
  /** An enveloped INTERNAL_ERROR, and nothing was done. */
  "error-before-accept": ENDPOINTS,
  /** A proxy's page, and nothing was done. */
  html: ENDPOINTS,
  /** The router's own 404, as from a wrong base URL. */
  "router-not-found": ENDPOINTS,
  /** The work is done; the answer is half a JSON text, its length announced as such. */
  "truncated-json": ENDPOINTS,
  "empty-body": ENDPOINTS,
  "success-without-id": ["send"],
  /** Orders younger than `ms` (all, without `ms`) are not found, though they exist. */
  "not-found-for": ORDER_READS,
  /** Orders are in a status that nobody documented: `word`. */
  "unknown-status": ORDER_READS,
  /** Orders are PENDING again in this one answer. */
  "status-flap": ORDER_READS,
} as const satisfies Record<string, readonly Endpoint[]>;

export type FaultKind = keyof typeof FAULT_KINDS;

export type Fault = {
  readonly endpoint: Endpoint | "*";
  readonly kind: FaultKind;
  /** How many requests it strikes; without it one, or every one for `not-found-for` with `ms`. */
  readonly count?: number;
  readonly ms?: number;
  /** HTTP status, where the kind leaves it open. */
  readonly status?: number;
  /** Seconds in `Retry-After`. */
  readonly retryAfter?: number;
  /** Only sends to this number. */
  readonly msisdn?: string;
  /** The status word of `unknown-status`. */
  readonly word?: string;
};

export type Strike = {
  readonly endpoint: Endpoint;
  readonly msisdn: string | null;
  readonly orderAgeMs: number | null;
};

/** The faults lying in wait. The oldest that fits a request strikes it, and at most one does. */
export class Faults {
  private armed: { readonly fault: Fault; remaining: number }[] = [];

  /** All of them or, with the reason in words, none. */
  arm(faults: readonly Fault[]): string | null {
    for (const fault of faults) {
      const objection = objectionTo(fault);
      if (objection !== null) return objection;
    }
    for (const fault of faults) {
      const standing = fault.kind === "not-found-for" && fault.ms !== undefined ? Infinity : 1;
      this.armed.push({ fault, remaining: fault.count ?? standing });
    }
    return null;
  }

  take(strike: Strike): Fault | null {
    const found = this.armed.find(({ fault }) => fits(fault, strike));
    if (found === undefined) return null;
    found.remaining -= 1;
    if (found.remaining <= 0) this.armed = this.armed.filter((other) => other !== found);
    return found.fault;
  }

  clear(): void {
    this.armed = [];
  }

  list(): readonly (Fault & { readonly remaining: number | "standing" })[] {
    return this.armed.map(({ fault, remaining }) => ({
      ...fault,
      remaining: Number.isFinite(remaining) ? remaining : "standing",
    }));
  }
}

function objectionTo(fault: Fault): string | null {
  const endpoints: readonly Endpoint[] = FAULT_KINDS[fault.kind];
  if (fault.endpoint !== "*" && !endpoints.includes(fault.endpoint)) {
    return `${fault.kind} means nothing on ${fault.endpoint}; it fits ${endpoints.join(", ")}`;
  }
  if (fault.msisdn !== undefined && fault.endpoint !== "send" && fault.endpoint !== "*") {
    return `msisdn narrows a fault on send, not on ${fault.endpoint}`;
  }
  return fault.kind.startsWith("delay") && fault.ms === undefined ? `${fault.kind} needs ms` : null;
}

function fits(fault: Fault, { endpoint, msisdn, orderAgeMs }: Strike): boolean {
  const endpoints: readonly Endpoint[] = FAULT_KINDS[fault.kind];
  if (fault.endpoint !== endpoint && !(fault.endpoint === "*" && endpoints.includes(endpoint))) return false;
  if (fault.msisdn !== undefined && fault.msisdn !== msisdn) return false;
  if (fault.kind !== "not-found-for" || fault.ms === undefined || endpoint === "list") return true;
  return orderAgeMs !== null && orderAgeMs < fault.ms;
}
