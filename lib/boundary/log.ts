import pino, { type Logger } from "pino";

/** Structured logs on standard output, one line an event. Secrets have no business in fields; these are the last line of defence. */
export function createLog(level: string): Logger {
  return pino({
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    // Pino passes on what is no Error as it is.
    serializers: { error: (error: unknown) => withoutParameters(pino.stdSerializers.errWithCause(error as Error)) },
    redact: {
      paths: [
        "password",
        "*.password",
        "token",
        "*.token",
        "apiKey",
        "*.apiKey",
        "headers",
        "*.headers",
        "cookie",
        "*.cookie",
      ],
      censor: "[removed]",
    },
  });
}

/** Where Drizzle and PostgreSQL tell what a failed statement was given. */
const PARAMETER_FIELDS: ReadonlySet<string> = new Set(["params", "parameters", "args", "detail"]);

/**
 * A serialised error without the values of its statement: they are what people typed, phone numbers and now and then a
 * password in the wrong field. Drizzle writes them into message and stack as well.
 */
export function withoutParameters(value: unknown): unknown {
  if (typeof value === "string") return value.replace(/\nparams: [\s\S]*?(?=\n {4}at |$)/g, "");
  if (typeof value !== "object" || value === null) return value;
  const told = Object.entries(value).filter(([field]) => !PARAMETER_FIELDS.has(field));
  return Object.fromEntries(told.map(([field, inner]) => [field, withoutParameters(inner)]));
}
