import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { sessionCookie } from "@/lib/auth/cookies";
import { encodeSession } from "@/lib/auth/session-token";
import { ensureBuild, nextCli } from "@/scripts/build";
import { projectDir } from "@/scripts/environment";
import { findFreePort } from "@/scripts/ports";
import { startChild, type Child } from "@/scripts/processes";
import type { Arena, Till } from "./arena";

/** The product as it is built, on an arena's database. Nothing ticks, and its provider is a closed door. */
export type Product = {
  readonly url: string;
  /** What the browser of a till's seller shows. */
  cookieOf(till: Till): Promise<string>;
  /** Memory that is its own, in kB. */
  readMemory(): number;
  /** Processor time it has used, in seconds. */
  readProcessorTime(): number;
  stop(): Promise<void>;
};

const DIR = join(projectDir, ".cache", "bench-product");
const READY_TIMEOUT_MS = 30_000;
/** Longer than any run. */
const COOKIE_LIFE_SECONDS = 3_600;
/** Linux counts processor time in hundredths of a second. */
const CLOCK_TICKS = 100;

/** What answers: the product as it is built, or the live channel's code alone behind node:http. */
export type Door = "built" | "bare";

const SERVER = join(projectDir, "tests", "bench", "live-server.ts");

export async function startProduct(arena: Arena, door: Door): Promise<Product> {
  if (door === "built") await ensureBuild({ dataDir: join(projectDir, ".data"), logFile: join(DIR, "build.log") });
  const port = await findFreePort();
  const url = `http://127.0.0.1:${port}`;
  const authSecret = randomBytes(32).toString("hex");
  const child = startChild({
    name: "the app",
    args:
      door === "built"
        ? [nextCli, "start", "-H", "127.0.0.1", "-p", String(port)]
        : ["--import", "tsx", SERVER, String(port)],
    cwd: projectDir,
    env: {
      ...process.env,
      NODE_ENV: "production",
      NEXT_TELEMETRY_DISABLED: "1",
      DATABASE_URL: arena.url,
      ONECLICKDZ_API_URL: "http://127.0.0.1:9",
      ONECLICKDZ_API_KEY: "sandbox-key-of-the-bench",
      ONECLICKDZ_ENVIRONMENT: "SANDBOX",
      RASID_DEMO: "on",
      NEXTAUTH_URL: url,
      NEXTAUTH_SECRET: authSecret,
      CRON_SECRET: randomBytes(16).toString("hex"),
      LOG_LEVEL: "warn",
    },
    logFile: join(DIR, `${door}.log`),
    graceMs: 2_000,
  });
  await untilAnswers(`${url}/api/health`, child);
  return {
    url,
    async cookieOf({ staffId }) {
      const [row] = await arena.sql<{ sessionVersion: number }[]>`
        select session_version as "sessionVersion" from staff where id = ${staffId}`;
      if (row === undefined) throw new Error(`no person ${staffId}`);
      const value = await encodeSession({ staffId, ...row }, authSecret, COOKIE_LIFE_SECONDS);
      return `${sessionCookie(url).name}=${value}`;
    },
    readMemory: () => Number(/^RssAnon:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${child.pid}/status`, "utf8"))?.[1]),
    readProcessorTime() {
      // The name in brackets, the second field, may hold blanks.
      const fields = readFileSync(`/proc/${child.pid}/stat`, "utf8").split(") ")[1]?.split(" ") ?? [];
      return (Number(fields[11]) + Number(fields[12])) / CLOCK_TICKS;
    },
    stop: () => child.stop(true),
  };
}

async function untilAnswers(url: string, child: Child): Promise<void> {
  const deadline = Date.now() + READY_TIMEOUT_MS;
  while (Date.now() < deadline) {
    const answer = await fetch(url, { signal: AbortSignal.timeout(5_000) }).catch(() => null);
    if (answer !== null) return;
    await delay(50); // not listening yet
  }
  throw new Error(`${child.name} does not answer. Its last words:\n${child.tail()}`);
}
