/** One run of the launcher: what it has started, who wants it to end, and how everything is stopped in order. */
import { setTimeout as delay } from "node:timers/promises";
import type { Child } from "./processes";
import { findProcessIdentity } from "./lock.mjs";
import { Advice, sayError, step } from "./terminal.mjs";

export type Stoppable = { readonly name: string; stop(isForced: boolean): Promise<void> };

/** The reason to end that is nobody's fault: a person, or the system, asked for it. */
export class Stopped extends Error {}

/**
 * A Ctrl-C reaches us twice when npm stands above: from the terminal and from npm. Only a signal that comes later than
 * this is a person who has lost patience.
 */
const ECHO_MS = 800;
const WATCH_MS = 1_000;
const READY_POLL_MS = 50;

export class Launch {
  readonly #stack: Stoppable[] = [];
  #askedAt: number | null = null;
  #isForced = false;
  /** Stops by force whatever is being stopped just now. */
  #force: () => void = () => {};
  #end: (reason: Error) => void = () => {};
  /** Rejects with the reason for which everything has to stop. */
  readonly ended: Promise<never>;

  constructor() {
    this.ended = new Promise<never>((_, reject) => (this.#end = reject));
    this.ended.catch(() => {}); // nobody may be listening yet
  }

  /** Hears Ctrl-C and its kin, and notices when the npm above us is killed. */
  listen(): void {
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => this.#hear());
    // When the terminal is gone, telling it anything fails, and must not keep us from stopping in order.
    for (const stream of [process.stdout, process.stderr]) stream.on("error", () => {});
    if (process.env.npm_lifecycle_event === undefined) return;
    const parent = process.ppid;
    setInterval(() => process.ppid === parent || this.stopFor(new Stopped()), WATCH_MS).unref();
  }

  get isStopping(): boolean {
    return this.#askedAt !== null;
  }

  /** To be called between the steps of the start-up. */
  continueOrThrow(): void {
    if (this.isStopping) throw new Stopped();
  }

  /** Whatever is added last is stopped first. Answers how to take it off again. */
  add(stoppable: Stoppable): () => void {
    this.#stack.push(stoppable);
    return () => {
      const index = this.#stack.indexOf(stoppable);
      if (index >= 0) this.#stack.splice(index, 1);
    };
  }

  /** As `add`; and when the child ends without being asked to, everything ends. */
  addChild(child: Child): void {
    this.add(child);
    void child.exited.then((ending) => {
      if (this.isStopping) return;
      this.stopFor(new Advice(`${child.name} has ended by itself (${ending}). Its last words:\n\n${child.tail()}`));
    });
  }

  /** The same for a process that is not our child: the database may have been started by an earlier launcher. */
  watch(pid: number, describeEnd: () => string): void {
    const identity = findProcessIdentity(pid);
    const look = () => {
      if (this.isStopping || findProcessIdentity(pid) === identity) return;
      clearInterval(timer);
      this.stopFor(new Advice(describeEnd()));
    };
    const timer = setInterval(look, WATCH_MS);
    timer.unref();
  }

  stopFor(reason: Error): void {
    this.#askedAt ??= Date.now();
    this.#end(reason);
  }

  async stopAll(): Promise<void> {
    this.#askedAt ??= Date.now();
    for (let stoppable = this.#stack.pop(); stoppable !== undefined; stoppable = this.#stack.pop()) {
      const current = stoppable;
      try {
        await step(`Stopping ${current.name}`, () => this.#stop(current));
      } catch (error) {
        sayError(`  ${current.name} could not be stopped: ${String(error)}`);
      }
    }
  }

  async #stop(stoppable: Stoppable): Promise<void> {
    if (this.#isForced) return stoppable.stop(true);
    const forced = new Promise<void>((resolve, reject) => {
      this.#force = () => stoppable.stop(true).then(resolve, reject);
    });
    await Promise.race([stoppable.stop(false), forced]);
    this.#force = () => {};
  }

  #hear(): void {
    if (this.#askedAt === null) {
      this.stopFor(new Stopped());
    } else if (Date.now() - this.#askedAt > ECHO_MS && !this.#isForced) {
      sayError("  Stopping by force …");
      this.#isForced = true;
      this.#force();
    }
  }
}

/** Waits for any answer to a GET, and no longer than the child lives. */
export async function untilAnswers(url: string, child: Child, timeoutMs: number, launch: Launch): Promise<Response> {
  const deadline = Date.now() + timeoutMs;
  while (Date.now() < deadline) {
    launch.continueOrThrow();
    try {
      return await fetch(url, { signal: AbortSignal.timeout(Math.max(1, deadline - Date.now())) });
    } catch {
      await delay(READY_POLL_MS); // not listening yet; should it never be, the child's own words follow below
    }
  }
  throw new Advice(`${child.name} does not answer at ${url}. Its last words:\n\n${child.tail()}`);
}
