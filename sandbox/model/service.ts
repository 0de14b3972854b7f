import { USERNAMES, type KeyRecord } from "./accounts";
import type { Refusal } from "./answer";
import type { PageRequest } from "./book";
import { toDinars } from "./centimes";
import { routerNotFound, wrapRefusal, wrapSuccess, type Json } from "./envelope";
import type { Fault, Faults } from "./faults";
import type { SendInput } from "./judge";
import { prefixedRef, type Order } from "./orders";
import { presentKey, presentLine, presentOrder, presentPage, presentPlans } from "./present";
import type { Provider } from "./provider";
import type { LogEntry } from "./request-log";
import type { Settings } from "./settings";
import { distort, strikesBefore, type Exchange, type Reply } from "./wire";

/** A request that passed the gate and its schema. */
export type Call =
  | { readonly endpoint: "ping" }
  | { readonly endpoint: "validate" | "balance" | "plans"; readonly caller: KeyRecord }
  | { readonly endpoint: "transactions" | "list"; readonly caller: KeyRecord; readonly page: PageRequest }
  | { readonly endpoint: "send"; readonly caller: KeyRecord; readonly input: SendInput }
  | { readonly endpoint: "check-id"; readonly caller: KeyRecord; readonly id: string }
  | { readonly endpoint: "check-ref"; readonly caller: KeyRecord; readonly ref: string };

type Outcome = { readonly ok: true; readonly data: Json } | { readonly ok: false; readonly refusal: Refusal };

const INTERNAL_ERROR: Refusal = {
  status: 500,
  code: "INTERNAL_ERROR",
  message: "Developer was notified and will check shortly",
};

/** The endpoints: what each answers, and what an armed fault makes of it. Knows no HTTP server. */
export class Service {
  constructor(
    private readonly provider: Provider,
    private readonly settings: Settings,
    private readonly faults: Faults,
  ) {}

  /** How this request will go. Nothing is done until `run` is called, after `waitBeforeMs`. */
  open(call: Call, entry: LogEntry): Exchange {
    this.note(call, entry);
    const fault = this.faults.take({
      endpoint: call.endpoint,
      msisdn: call.endpoint === "send" ? call.input.msisdn : null,
      orderAgeMs: this.ageOfAsked(call),
    });
    entry.fault = fault?.kind ?? null;
    return {
      waitBeforeMs: fault?.kind === "delay-before-accept" ? (fault.ms ?? 0) : 0,
      run: () => {
        if (fault === null) return { waitAfterMs: 0, wire: { kind: "reply", reply: this.work(call, entry, null) } };
        const circumstances = {
          internalError: this.refused(INTERNAL_ERROR, entry),
          refused: (refusal: Refusal) => this.refused(refusal, entry),
          notFound: jsonReply(404, routerNotFound(entry.method, entry.path)),
        };
        const early = strikesBefore(fault, circumstances);
        if (early !== null) return { waitAfterMs: 0, wire: early };
        return distort(fault, this.work(call, entry, fault), circumstances);
      },
    };
  }

  refused(refusal: Refusal, entry: LogEntry): Reply {
    const reply = jsonReply(refusal.status, wrapRefusal(refusal, entry.requestId, this.settings.dialect));
    return { ...reply, headers: { ...reply.headers, ...refusal.headers } };
  }

  private work(call: Call, entry: LogEntry, fault: Fault | null): Reply {
    const nowMs = this.provider.settle();
    const outcome = this.answer(call, nowMs, fault);
    if (!outcome.ok) return this.refused(outcome.refusal, entry);
    if (call.endpoint === "send") entry.topupId = idIn(outcome.data);
    const data = fault?.kind === "success-without-id" ? withoutId(outcome.data) : outcome.data;
    const { dialect } = this.settings;
    return jsonReply(200, wrapSuccess(call.endpoint, data, { requestId: entry.requestId, nowMs, dialect }));
  }

  private answer(call: Call, nowMs: number, fault: Fault | null): Outcome {
    const { dialect } = this.settings;
    switch (call.endpoint) {
      case "ping":
        return success({ api: "ok", operators: this.settings.lineStates });
      case "validate":
        return success(presentKey(call.caller, USERNAMES[call.caller.book], dialect));
      case "balance": {
        const balance = toDinars(this.provider.book(call.caller.book).wallet.balanceCentimes);
        return success({ balance, ...(dialect.balanceCurrency ? { currency: "DZD" } : {}) });
      }
      case "plans":
        return success(presentPlans(this.settings.listPlans(), dialect));
      case "transactions":
        return success(presentPage(this.provider.book(call.caller.book).listLines(call.page), presentLine));
      case "send":
        return this.send(call.caller, call.input);
      case "check-id":
      case "check-ref":
        return this.check(call, nowMs, fault);
      case "list":
        return this.list(call.caller, call.page, nowMs, fault);
    }
  }

  private send(caller: KeyRecord, input: SendInput): Outcome {
    const sent = this.provider.send(caller.book, input, caller.type === "SANDBOX");
    if (!sent.ok) return { ok: false, refusal: sent.refusal };
    const { id, ref } = sent.value;
    const { topupRef, sendNewBalance } = this.settings.dialect;
    const { balanceCentimes } = this.provider.book(caller.book).wallet;
    return success({
      topupId: id,
      topupRef: topupRef === "bare" ? ref : prefixedRef(USERNAMES[caller.book], ref),
      ...(sendNewBalance ? { newBalance: toDinars(balanceCentimes) } : {}),
    });
  }

  private check(
    call: Extract<Call, { endpoint: "check-id" | "check-ref" }>,
    nowMs: number,
    fault: Fault | null,
  ): Outcome {
    const order = this.findAsked(call);
    if (order === null || isHidden(order, nowMs, fault)) {
      const what = call.endpoint === "check-id" ? `ID '${call.id}'` : `reference '${call.ref}'`;
      return { ok: false, refusal: { status: 404, code: "NOT_FOUND", message: `Top-up with ${what} not found` } };
    }
    return success(this.present(order, call.caller, fault, false));
  }

  private list(caller: KeyRecord, page: PageRequest, nowMs: number, fault: Fault | null): Outcome {
    const listed = this.provider.book(caller.book).listOrders(page);
    const rows = listed.rows.filter((order) => !isHidden(order, nowMs, fault));
    return success(presentPage({ ...listed, rows }, (order) => this.present(order, caller, fault, true)));
  }

  private present(order: Order, caller: KeyRecord, fault: Fault | null, isListed: boolean): Json {
    const { dialect } = this.settings;
    return presentOrder(order, {
      username: USERNAMES[caller.book],
      dialect,
      isListed,
      statusOverride: overrideOf(fault),
    });
  }

  /** Another book's order is not found: no caller learns that it exists. */
  private findAsked(call: Call): Order | null {
    if (call.endpoint === "check-ref") {
      return this.provider.book(call.caller.book).findByRef(call.ref, this.settings.dialect.checkRefAccepts);
    }
    if (call.endpoint !== "check-id") return null;
    const order = this.provider.findById(call.id);
    return order?.book === call.caller.book ? order : null;
  }

  private ageOfAsked(call: Call): number | null {
    const order = this.findAsked(call);
    return order === null ? null : this.provider.settle() - order.createdAtMs;
  }

  private note(call: Call, entry: LogEntry): void {
    if (call.endpoint === "send") entry.ref = call.input.ref ?? null;
    if (call.endpoint === "check-ref") entry.ref = call.ref;
    if (call.endpoint === "check-id") entry.topupId = call.id;
  }
}

export function jsonReply(status: number, body: Json): Reply {
  const headers = { "content-type": "application/json; charset=utf-8" };
  return { status, headers, payload: JSON.stringify(body) };
}

function success(data: Json): Outcome {
  return { ok: true, data };
}

function isHidden(order: Order, nowMs: number, fault: Fault | null): boolean {
  return fault?.kind === "not-found-for" && nowMs - order.createdAtMs < (fault.ms ?? Infinity);
}

function overrideOf(fault: Fault | null): string | null {
  if (fault?.kind === "unknown-status") return fault.word ?? "ON_HOLD";
  return fault?.kind === "status-flap" ? "PENDING" : null;
}

function idIn(data: Json): string | null {
  return typeof data.topupId === "string" ? data.topupId : null;
}

function withoutId(data: Json): Json {
  return Object.fromEntries(Object.entries(data).filter(([key]) => key !== "topupId"));
}
