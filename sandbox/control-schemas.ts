import { BOOKS } from "./model/accounts";
import { DIALECT_ROWS, PROFILES } from "./model/dialect";
import { ENDPOINTS, FAULT_KINDS } from "./model/faults";
import { LINES } from "./model/plans";
import { UNKNOWN_OUTCOMES } from "./model/timing";

type Schema = Readonly<Record<string, unknown>>;

const DINARS_MAX = 1e9;
const YEAR_MS = 366 * 24 * 60 * 60 * 1000;
const WAIT_MAX_MS = 10 * 60 * 1000;

const text: Schema = { type: "string", maxLength: 500 };
const dinars: Schema = { type: "integer", minimum: 0, maximum: DINARS_MAX };
const milliseconds: Schema = { type: "integer", minimum: 0, maximum: YEAR_MS };
const seed: Schema = { type: "integer", minimum: 0, maximum: 2 ** 32 - 1 };

/**
 * An object of these keys and no others. Fastify's Ajv silently strips what `additionalProperties` forbids, so the names
 * are checked instead: a misspelt lever must not look as if it had been pulled.
 */
function strict(properties: Readonly<Record<string, Schema>>, required: readonly string[] = []): Schema {
  return { type: "object", required, properties, propertyNames: { enum: Object.keys(properties) } };
}

function eachOf(names: readonly string[], schema: Schema): Readonly<Record<string, Schema>> {
  return Object.fromEntries(names.map((name) => [name, schema]));
}

export const CONTROL_SCHEMAS = {
  reset: { ...strict({ seed }), nullable: true },
  advance: strict({ ms: milliseconds }, ["ms"]),
  status: strict(
    {
      status: { type: "string", pattern: "^[A-Z][A-Z_]{0,39}$" },
      refund_message: text,
      suggested_offers: {
        type: "array",
        maxItems: 100,
        items: strict({ typename: text, plan_code: text, amount: dinars }, ["typename", "plan_code", "amount"]),
      },
    },
    ["status"],
  ),
  operators: strict(eachOf(LINES, { enum: ["up", "down"] })),
  plan: strict({
    isEnabled: { type: "boolean" },
    cost: { type: "number", minimum: 0, maximum: 2 },
    name: text,
    min_amount: dinars,
    max_amount: dinars,
    amount: dinars,
  }),
  balance: strict({ balance: { type: "number", minimum: 0, maximum: DINARS_MAX }, book: { enum: BOOKS } }, ["balance"]),
  timing: strict({
    handlingMs: milliseconds,
    finalMs: milliseconds,
    scriptedFinalMs: milliseconds,
    unknownResolvesMs: milliseconds,
    unknownOutcome: { enum: UNKNOWN_OUTCOMES },
  }),
  dialect: strict(Object.fromEntries(Object.entries(DIALECT_ROWS).map(([row, choices]) => [row, { enum: choices }]))),
  profile: strict({ name: { enum: PROFILES }, seed }, ["name"]),
  rateLimit: strict({ perMinute: { type: "integer", nullable: true, minimum: 0, maximum: 1e6 } }, ["perMinute"]),
  faults: {
    type: "array",
    minItems: 1,
    maxItems: 100,
    items: strict(
      {
        endpoint: { enum: [...ENDPOINTS, "*"] },
        kind: { enum: Object.keys(FAULT_KINDS) },
        count: { type: "integer", minimum: 1, maximum: 1e6 },
        ms: { type: "integer", minimum: 0, maximum: WAIT_MAX_MS },
        status: { type: "integer", minimum: 200, maximum: 599 },
        retryAfter: { type: "integer", minimum: 0, maximum: 86400 },
        msisdn: { type: "string", pattern: "^0[567][0-9]{8}$" },
        word: { type: "string", pattern: "^[A-Z][A-Z_]{0,39}$" },
      },
      ["endpoint", "kind"],
    ),
  },
} as const;
