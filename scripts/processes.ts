/** Children of the launcher: started in groups of their own, listened to, and ended in the order that we choose. */
import { spawn } from "node:child_process";
import {
  createWriteStream,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { dirname } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as delay } from "node:timers/promises";
import { findProcessIdentity, isHolderAlive, type LockHolder } from "./lock.mjs";

export type ChildOptions = {
  /** As it is called in messages. */
  readonly name: string;
  /** This same Node when it is not said. */
  readonly command?: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  readonly logFile: string;
  /** How long it may take over a polite request to end. */
  readonly graceMs: number;
  readonly onLine?: (line: string) => void;
};

export type Child = {
  readonly name: string;
  readonly pid: number;
  readonly exited: Promise<string>;
  /** Its last words. */
  tail(): string;
  stop(isForced: boolean): Promise<void>;
};

const LIFELINE = new URL("lifeline.mjs", import.meta.url).href;
const TAIL_LINES_MAX = 40;
const LOG_BYTES_MAX = 20 * 1024 * 1024;
const POLL_MS = 20;

export function startChild(options: ChildOptions): Child {
  const { name, command, cwd, env } = options;
  const args = command === undefined ? ["--import", LIFELINE, ...options.args] : options.args;
  const child = spawn(command ?? process.execPath, args, {
    cwd,
    env,
    detached: true,
    stdio: ["ignore", "pipe", "pipe"],
  });
  const { pid } = child;
  if (pid === undefined) throw new Error(`${name} could not be started`);
  const log = openLog(options.logFile);
  const tail: string[] = [];
  const hear = (line: string) => {
    log.write(line);
    tail.push(line);
    if (tail.length > TAIL_LINES_MAX) tail.shift();
    options.onLine?.(line);
  };
  const streams = [child.stdout, child.stderr].map((stream) => createInterface({ input: stream }).on("line", hear));
  const heardOut = Promise.all(streams.map((lines) => new Promise((resolve) => lines.once("close", resolve))));
  const exited = new Promise<string>((resolve) => {
    child.once("exit", (code, signal) => {
      // A grandchild may keep the pipes open for ever; the last words of the child itself are there at once.
      void Promise.race([heardOut, delay(500)]).then(() => resolve(signal ?? `exit code ${code ?? "unknown"}`));
    });
  });
  return {
    name,
    pid,
    exited,
    tail: () => tail.join("\n"),
    async stop(isForced) {
      if (child.exitCode === null && child.signalCode === null) {
        signalGroup(pid, isForced ? "SIGKILL" : "SIGTERM");
        await Promise.race([exited, delay(isForced ? 2_000 : options.graceMs, undefined, { ref: false })]);
      }
      // Whoever is left of the group: a child too slow, or its own children.
      signalGroup(pid, "SIGKILL");
      await exited;
      log.end();
    },
  };
}

/** A log file that starts anew, keeping one predecessor, when it grows beyond reason. */
function openLog(path: string) {
  mkdirSync(dirname(path), { recursive: true });
  const open = () => {
    if (existsSync(path) && statSync(path).size > LOG_BYTES_MAX) renameSync(path, `${path}.old`);
    return createWriteStream(path, { flags: "a", mode: 0o600 }).on("error", () => {});
  };
  let stream = open();
  let bytes = existsSync(path) ? statSync(path).size : 0;
  return {
    write(line: string) {
      bytes += line.length + 1;
      stream.write(`${line}\n`);
      if (bytes <= LOG_BYTES_MAX) return;
      stream.end();
      renameSync(path, `${path}.old`);
      stream = open();
      bytes = 0;
    },
    end: () => stream.end(),
  };
}

/** The children of this launcher, on disk: should it be killed, the next one ends them by this list. */
export function recordChildren(path: string, children: readonly Child[]): void {
  const records = children.map(({ name, pid }) => ({ name, pid, identity: findProcessIdentity(pid) }));
  writeFileSync(path, `${JSON.stringify(records)}\n`, { mode: 0o600 });
}

/** Ends what a launcher that was killed has left running. Answers their names. */
export async function endLeftovers(path: string): Promise<readonly string[]> {
  const leftovers = readRecords(path).filter(isHolderAlive);
  for (const { pid } of leftovers) signalGroup(pid, "SIGTERM");
  const deadline = Date.now() + 3_000;
  while (leftovers.some(isHolderAlive) && Date.now() < deadline) await delay(POLL_MS);
  for (const leftover of leftovers) if (isHolderAlive(leftover)) signalGroup(leftover.pid, "SIGKILL");
  while (leftovers.some(isHolderAlive) && Date.now() < deadline + 3_000) await delay(POLL_MS);
  rmSync(path, { force: true });
  return leftovers.map(({ name }) => name);
}

function readRecords(path: string): readonly (LockHolder & { readonly name: string })[] {
  try {
    return JSON.parse(readFileSync(path, "utf8")) as (LockHolder & { name: string })[];
  } catch {
    return [];
  }
}

function signalGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(process.platform === "win32" ? pid : -pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}
