import { spawn, type ChildProcess } from "node:child_process";
import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { findProcessIdentity } from "./lock.mjs";
import type { PostgresBinaries } from "./postgres-binaries";
import { giveToServer, prepareBinaries, type PostgresHome } from "./postgres-home";
import { Advice } from "./terminal.mjs";

export const SUPERUSER = "rasid";

/** Recovery after a crash replays the log; a big one may take minutes, and interrupting it gains nothing. */
const READY_TIMEOUT_MS = 5 * 60_000;
const READY_POLL_MS = 10;
/** A fast shutdown writes a checkpoint; a busy disk needs some seconds for it. */
const STOP_TIMEOUT_MS = 20_000;
const LOG_BYTES_MAX = 10 * 1024 * 1024;

const SETTINGS: readonly string[] = [
  "listen_addresses=127.0.0.1",
  // Reached by URL only, as an outside database is; and a socket's path must not be longer than 107 bytes.
  "unix_socket_directories=",
  "max_connections=100",
  "shared_buffers=256MB",
  // Compiling a query costs more than any of ours takes.
  "jit=off",
  "timezone=UTC",
  "log_timezone=UTC",
  "lc_messages=C",
];

/**
 * A new cluster is on the disk before it gets its name. One call for the whole file system does that in a tenth of a second; a
 * call for each of a thousand files takes a whole one. Only Linux has it.
 */
const SYNC_AT_ONCE: readonly string[] = process.platform === "linux" ? ["--sync-method=syncfs"] : [];

export type RunningServer = { readonly pid: number; readonly port: number; readonly isReady: boolean };
export type StartTrouble = { readonly kind: "port_taken" | "still_ending" | "failed"; readonly log: string };

/** Makes an empty cluster. Whole or not at all: it gets its final name when initdb is through. */
export async function createCluster(home: PostgresHome, password: string): Promise<void> {
  const binaries = prepareBinaries(home);
  const draft = join(home.dir, `cluster.${process.pid}`);
  const passwordFile = join(home.dir, `password.${process.pid}`);
  rmSync(draft, { recursive: true, force: true });
  mkdirSync(draft, { mode: 0o700 });
  writeFileSync(passwordFile, `${password}\n`, { mode: 0o600 });
  giveToServer(home, draft);
  giveToServer(home, passwordFile);
  try {
    // PostgreSQL's own C.UTF-8: the same order of texts on every system, whatever its C library knows.
    const { code, output } = await runInitdb(home, binaries, [
      `--pgdata=${draft}`,
      `--username=${SUPERUSER}`,
      `--pwfile=${passwordFile}`,
      "--auth=scram-sha-256",
      "--encoding=UTF8",
      "--locale=C",
      "--locale-provider=builtin",
      "--builtin-locale=C.UTF-8",
      ...SYNC_AT_ONCE,
    ]);
    if (code !== 0) throw new Advice(explainInitFailure(home, output));
    renameSync(draft, home.clusterDir);
  } finally {
    rmSync(passwordFile, { force: true });
    rmSync(draft, { recursive: true, force: true });
  }
}

function runInitdb(home: PostgresHome, { dir }: PostgresBinaries, args: readonly string[]) {
  return new Promise<{ code: number; output: string }>((resolve) => {
    const child = spawn(join(dir, "bin", "initdb"), args, {
      ...asServer(home),
      cwd: process.platform === "win32" ? home.dir : "/",
      stdio: ["ignore", "pipe", "pipe"],
    });
    let output = "";
    child.stdout.on("data", (chunk: Buffer) => (output += chunk.toString()));
    child.stderr.on("data", (chunk: Buffer) => (output += chunk.toString()));
    child.on("error", (error) => resolve({ code: 127, output: `${output}${error.message}` }));
    child.on("close", (code) => resolve({ code: code ?? 1, output }));
  });
}

/** The server that runs on this cluster now, whoever started it. A pid file left by a crash does not count. */
export function findRunningServer(home: PostgresHome): RunningServer | null {
  const lines = readPidFile(home);
  if (lines === null) return null;
  const [pid, port] = [Number(lines[0]), Number(lines[3])];
  if (findProcessIdentity(pid) === null || !isPostgres(pid)) return null;
  return { pid, port, isReady: lines[7]?.trim() === "ready" };
}

/** True when the last server went without a word: its pid file is still there. */
export function wasKilled(home: PostgresHome): boolean {
  return existsSync(pidFile(home)) && findRunningServer(home) === null;
}

/** Waits for a server that another process is just starting, or that recovers from a crash. */
export async function waitUntilReady(home: PostgresHome): Promise<RunningServer | null> {
  const deadline = Date.now() + READY_TIMEOUT_MS;
  for (;;) {
    const running = findRunningServer(home);
    if (running === null || running.isReady) return running;
    if (Date.now() > deadline) throw new Advice(`The database does not become ready; its log: ${home.logFile}`);
    await delay(READY_POLL_MS);
  }
}

/** Starts the server in a session of its own: a Ctrl-C in the terminal is ours to hear, not its. */
export async function startServer(home: PostgresHome, port: number): Promise<RunningServer | StartTrouble> {
  const { dir, version } = prepareBinaries(home);
  refuseOtherVersion(home, version);
  disownStalePidFile(home);
  const logFd = openLog(home);
  const logStart = statSync(home.logFile).size;
  const child = spawn(
    join(dir, "bin", "postgres"),
    ["-D", home.clusterDir, "-p", String(port), ...SETTINGS.flatMap((setting) => ["-c", setting])],
    { ...asServer(home), cwd: home.clusterDir, detached: true, stdio: ["ignore", logFd, logFd] },
  );
  const exited = new Promise<void>((resolve) => {
    child.once("exit", () => resolve());
    child.once("error", (error) => {
      writeFileSync(home.logFile, `${error.message}\n`, { flag: "a" });
      resolve();
    });
  });
  closeSync(logFd);
  child.unref();
  const isUp = await Promise.race([untilReady(home, child), exited.then(() => false)]);
  if (isUp && child.pid !== undefined) return { pid: child.pid, port, isReady: true };
  const log = readFileSync(home.logFile).subarray(logStart).toString().trim();
  if (/could not bind|Address already in use/i.test(log)) return { kind: "port_taken", log };
  if (/pre-existing shared memory block|lock file .* already exists/i.test(log)) return { kind: "still_ending", log };
  return { kind: "failed", log };
}

async function untilReady(home: PostgresHome, child: ChildProcess): Promise<boolean> {
  const deadline = Date.now() + READY_TIMEOUT_MS;
  while (child.exitCode === null && child.signalCode === null) {
    const lines = readPidFile(home);
    if (lines !== null && Number(lines[0]) === child.pid && lines[7]?.trim() === "ready") return true;
    if (Date.now() > deadline) {
      child.kill("SIGQUIT");
      return false;
    }
    await delay(READY_POLL_MS);
  }
  return false;
}

/** Fast shutdown: open transactions are rolled back and everything is written; then ever less politely. */
export async function stopServer(pid: number, { isForced = false } = {}): Promise<void> {
  const identity = findProcessIdentity(pid);
  if (identity === null) return;
  const steps = [
    ["SIGINT", STOP_TIMEOUT_MS],
    ["SIGQUIT", 5_000],
    ["SIGKILL", 5_000],
  ] as const;
  for (const [signal, timeoutMs] of isForced ? steps.slice(1) : steps) {
    try {
      process.kill(pid, signal);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "ESRCH") return;
      throw error;
    }
    const deadline = Date.now() + timeoutMs;
    while (Date.now() < deadline) {
      if (findProcessIdentity(pid) !== identity) return;
      await delay(READY_POLL_MS);
    }
  }
}

/**
 * After a crash the pid file's number may meanwhile belong to some other process, and PostgreSQL would refuse to
 * start. It always counts its own parent's pid as stale, so that one is written in; the file itself must stay,
 * because its shared memory key is what keeps PostgreSQL from running beside a backend that is still dying.
 */
function disownStalePidFile(home: PostgresHome): void {
  const lines = readPidFile(home);
  if (lines === null || findRunningServer(home) !== null) return;
  lines[0] = String(process.pid);
  writeFileSync(pidFile(home), lines.join("\n"));
}

function isPostgres(pid: number): boolean {
  if (process.platform !== "linux") return true; // the caller's connection attempt settles it
  try {
    return /postgres/.test(readFileSync(`/proc/${pid}/cmdline`, "utf8"));
  } catch {
    return false;
  }
}

function readPidFile(home: PostgresHome): string[] | null {
  try {
    const lines = readFileSync(pidFile(home), "utf8").split("\n");
    return Number(lines[0]) > 0 ? lines : null;
  } catch {
    return null;
  }
}

function pidFile(home: PostgresHome): string {
  return join(home.clusterDir, "postmaster.pid");
}

function refuseOtherVersion(home: PostgresHome, version: string): void {
  const made = readFileSync(join(home.clusterDir, "PG_VERSION"), "utf8").trim();
  const installed = version.split(".")[0];
  if (made === installed) return;
  throw new Advice(
    `The database in ${home.dir} was made by PostgreSQL ${made}; installed is PostgreSQL ${installed}.\n` +
      "Dump it with the old version and restore it into a new RASID_DATA_DIR (pg_dump, psql).",
  );
}

function openLog(home: PostgresHome): number {
  if (existsSync(home.logFile) && statSync(home.logFile).size > LOG_BYTES_MAX) {
    renameSync(home.logFile, `${home.logFile}.old`);
  }
  return openSync(home.logFile, "a", 0o600);
}

function asServer(home: PostgresHome) {
  // Nothing of the surroundings: PGPORT, PGDATA, LC_ALL and the like would change what the server does.
  // A time zone that is said need not be looked for: initdb compares the system's with each of six hundred.
  const surroundings: Record<string, string> = { PATH: process.env.PATH ?? "", LC_ALL: "C", TZ: "UTC" };
  if (process.env.SystemRoot) surroundings.SystemRoot = process.env.SystemRoot; // no program starts on Windows without
  const env = surroundings as NodeJS.ProcessEnv; // Next declares NODE_ENV as always set, which PostgreSQL has no use for
  return home.user === null ? { env } : { env, uid: home.user.uid, gid: home.user.gid };
}

function explainInitFailure(home: PostgresHome, output: string): string {
  const cause = /No space left/.test(output)
    ? "The disk is full; make room and start again."
    : /EPERM|EINVAL|Operation not permitted/.test(output) && home.user !== null
      ? "This root may not run programs as another account, which PostgreSQL asks for. " +
        "Start as an ordinary user, or set DATABASE_URL."
      : "A PostgreSQL of your own works as well: set DATABASE_URL.";
  return `${output.trim()}\n\nThe embedded database could not be made in ${home.dir}. ${cause}`;
}
