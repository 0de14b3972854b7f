import { z } from "zod";

const blankIsMissing = (value: unknown) => (typeof value === "string" && value.trim() === "" ? undefined : value);
const text = z.preprocess(blankIsMissing, z.string().trim().optional());
const onOff = (fallback: "on" | "off") => z.preprocess(blankIsMissing, z.enum(["on", "off"]).default(fallback));
const url = z.preprocess(blankIsMissing, z.url().optional());

/** Fewer requests a minute than this cannot hold the burst that one look-up may need. */
const RATE_PER_MINUTE_MIN = 10;

/** Requests a minute that one key may make; the provider's own limits where ours are not set (60 for a sandbox key, 120 in production). */
const RATE_PER_MINUTE_DEFAULT = { SANDBOX: 60, PRODUCTION: 120 } as const;

const envSchema = z
  .object({
    DATABASE_URL: z.preprocess(blankIsMissing, z.url({ protocol: /^postgres(ql)?$/ })),
    DATABASE_POOL_MAX: z.preprocess(blankIsMissing, z.coerce.number().int().min(2).max(50).default(10)),
    ONECLICKDZ_API_URL: url.default("https://api.oneclickdz.com"),
    ONECLICKDZ_API_KEY: text,
    ONECLICKDZ_ENVIRONMENT: z.preprocess(blankIsMissing, z.enum(["SANDBOX", "PRODUCTION"]).default("SANDBOX")),
    ONECLICKDZ_RATE_PER_MINUTE: z.preprocess(
      blankIsMissing,
      z.coerce.number().int().min(RATE_PER_MINUTE_MIN).max(100_000).optional(),
    ),
    RASID_DEMO: onOff("off"),
    CRON_SECRET: text,
    NEXTAUTH_SECRET: text,
    NEXTAUTH_URL: url,
    LOG_LEVEL: z.preprocess(blankIsMissing, z.enum(["debug", "info", "warn", "error", "silent"]).default("info")),
  })
  .superRefine((env, context) => {
    if (env.RASID_DEMO === "on" && env.ONECLICKDZ_ENVIRONMENT === "PRODUCTION") {
      context.addIssue({ code: "custom", path: ["RASID_DEMO"], message: "demo staff may never meet a PRODUCTION key" });
    }
    if (!env.NEXTAUTH_SECRET || env.NEXTAUTH_SECRET.length < 16) {
      context.addIssue({ code: "custom", path: ["NEXTAUTH_SECRET"], message: "must be set, 16 characters or more" });
    }
  })
  .transform((env) => ({
    databaseUrl: env.DATABASE_URL,
    databasePoolMax: env.DATABASE_POOL_MAX,
    apiUrl: env.ONECLICKDZ_API_URL.replace(/\/+$/, ""),
    /** Null until the operator has configured one: nothing is sent then. */
    apiKey: env.ONECLICKDZ_API_KEY ?? null,
    environment: env.ONECLICKDZ_ENVIRONMENT,
    ratePerMinute: env.ONECLICKDZ_RATE_PER_MINUTE ?? RATE_PER_MINUTE_DEFAULT[env.ONECLICKDZ_ENVIRONMENT],
    isDemo: env.RASID_DEMO === "on",
    /** Null closes the cron route with 503: a boundary never opens for want of configuration. */
    cronSecret: env.CRON_SECRET ?? null,
    authSecret: env.NEXTAUTH_SECRET ?? "",
    authUrl: env.NEXTAUTH_URL ?? null,
    logLevel: env.LOG_LEVEL,
  }));

export type Env = z.output<typeof envSchema>;

/** Parses the environment; throws one error that names every variable at fault, and never a value. */
export function parseEnv(source: Record<string, string | undefined>): Env {
  const parsed = envSchema.safeParse(source);
  if (parsed.success) return parsed.data;
  const lines = parsed.error.issues.map((issue) => `  ${issue.path.join(".")}: ${issue.message}`);
  throw new Error(`The configuration is not usable:\n${lines.join("\n")}\nSee .env.example.`);
}

let cached: Env | undefined;

/** The process's environment, parsed at the first call, so that a build needs none of it. */
export function getEnv(): Env {
  cached ??= parseEnv(process.env);
  return cached;
}
