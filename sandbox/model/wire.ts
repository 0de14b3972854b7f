import type { Refusal } from "./answer";
import type { Fault } from "./faults";

export type Reply = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly payload: string;
};

/** What happens on the connection: a whole answer, half of one and a cut, or a cut. */
export type Wire =
  | { readonly kind: "reply"; readonly reply: Reply }
  | { readonly kind: "cut"; readonly reply: Reply }
  | { readonly kind: "drop" };

/** A request under way. The waits are real time on a server, virtual time in a simulation: whoever carries it waits. */
export type Exchange = {
  readonly waitBeforeMs: number;
  readonly run: () => { readonly waitAfterMs: number; readonly wire: Wire };
};

export type FaultReplies = {
  readonly internalError: Reply;
  readonly refused: (refusal: Refusal) => Reply;
  readonly notFound: Reply;
};

const DROP: Wire = { kind: "drop" };

/** The service's own advice when its key store is slow. */
const AUTH_RETRY_SECONDS = 5;

/** What a fault says instead of doing the work; null for a fault that lets the work be done. */
export function strikesBefore(fault: Fault, replies: FaultReplies): Wire | null {
  switch (fault.kind) {
    case "drop-before-accept":
      return DROP;
    case "rate-limit":
      return refusal(fault, replies, { status: 429, code: "RATE_LIMIT_EXCEEDED", message: "Too many requests" });
    case "unavailable":
      return refusal(fault, replies, {
        status: 503,
        code: "SERVICE_UNAVAILABLE",
        message: "Service temporarily unavailable",
      });
    case "auth-unavailable":
      return refusal({ retryAfter: AUTH_RETRY_SECONDS, ...fault }, replies, {
        status: 503,
        code: "AUTH_UNAVAILABLE",
        message: "Authentication service is temporarily unavailable",
      });
    case "error-before-accept":
      return whole({ ...replies.internalError, status: fault.status ?? 500 });
    case "html":
      return whole(htmlReply(fault.status ?? 502));
    case "router-not-found":
      return whole(replies.notFound);
    default:
      return null;
  }
}

/** What a fault makes of the answer once the work is done. */
export function distort(fault: Fault, reply: Reply, replies: FaultReplies): ReturnType<Exchange["run"]> {
  return { waitAfterMs: fault.kind === "delay" ? (fault.ms ?? 0) : 0, wire: distortWire(fault, reply, replies) };
}

function distortWire(fault: Fault, reply: Reply, replies: FaultReplies): Wire {
  switch (fault.kind) {
    case "accept-then-drop":
      return DROP;
    case "accept-then-cut":
      return { kind: "cut", reply };
    case "accept-then-500":
      return whole(replies.internalError);
    case "accept-then-502":
      return whole(htmlReply(502));
    case "accept-then-504":
      return whole(htmlReply(504));
    case "accept-then-html":
      return whole(htmlReply(fault.status ?? 200));
    case "truncated-json":
      return whole({ ...reply, payload: reply.payload.slice(0, Math.floor(reply.payload.length / 2)) });
    case "empty-body":
      return whole({ ...reply, payload: "" });
    default:
      return whole(reply);
  }
}

function refusal(fault: Pick<Fault, "retryAfter">, replies: FaultReplies, words: Refusal): Wire {
  const headers = fault.retryAfter === undefined ? {} : { "retry-after": String(fault.retryAfter) };
  return whole(replies.refused({ ...words, headers }));
}

function whole(reply: Reply): Wire {
  return { kind: "reply", reply };
}

function htmlReply(status: number): Reply {
  const payload = `<!DOCTYPE html><html><head><title>${status}</title></head><body><h1>Error ${status}</h1><p>cloudflare</p></body></html>`;
  return { status, headers: { "content-type": "text/html; charset=UTF-8" }, payload };
}
