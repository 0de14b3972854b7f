import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { KeyRecord } from "./model/accounts";
import type { PageRequest } from "./model/book";
import type { Model } from "./model/model";
import { entryOf, type Carry } from "./transport";

const SEND_BODY = {
  type: "object",
  required: ["plan_code", "MSSIDN"],
  additionalProperties: false,
  properties: {
    plan_code: { type: "string" },
    MSSIDN: { type: "string", pattern: "^0[567][0-9]{8}$" },
    amount: { type: "integer" },
    // No limit is documented for top-ups; the sister product on the same host takes 100.
    ref: { type: "string", maxLength: 100 },
  },
} as const;

const PAGE_QUERY = {
  type: "object",
  properties: {
    page: { type: "integer", minimum: 1, default: 1 },
    pageSize: { type: "integer", minimum: 1, maximum: 100, default: 20 },
    from: { type: "string", format: "date-time" },
    to: { type: "string", format: "date-time" },
  },
  dependencies: { from: ["to"], to: ["from"] },
} as const;

type SendBody = { plan_code: string; MSSIDN: string; amount?: number; ref?: string };
type PageQuery = { page: number; pageSize: number; from?: string; to?: string };

declare module "fastify" {
  interface FastifyRequest {
    /** Who called; null on the one route that needs no key. */
    caller: KeyRecord | null;
  }
}

export function addEndpointRoutes(app: FastifyInstance, model: Model, carry: Carry): void {
  app.decorateRequest("caller", null);
  const onRequest = admitting(model, false);

  app.get("/v3/ping", (request, reply) => carry({ endpoint: "ping" }, request, reply));
  app.get("/v3/validate", { onRequest }, (request, reply) =>
    carry({ endpoint: "validate", caller: callerOf(request) }, request, reply),
  );
  app.get("/v3/account/balance", { onRequest }, (request, reply) =>
    carry({ endpoint: "balance", caller: callerOf(request) }, request, reply),
  );
  app.get("/v3/mobile/plans", { onRequest }, (request, reply) =>
    carry({ endpoint: "plans", caller: callerOf(request) }, request, reply),
  );
  app.get<{ Querystring: PageQuery }>(
    "/v3/account/transactions",
    { onRequest, schema: { querystring: PAGE_QUERY } },
    (request, reply) =>
      carry({ endpoint: "transactions", caller: callerOf(request), page: pageOf(request.query) }, request, reply),
  );
  app.get<{ Querystring: PageQuery }>(
    "/v3/mobile/list",
    { onRequest, schema: { querystring: PAGE_QUERY } },
    (request, reply) =>
      carry({ endpoint: "list", caller: callerOf(request), page: pageOf(request.query) }, request, reply),
  );
  app.get<{ Params: { id: string } }>("/v3/mobile/check-id/:id", { onRequest }, (request, reply) =>
    carry({ endpoint: "check-id", caller: callerOf(request), id: request.params.id }, request, reply),
  );
  app.get<{ Params: { ref: string } }>("/v3/mobile/check-ref/:ref", { onRequest }, (request, reply) =>
    carry({ endpoint: "check-ref", caller: callerOf(request), ref: request.params.ref }, request, reply),
  );
  app.post<{ Body: SendBody }>(
    "/v3/mobile/send",
    { onRequest: admitting(model, true), schema: { body: SEND_BODY } },
    (request, reply) => {
      const { plan_code: planCode, MSSIDN: msisdn, amount, ref } = request.body;
      const input = { planCode, msisdn, amountDinars: amount, ref: ref === "" ? undefined : ref };
      return carry({ endpoint: "send", caller: callerOf(request), input }, request, reply);
    },
  );
}

/** The gate, ahead of the body and its schema: a stranger learns nothing about either. */
function admitting(model: Model, isWrite: boolean) {
  return async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply | undefined> => {
    const header = request.headers["x-access-token"];
    const key = Array.isArray(header) ? header[0] : header;
    const admitted = model.admit({ key, address: request.ip, isWrite });
    if (admitted.ok) {
      request.caller = admitted.value;
      return undefined;
    }
    const { status, headers, payload } = model.refused(admitted.refusal, entryOf(request));
    return reply.code(status).headers(headers).send(payload);
  };
}

function callerOf(request: FastifyRequest): KeyRecord {
  if (request.caller === null) throw new Error("a route that needs a key was reached without one");
  return request.caller;
}

function pageOf({ page, pageSize, from, to }: PageQuery): PageRequest {
  return {
    page,
    pageSize,
    ...(from === undefined ? {} : { fromMs: Date.parse(from) }),
    ...(to === undefined ? {} : { toMs: Date.parse(to) }),
  };
}
