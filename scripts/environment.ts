/** What the launcher is asked to do: the environment and the .env files, read once and complained about all at once. */
import { createRequire } from "node:module";
import { isAbsolute, join } from "node:path";
import { fileURLToPath } from "node:url";
import { Advice } from "./terminal.mjs";

export const projectDir = fileURLToPath(new URL("..", import.meta.url)).replace(/[\\/]$/, "");

// A CommonJS bundle whose exports Node cannot name, so that an import statement would find none of them.
const { loadEnvConfig } = createRequire(import.meta.url)("@next/env") as typeof import("@next/env");

export type Settings = {
  readonly isDev: boolean;
  readonly host: string;
  readonly port: number;
  /** False when 3000 is only the default: another port may then be taken instead of a busy one. */
  readonly isPortChosen: boolean;
  readonly dataDir: string;
  readonly databaseUrl: string | null;
  readonly apiUrl: string | null;
  /** Null: the local OneClickDz is started and used. */
  readonly apiKey: string | null;
  readonly upstreamEnvironment: "SANDBOX" | "PRODUCTION";
  readonly isDemo: boolean;
  readonly isSchedulerOn: boolean;
  readonly authUrl: string | null;
  readonly authSecret: string | null;
  readonly cronSecret: string | null;
};

const PORT_DEFAULT = 3000;
/** The app refuses a shorter one. */
const AUTH_SECRET_LENGTH_MIN = 16;

/** Reads .env, .env.local and the like exactly as Next does; variables that are set already win. */
export function loadEnvFiles(isDev: boolean): void {
  loadEnvConfig(projectDir, isDev, { info: () => {}, error: console.error });
}

type Source = Readonly<Record<string, string | undefined>>;

/** Where the database is, for the commands that need nothing else. */
export function readDatabaseSettings(source: Source = process.env): {
  readonly databaseUrl: string | null;
  readonly dataDir: string;
} {
  const dataDir = read(source, "RASID_DATA_DIR") ?? ".data";
  return {
    databaseUrl: read(source, "DATABASE_URL"),
    dataDir: isAbsolute(dataDir) ? dataDir : join(projectDir, dataDir),
  };
}

/** Throws one piece of advice that names every variable at fault, and never a secret value. */
export function readSettings(isDev: boolean, source: Source = process.env): Settings {
  const complaints: string[] = [];
  const complain = (name: string, text: string) => complaints.push(`  ${name}: ${text}`);
  const choose = <T extends string>(name: string, options: readonly T[], fallback: T): T => {
    const value = read(source, name);
    if (value === null) return fallback;
    const option = options.find((candidate) => candidate === value);
    if (option === undefined) complain(name, `is "${value}"; it may be ${options.join(" or ")}`);
    return option ?? fallback;
  };

  const apiKey = read(source, "ONECLICKDZ_API_KEY");
  const upstreamEnvironment = choose("ONECLICKDZ_ENVIRONMENT", ["SANDBOX", "PRODUCTION"], "SANDBOX");
  const isDemo = choose("RASID_DEMO", ["on", "off"], apiKey === null ? "on" : "off") === "on";
  if (isDemo && upstreamEnvironment === "PRODUCTION") {
    complain(
      "RASID_DEMO",
      "demo staff, whose password everybody knows, may never meet a PRODUCTION key; set it to off",
    );
  }
  if (apiKey === null && upstreamEnvironment === "PRODUCTION") {
    complain("ONECLICKDZ_ENVIRONMENT", "PRODUCTION needs an ONECLICKDZ_API_KEY");
  }
  const authSecret = read(source, "NEXTAUTH_SECRET");
  const cronSecret = read(source, "CRON_SECRET");
  if (apiKey !== null && !isDemo) {
    const howToMake = "is missing; in production it is not made up for you. One way to make it: openssl rand -hex 32";
    if (authSecret === null) complain("NEXTAUTH_SECRET", howToMake);
    if (cronSecret === null) complain("CRON_SECRET", howToMake);
  }
  if (authSecret !== null && authSecret.length < AUTH_SECRET_LENGTH_MIN) {
    complain("NEXTAUTH_SECRET", `is shorter than ${AUTH_SECRET_LENGTH_MIN} characters`);
  }
  for (const name of ["NEXTAUTH_URL", "ONECLICKDZ_API_URL", "DATABASE_URL"]) {
    const value = read(source, name);
    if (value !== null && !URL.canParse(value)) complain(name, "is not a URL");
  }
  const portText = read(source, "PORT");
  const port = portText === null ? PORT_DEFAULT : Number(portText);
  if (!Number.isInteger(port) || port < 0 || port > 65535)
    complain("PORT", `is "${portText}"; it is a number up to 65535`);
  const isSchedulerOn = choose("SCHEDULER", ["on", "off"], "on") === "on";

  if (complaints.length > 0) {
    throw new Advice(
      `The configuration cannot be used:\n${complaints.join("\n")}\nEvery variable is explained in .env.example.`,
    );
  }
  return {
    ...readDatabaseSettings(source),
    isDev,
    host: read(source, "HOST") ?? "127.0.0.1",
    port,
    isPortChosen: portText !== null,
    apiUrl: read(source, "ONECLICKDZ_API_URL"),
    apiKey,
    upstreamEnvironment,
    isDemo,
    isSchedulerOn,
    authUrl: read(source, "NEXTAUTH_URL"),
    authSecret,
    cronSecret,
  };
}

/** An empty variable counts as one that is not set. */
function read(source: Source, name: string): string | null {
  const value = source[name]?.trim();
  return value === undefined || value === "" ? null : value;
}
