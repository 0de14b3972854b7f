import type { FastifyError, FastifyInstance } from "fastify";
import { CONTROL_SCHEMAS } from "./control-schemas";
import { viewDeliveries, viewDump, viewOrder } from "./control-view";
import type { Journal } from "./journal";
import { BOOKS, type BookName } from "./model/accounts";
import { fromDinars, toDinars } from "./model/centimes";
import type { Dialect, Profile } from "./model/dialect";
import type { Fault } from "./model/faults";
import type { Model } from "./model/model";
import type { Order } from "./model/orders";
import { LINES, type Line, type PlanChange } from "./model/plans";
import { changeTiming, type Timing } from "./model/timing";

type StatusBody = {
  status: string;
  refund_message?: string;
  suggested_offers?: { typename: string; plan_code: string; amount: number }[];
};
type PlanBody = {
  isEnabled?: boolean;
  cost?: number;
  name?: string;
  min_amount?: number;
  max_amount?: number;
  amount?: number;
};

const LOOPBACK = /^(127\.\d+\.\d+\.\d+|::1|::ffff:127\.\d+\.\d+\.\d+)$/;

/** Levers for tests and demonstrations under `/__sim`: no key, but only from this machine, and never from a web page. */
export function addControlRoutes(app: FastifyInstance, model: Model, journal: Journal | null): void {
  app.addHook("onRequest", async (request, reply) => {
    const isLocal = LOOPBACK.test(request.ip) && request.headers.origin === undefined;
    if (!isLocal) return reply.code(403).send({ error: "the control plane answers this machine's own programs only" });
    return undefined;
  });
  // What a lever changed must be on the disk before its caller builds on it.
  app.addHook("onSend", async () => journal?.settled());
  app.setErrorHandler<FastifyError>((error, _request, reply) => {
    if (error.statusCode === undefined || error.statusCode >= 500) console.error(error);
    return reply.code(error.statusCode ?? 500).send({ error: wordsFor(error) });
  });
  addViews(app, model);
  addTimeLevers(app, model, journal);
  addOrderLevers(app, model);
  addCatalogueLevers(app, model);
  addManners(app, model);
  addFaultLevers(app, model);
}

function addViews(app: FastifyInstance, model: Model): void {
  app.get("/__sim/dump", async () => viewDump(model));
  app.get("/__sim/deliveries", async () => viewDeliveries(model));
}

function addTimeLevers(app: FastifyInstance, model: Model, journal: Journal | null): void {
  app.post<{ Body: { seed?: number } | null }>(
    "/__sim/reset",
    { schema: { body: CONTROL_SCHEMAS.reset } },
    async (request) => {
      const opening = model.reset(request.body?.seed);
      await journal?.restart(opening);
      return { now: new Date(opening.atMs).toISOString() };
    },
  );
  app.post<{ Body: { ms: number } }>(
    "/__sim/clock/advance",
    { schema: { body: CONTROL_SCHEMAS.advance } },
    async (request) => ({ now: new Date(model.provider.advance(request.body.ms)).toISOString() }),
  );
  app.post<{ Body: Partial<Timing> }>(
    "/__sim/timing",
    { schema: { body: CONTROL_SCHEMAS.timing } },
    async (request, reply) => {
      const timing = changeTiming(model.settings.timing, request.body);
      if (timing === null) {
        return reply.code(400).send({ error: "times must rise: handling, then final, then the end of UNKNOWN_ERROR" });
      }
      model.settings.timing = timing;
      return timing;
    },
  );
}

function addOrderLevers(app: FastifyInstance, model: Model): void {
  app.post<{ Params: { idOrRef: string }; Body: StatusBody }>(
    "/__sim/orders/:idOrRef/status",
    { schema: { body: CONTROL_SCHEMAS.status } },
    async (request, reply) => {
      const order = findOrder(model, request.params.idOrRef);
      if (order === null) return reply.code(404).send({ error: `no order ${request.params.idOrRef}` });
      const { status, refund_message: refundMessage = null, suggested_offers: offers = [] } = request.body;
      const commanded = model.provider.command(order, {
        status,
        refundMessage,
        offers: offers.map(({ typename, plan_code, amount }) => ({
          typename,
          planCode: plan_code,
          amountDinars: amount,
        })),
      });
      if (!commanded.ok) return reply.code(commanded.refusal.status).send({ error: commanded.refusal.message });
      return viewOrder(commanded.value);
    },
  );
  app.post<{ Body: { balance: number; book?: BookName } }>(
    "/__sim/balance",
    { schema: { body: CONTROL_SCHEMAS.balance } },
    async (request) => {
      const { balance, book = "sandbox" } = request.body;
      model.provider.setBalance(book, fromDinars(balance));
      return { book, balance: toDinars(model.provider.book(book).wallet.balanceCentimes) };
    },
  );
}

function addCatalogueLevers(app: FastifyInstance, model: Model): void {
  app.post<{ Body: Partial<Record<Line, "up" | "down">> }>(
    "/__sim/operators",
    { schema: { body: CONTROL_SCHEMAS.operators } },
    async (request) => {
      for (const line of LINES) {
        const state = request.body[line];
        if (state !== undefined) model.settings.setLine(line, state);
      }
      return model.settings.lineStates;
    },
  );
  app.post<{ Params: { code: string }; Body: PlanBody }>(
    "/__sim/plans/:code",
    { schema: { body: CONTROL_SCHEMAS.plan } },
    async (request, reply) => {
      const plan = model.settings.changePlan(request.params.code, planChange(request.body));
      return plan ?? reply.code(404).send({ error: `no plan ${request.params.code}` });
    },
  );
}

function addManners(app: FastifyInstance, model: Model): void {
  app.post<{ Body: Partial<Dialect> }>(
    "/__sim/dialect",
    { schema: { body: CONTROL_SCHEMAS.dialect } },
    async (request) => {
      model.settings.dialect = { ...model.settings.dialect, ...request.body };
      return model.settings.dialect;
    },
  );
  app.post<{ Body: { name: Profile; seed?: number } }>(
    "/__sim/profile",
    { schema: { body: CONTROL_SCHEMAS.profile } },
    async (request) => {
      model.settings.useProfile(request.body.name, request.body.seed ?? 1);
      return { profile: model.settings.profile, dialect: model.settings.dialect };
    },
  );
  app.post<{ Body: { perMinute: number | null } }>(
    "/__sim/rate-limit",
    { schema: { body: CONTROL_SCHEMAS.rateLimit } },
    async (request) => {
      model.settings.perMinuteMax = request.body.perMinute;
      return { perMinute: model.settings.perMinuteMax };
    },
  );
}

function addFaultLevers(app: FastifyInstance, model: Model): void {
  app.post<{ Body: Fault[] }>("/__sim/faults", { schema: { body: CONTROL_SCHEMAS.faults } }, async (request, reply) => {
    const refused = model.faults.arm(request.body);
    return refused === null ? { faults: model.faults.list() } : reply.code(400).send({ error: refused });
  });
  app.delete("/__sim/faults", async () => {
    model.faults.clear();
    return { faults: [] };
  });
}

/** By the service's id, by the caller's reference, or by the stored one. */
function findOrder(model: Model, idOrRef: string): Order | null {
  model.provider.settle();
  const byId = model.provider.findById(idOrRef);
  if (byId !== null) return byId;
  for (const name of BOOKS) {
    const order = model.provider.book(name).findByRef(idOrRef, "both");
    if (order !== null) return order;
  }
  return null;
}

function planChange(body: PlanBody): PlanChange {
  return {
    ...(body.isEnabled === undefined ? {} : { isEnabled: body.isEnabled }),
    // Six decimals: finer than any price list, and plain decimal text where a float might print an exponent.
    // eslint-disable-next-line no-restricted-syntax -- a rate that a test sets, not an amount
    ...(body.cost === undefined ? {} : { cost: body.cost.toFixed(6) }),
    ...(body.name === undefined ? {} : { name: body.name }),
    ...(body.min_amount === undefined ? {} : { minDinars: body.min_amount }),
    ...(body.max_amount === undefined ? {} : { maxDinars: body.max_amount }),
    ...(body.amount === undefined ? {} : { amountDinars: body.amount }),
  };
}

/** A schema's refusal, with the words that would have been understood. */
function wordsFor(error: FastifyError): string {
  const [first] = error.validation ?? [];
  const known = error.validation?.find(({ keyword }) => keyword === "enum")?.params.allowedValues;
  if (first === undefined || !Array.isArray(known)) return error.message;
  const place = `body${first.instancePath}`;
  const name = error.validation?.find(({ keyword }) => keyword === "propertyNames")?.params.propertyName;
  const subject =
    typeof name === "string" ? `${place} does not know the key "${name}"` : `${place} is not a known value`;
  return `${subject}; known: ${known.join(", ")}`;
}
