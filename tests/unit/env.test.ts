import { describe, expect, test } from "vitest";
import { parseEnv } from "@/lib/env/env";

const least = { DATABASE_URL: "postgres://u:p@127.0.0.1:5432/rasid", NEXTAUTH_SECRET: "0123456789abcdef" };

/** The names that the refusal names. */
function faults(source: Record<string, string | undefined>): string[] {
  try {
    parseEnv(source);
  } catch (error) {
    const text = error instanceof Error ? error.message : "";
    return [...text.matchAll(/^ {2}([A-Z_]+):/gm)].map((match) => match[1] ?? "");
  }
  return [];
}

describe("what is left unset", () => {
  test("sends nothing, opens nothing, and paces itself as a sandbox key is paced", () => {
    expect(parseEnv(least)).toEqual({
      databaseUrl: least.DATABASE_URL,
      databasePoolMax: 10,
      apiUrl: "https://api.oneclickdz.com",
      apiKey: null,
      environment: "SANDBOX",
      ratePerMinute: 60,
      isDemo: false,
      cronSecret: null,
      authSecret: least.NEXTAUTH_SECRET,
      authUrl: null,
      logLevel: "info",
    });
  });

  test("is the same as left blank", () => {
    const blank = {
      ONECLICKDZ_API_KEY: "",
      CRON_SECRET: "  ",
      RASID_DEMO: "",
      ONECLICKDZ_API_URL: " ",
      DATABASE_POOL_MAX: "",
    };
    expect(parseEnv({ ...least, ...blank })).toEqual(parseEnv(least));
  });
});

test("a production key is paced as one", () => {
  expect(parseEnv({ ...least, ONECLICKDZ_ENVIRONMENT: "PRODUCTION" })).toMatchObject({
    environment: "PRODUCTION",
    ratePerMinute: 120,
  });
});

test("the provider's address loses its trailing slashes, and secrets their spaces", () => {
  const parsed = parseEnv({ ...least, ONECLICKDZ_API_URL: "http://127.0.0.1:4010//", ONECLICKDZ_API_KEY: " key " });
  expect(parsed).toMatchObject({ apiUrl: "http://127.0.0.1:4010", apiKey: "key" });
});

test.each<[string, Record<string, string | undefined>]>([
  ["DATABASE_URL", { DATABASE_URL: undefined }],
  ["DATABASE_URL", { DATABASE_URL: "mysql://h/db" }],
  ["DATABASE_POOL_MAX", { DATABASE_POOL_MAX: "1" }],
  ["DATABASE_POOL_MAX", { DATABASE_POOL_MAX: "many" }],
  ["ONECLICKDZ_API_URL", { ONECLICKDZ_API_URL: "api.oneclickdz.com" }],
  ["ONECLICKDZ_ENVIRONMENT", { ONECLICKDZ_ENVIRONMENT: "production" }],
  ["ONECLICKDZ_RATE_PER_MINUTE", { ONECLICKDZ_RATE_PER_MINUTE: "9" }],
  ["ONECLICKDZ_RATE_PER_MINUTE", { ONECLICKDZ_RATE_PER_MINUTE: "60.5" }],
  ["RASID_DEMO", { RASID_DEMO: "yes" }],
  ["RASID_DEMO", { RASID_DEMO: "on", ONECLICKDZ_ENVIRONMENT: "PRODUCTION" }],
  ["NEXTAUTH_SECRET", { NEXTAUTH_SECRET: undefined }],
  ["NEXTAUTH_SECRET", { NEXTAUTH_SECRET: "too short" }],
  ["LOG_LEVEL", { LOG_LEVEL: "loud" }],
])("%s is refused by name: %j", (name, change) => {
  expect(faults({ ...least, ...change })).toContain(name);
});

test("a refusal names every variable at fault, and no value", () => {
  const secrets = { DATABASE_URL: "hunter2-is-no-url", NEXTAUTH_SECRET: "hunter2", ONECLICKDZ_API_URL: "hunter2" };
  expect(faults(secrets)).toEqual(expect.arrayContaining(["DATABASE_URL", "ONECLICKDZ_API_URL"]));
  expect(() => parseEnv(secrets)).toThrow(expect.objectContaining({ message: expect.not.stringContaining("hunter2") }));
});
