/** A Next app of its own beside the product's: the product's modules behind the doors that are to be compared. */
import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { z } from "zod";
import { hashInputs, nextCli } from "@/scripts/build";
import { projectDir } from "@/scripts/environment";
import { findFreePort } from "@/scripts/ports";
import { startChild } from "@/scripts/processes";
import { KEYS } from "@/sandbox/model/accounts";
import { buildSandbox } from "@/sandbox/server";

const run = promisify(execFile);
const appDir = join(projectDir, "tests", "bench", "http-app");
/** As its `next.config.mjs` says. */
const builtDir = join(projectDir, ".cache", "bench-app");
const stampFile = join(builtDir, "rasid-build-stamp");

export type HttpServer = {
  readonly url: string;
  readonly authSecret: string;
  /** By which a browser calls an action of this build. */
  actionId(name: string): string;
  stop(): Promise<void>;
};

/** The built app on this database, with the provider's budget as it is in production: what it does not allow is the tick's. */
export async function startHttpServer(databaseUrl: string): Promise<HttpServer> {
  await ensureBenchBuild();
  const sandbox = await buildSandbox({});
  const apiUrl = await sandbox.app.listen({ host: "127.0.0.1", port: 0 });
  const port = await findFreePort();
  const url = `http://127.0.0.1:${port}`;
  const authSecret = randomBytes(32).toString("hex");
  let isReady: (isUp: boolean) => void = () => {};
  const ready = new Promise<boolean>((resolve) => (isReady = resolve));
  const child = startChild({
    name: "the bench's app",
    args: [nextCli, "start", appDir, "-H", "127.0.0.1", "-p", String(port)],
    cwd: projectDir,
    env: {
      ...process.env,
      NODE_ENV: "production",
      NEXT_TELEMETRY_DISABLED: "1",
      DATABASE_URL: databaseUrl,
      ONECLICKDZ_API_URL: apiUrl,
      ONECLICKDZ_API_KEY: KEYS.sandbox,
      NEXTAUTH_URL: url,
      NEXTAUTH_SECRET: authSecret,
      LOG_LEVEL: "info",
    },
    logFile: join(projectDir, ".cache", "bench-app.log"),
    graceMs: 2_000,
    // Next's own word for it.
    onLine: (line) => line.includes("Ready in") && isReady(true),
  });
  void child.exited.then(() => isReady(false));
  if (!(await ready)) throw new Error(`the bench's app does not start. Its last words:\n${child.tail()}`);
  return {
    ...{ url, authSecret, actionId: findActionId },
    async stop() {
      await child.stop(false);
      await sandbox.app.close();
    },
  };
}

async function ensureBenchBuild(): Promise<void> {
  const hash = `${hashInputs(join(projectDir, ".data"))} ${hashOwnFiles()}`;
  if (existsSync(stampFile) && readFileSync(stampFile, "utf8") === hash) return;
  await run(process.execPath, [nextCli, "build", appDir], {
    cwd: projectDir,
    env: { ...process.env, NODE_ENV: "production", NEXT_TELEMETRY_DISABLED: "1" },
    maxBuffer: 16 * 1024 * 1024,
  });
  writeFileSync(stampFile, hash);
}

function hashOwnFiles(): string {
  return readdirSync(appDir, { recursive: true, encoding: "utf8" })
    .filter((name) => /\.(ts|tsx|mjs)$/.test(name) && name !== "next-env.d.ts")
    .sort()
    .map((name) => readFileSync(join(appDir, name), "utf8"))
    .join("\0");
}

const manifestSchema = z.object({ node: z.record(z.string(), z.object({ exportedName: z.string() })) });

function findActionId(name: string): string {
  const path = join(builtDir, "server", "server-reference-manifest.json");
  const { node } = manifestSchema.parse(JSON.parse(readFileSync(path, "utf8")));
  const found = Object.entries(node).find(([, { exportedName }]) => exportedName === name);
  if (found === undefined) throw new Error(`the build has no action ${name}`);
  return found[0];
}
