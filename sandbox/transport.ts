import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { Journal } from "./journal";
import type { Refusal } from "./model/answer";
import type { Model } from "./model/model";
import type { LogEntry } from "./model/request-log";
import type { Call } from "./model/service";
import type { Reply } from "./model/wire";

/** Takes a call that passed gate and schema to the model, and its answer to the socket. */
export type Carry = (call: Call, request: FastifyRequest, reply: FastifyReply) => Promise<FastifyReply>;

declare module "fastify" {
  interface FastifyRequest {
    /** The request's line in the log; null for the control plane, which is not part of the service. */
    entry: LogEntry | null;
  }
}

/** What every request meets: its id, its line in the log, the service's words for its errors. */
export function addTransport(app: FastifyInstance, model: Model): void {
  app.decorateRequest("entry", null);
  app.addHook("onRequest", async (request, reply) => {
    if (request.url.startsWith("/__sim")) return;
    request.entry = model.arrive(request.method, request.url.replace(/\?.*$/, ""));
    reply.headers({ "x-request-id": request.entry.requestId, "access-control-allow-origin": "*" });
  });
  app.addHook("onResponse", async (request, reply) => {
    if (request.entry !== null && !reply.raw.destroyed) request.entry.status = reply.statusCode;
  });
  app.setErrorHandler<FastifyError>((error, request, reply) => {
    const refusal = refusalOf(error, request);
    if (refusal === null) throw error;
    if (refusal.status === 500) console.error(error);
    const { status, headers, payload } = model.refused(refusal, entryOf(request));
    return reply.code(status).headers(headers).send(payload);
  });
}

export function entryOf(request: FastifyRequest): LogEntry {
  if (request.entry === null) throw new Error("a request without its line in the log");
  return request.entry;
}

export type Means = {
  readonly model: Model;
  readonly journal: Journal | null;
  readonly wait: (ms: number) => Promise<void>;
};

export function carryWith({ model, journal, wait }: Means): Carry {
  return async (call, request, reply) => {
    const exchange = model.open(call, entryOf(request));
    if (exchange.waitBeforeMs > 0) await wait(exchange.waitBeforeMs);
    const { waitAfterMs, wire } = exchange.run();
    await journal?.settled();
    if (waitAfterMs > 0) await wait(waitAfterMs);
    switch (wire.kind) {
      case "reply":
        return reply.code(wire.reply.status).headers(wire.reply.headers).send(wire.reply.payload);
      case "cut":
        return cut(wire.reply, reply);
      case "drop":
        reply.hijack();
        reply.raw.destroy();
        return reply;
    }
  };
}

/** Announces the whole answer, sends half of it and hangs up. */
function cut({ status, headers, payload }: Reply, reply: FastifyReply): FastifyReply {
  reply.hijack();
  const whole = Buffer.from(payload);
  reply.raw.writeHead(status, { ...headers, "content-length": String(whole.length) });
  reply.raw.write(whole.subarray(0, Math.floor(whole.length / 2)), () => reply.raw.destroy());
  return reply;
}

/**
 * What the service makes of an error that Fastify raises: a failed schema and an unreadable body are its ERR_VALIDATION,
 * a bug of ours its INTERNAL_ERROR. Null leaves the rest (too large, wrong media type) to Fastify's own words.
 */
function refusalOf(error: FastifyError, request: FastifyRequest): Refusal | null {
  const [first] = error.validation ?? [];
  if (first !== undefined) {
    const missing = first.params.missingProperty;
    const field = typeof missing === "string" ? missing : first.instancePath.slice(1);
    const sent: unknown = error.validationContext === "body" ? request.body : request.query;
    const value: unknown = typeof sent === "object" && sent !== null ? Reflect.get(sent, field) : undefined;
    const details = field === "" ? {} : { details: { field, ...(value === undefined ? {} : { value }) } };
    return { status: 400, code: "ERR_VALIDATION", message: error.message, ...details };
  }
  if (error.statusCode === 400) return { status: 400, code: "ERR_VALIDATION", message: error.message };
  if (error.statusCode !== undefined && error.statusCode < 500) return null;
  return { status: 500, code: "INTERNAL_ERROR", message: "Developer was notified and will check shortly" };
}
