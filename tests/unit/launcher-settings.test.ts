import { describe, expect, test } from "vitest";
import { readSettings } from "@/scripts/environment";

const KEY = { ONECLICKDZ_API_KEY: "2c0e6bd0-8a52-4f0a-9b63-0d4b7f4a1c55" };
const SECRETS = { NEXTAUTH_SECRET: "0123456789abcdef", CRON_SECRET: "s" };

describe("the launcher's settings", () => {
  test("nothing set: a demo on this machine, with everything of its own", () => {
    expect(readSettings(false, {})).toMatchObject({
      host: "127.0.0.1",
      port: 3000,
      isPortChosen: false,
      databaseUrl: null,
      apiKey: null,
      upstreamEnvironment: "SANDBOX",
      isDemo: true,
      isSchedulerOn: true,
    });
  });

  test("an empty variable counts as unset", () => {
    expect(readSettings(false, { PORT: "", DATABASE_URL: " ", ONECLICKDZ_API_KEY: "" })).toEqual(
      readSettings(false, {}),
    );
  });

  test("a key means production: no demo staff, and secrets that are not made up", () => {
    expect(() => readSettings(false, KEY)).toThrow(/NEXTAUTH_SECRET: is missing[^]*CRON_SECRET: is missing/);
    expect(readSettings(false, { ...KEY, ...SECRETS })).toMatchObject({
      isDemo: false,
      authSecret: "0123456789abcdef",
    });
  });

  test("a demo with a SANDBOX key needs no secrets", () => {
    expect(readSettings(false, { ...KEY, RASID_DEMO: "on" })).toMatchObject({ isDemo: true, authSecret: null });
  });

  test.each([
    [
      "demo staff with a PRODUCTION key",
      { ...KEY, RASID_DEMO: "on", ONECLICKDZ_ENVIRONMENT: "PRODUCTION" },
      /RASID_DEMO/,
    ],
    [
      "PRODUCTION without a key",
      { ONECLICKDZ_ENVIRONMENT: "PRODUCTION", RASID_DEMO: "off" },
      /needs an ONECLICKDZ_API_KEY/,
    ],
    ["a misspelt switch", { RASID_DEMO: "yes" }, /RASID_DEMO: is "yes"; it may be on or off/],
    ["a misspelt scheduler", { SCHEDULER: "0" }, /SCHEDULER/],
    ["a port that is none", { PORT: "http" }, /PORT: is "http"/],
    ["a port beyond the last", { PORT: "70000" }, /PORT/],
    ["a short secret", { NEXTAUTH_SECRET: "short" }, /NEXTAUTH_SECRET: is shorter/],
    ["a database that is no URL", { DATABASE_URL: "localhost" }, /DATABASE_URL: is not a URL/],
  ])("%s is refused in words", (_, env, words) => {
    expect(() => readSettings(false, env)).toThrow(words);
  });

  test("every complaint is made at once, and no secret is repeated", () => {
    const read = () => readSettings(false, { PORT: "x", SCHEDULER: "x", NEXTAUTH_SECRET: "hunter2" });
    expect(read).toThrow(/NEXTAUTH_SECRET[^]*PORT[^]*SCHEDULER/);
    expect(read).not.toThrow(/hunter2/);
  });
});
