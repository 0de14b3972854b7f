/** Runs the launcher and its commands as a person at a terminal would, each test in a data directory of its own. */
import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { projectDir } from "@/scripts/environment";
import { findProcessIdentity } from "@/scripts/lock.mjs";
import { findPostgresHome } from "@/scripts/postgres-home";
import { findRunningServer } from "@/scripts/postgres-server";

/** What a person's shell or .env may set must not reach the tests: set to nothing, it counts as unset. */
const NEUTRAL = Object.fromEntries(
  [
    ...["DATABASE_URL", "ONECLICKDZ_API_URL", "ONECLICKDZ_API_KEY", "ONECLICKDZ_ENVIRONMENT", "RASID_DEMO", "HOST"],
    ...["NEXTAUTH_URL", "NEXTAUTH_SECRET", "CRON_SECRET", "SCHEDULER", "npm_lifecycle_event"],
  ].map((name) => [name, ""]),
);

export type Run = {
  readonly pid: number;
  /** Everything it has said, on both channels. */
  said(): string;
  readonly exited: Promise<number | NodeJS.Signals>;
  /** Resolves with the first match in what it says; rejects when it ends before. */
  untilSays(pattern: RegExp): Promise<RegExpExecArray>;
  untilReady(): Promise<string>;
  signal(signal: NodeJS.Signals): void;
};

/** A folder that everybody may enter; with `isPrivate` only its owner, as root's home is. */
export function makeDataDir({ isPrivate = false } = {}): string {
  const dir = mkdtempSync(join(tmpdir(), "rasid-launcher-"));
  if (!isPrivate) chmodSync(dir, 0o755);
  return dir;
}

/** Removes a data directory and, when its database had to live elsewhere, that too. */
export function removeDataDir(dataDir: string): void {
  const home = findPostgresHome(dataDir);
  if (home !== null) rmSync(home.dir, { recursive: true, force: true });
  rmSync(dataDir, { recursive: true, force: true });
}

export function startLauncher(
  dataDir: string,
  env: Readonly<Record<string, string>> = {},
  args: readonly string[] = [],
): Run {
  return observe(spawnScript("start.ts", dataDir, { PORT: "0", ...env }, args));
}

/** Runs one of the short commands to its end. */
export function runScript(script: string, dataDir: string) {
  const { status, stdout, stderr } = spawnSync(process.execPath, scriptArgs(script), {
    ...scriptOptions(dataDir, {}),
    encoding: "utf8",
  });
  return { status, stdout, stderr };
}

/** The processes that a data directory has running: launcher, its children, the database. */
export function listProcesses(dataDir: string): Readonly<Record<string, number>> {
  const processes: Record<string, number> = {};
  const launcher = readJson(join(dataDir, "launcher.lock")) as { pid: number } | null;
  if (launcher !== null) processes.launcher = launcher.pid;
  const children = readJson(join(dataDir, "children.json")) as { name: string; pid: number }[] | null;
  for (const { name, pid } of children ?? []) processes[name] = pid;
  const home = findPostgresHome(dataDir);
  const server = home === null ? null : findRunningServer(home);
  if (server !== null) processes["the database"] = server.pid;
  return Object.fromEntries(Object.entries(processes).filter(([, pid]) => findProcessIdentity(pid) !== null));
}

function spawnScript(
  script: string,
  dataDir: string,
  env: Readonly<Record<string, string>>,
  args: readonly string[],
): ChildProcess {
  return spawn(process.execPath, [...scriptArgs(script), ...args], {
    ...scriptOptions(dataDir, env),
    stdio: ["ignore", "pipe", "pipe"],
  });
}

function scriptArgs(script: string): readonly string[] {
  return ["--import", "tsx", join(projectDir, "scripts", script)];
}

function scriptOptions(dataDir: string, env: Readonly<Record<string, string>>) {
  return { cwd: projectDir, env: { ...process.env, ...NEUTRAL, RASID_DATA_DIR: dataDir, ...env } };
}

function observe(child: ChildProcess): Run {
  const { pid } = child;
  if (pid === undefined) throw new Error("the launcher could not be started");
  let text = "";
  let hasEnded = false;
  const listeners = new Set<() => void>();
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on("data", (chunk: Buffer) => {
      text += chunk.toString();
      for (const listener of listeners) listener();
    });
  }
  const exited = new Promise<number | NodeJS.Signals>((resolve) => {
    child.once("close", (code, signal) => {
      hasEnded = true;
      for (const listener of listeners) listener();
      resolve(signal ?? code ?? 1);
    });
  });
  const untilSays = (pattern: RegExp) =>
    new Promise<RegExpExecArray>((resolve, reject) => {
      const look = () => {
        const match = pattern.exec(text);
        if (match === null && !hasEnded) return;
        listeners.delete(look);
        if (match === null) reject(new Error(`it ended without saying ${pattern}:\n${text}`));
        else resolve(match);
      };
      listeners.add(look);
      look();
    });
  return {
    pid,
    said: () => text,
    exited,
    untilSays,
    untilReady: async () => (await untilSays(/Rasid is ready: {2}(http\S+)[^]*Stop with Ctrl-C/))[1] ?? "",
    signal: (signal) => void process.kill(pid, signal),
  };
}

/** Polls until the processes are gone: a killed process takes a moment to leave the table. */
export async function untilNoneIsLeft(dataDir: string): Promise<Readonly<Record<string, number>>> {
  const deadline = Date.now() + 10_000;
  for (;;) {
    const left = listProcesses(dataDir);
    if (Object.keys(left).length === 0 || Date.now() > deadline) return left;
    await delay(20);
  }
}

function readJson(path: string): unknown {
  return existsSync(path) ? JSON.parse(readFileSync(path, "utf8")) : null;
}
