import type { Draw } from "./draw";

/** Somebody whose steps the stage orders: an instance of the app, or the world around it. A crash ends a life; its steps are never taken. */
export type Actor = { readonly name: string; life: number; frozenUntilMs: number };

type Step = {
  readonly actor: Actor;
  readonly life: number;
  readonly text: string;
  readonly run: () => Promise<void> | void;
};

type Timer = Step & { readonly atMs: number; readonly sequence: number; readonly isChaos: boolean };

/** A broken guarantee: it ends the seed. */
export class Violation extends Error {
  constructor(
    /** The name of the guarantee, the same for every seed that breaks it. */
    readonly invariant: string,
    readonly evidence: string,
  ) {
    super(`${invariant}: ${evidence}`);
  }
}

const TRACE_LINES_MAX = 4_000;

/**
 * The one clock and the one queue of a simulation. Whatever could happen next waits here; one thing at a time is let go,
 * and only when everything that follows from it without waiting has happened does the next one go.
 */
export class Stage {
  readonly trace: string[] = [];
  /** Short names for long ids, for whoever reads the trace. */
  readonly aliases = new Map<string, string>();
  steps = 0;
  /** The first guarantee that was broken; told here from code that has no caller to throw at. */
  violation: Violation | null = null;
  private ready: Step[] = [];
  private timers: Timer[] = [];
  private sequence = 0;

  constructor(
    public nowMs: number,
    private readonly isTraced: boolean,
  ) {}

  note(actor: Actor | string, text: () => string): void {
    if (!this.isTraced || this.trace.length >= TRACE_LINES_MAX) return;
    const name = typeof actor === "string" ? actor : actor.name;
    const told = text().replace(/[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f-]{22}/g, (id) => this.aliases.get(id) ?? id);
    this.trace.push(`${String(this.steps).padStart(5)} ${formatMs(this.nowMs)} ${name.padEnd(8)} ${told}`);
  }

  breach(invariant: string, evidence: string): void {
    this.violation ??= new Violation(invariant, evidence);
  }

  /** Something an actor could do at once. */
  offer(actor: Actor, text: string, run: Step["run"]): void {
    this.ready.push({ actor, life: actor.life, text, run });
  }

  /** Something that happens by itself when its time has come; the answer calls it off. `isChaos`: only while trouble lasts. */
  at(atMs: number, actor: Actor, text: string, run: Step["run"], isChaos = false): () => void {
    const timer = { atMs, sequence: this.sequence++, actor, life: actor.life, text, run, isChaos };
    let index = this.timers.length;
    while (index > 0 && (this.timers[index - 1]?.atMs ?? 0) > atMs) index -= 1;
    this.timers.splice(index, 0, timer);
    return () => {
      this.timers = this.timers.filter((other) => other !== timer);
    };
  }

  endChaos(): void {
    this.timers = this.timers.filter((timer) => !timer.isChaos);
  }

  /** How many steps an actor has waiting to be taken. */
  waitingOf(actor: Actor): number {
    return this.ready.filter((step) => isAlive(step) && step.actor === actor).length;
  }

  /** When the next thing happens by itself; null when nothing will. */
  nextTimerMs(): number | null {
    this.timers = this.timers.filter(isAlive);
    return this.timers[0]?.atMs ?? null;
  }

  /** Lets one thing happen. False when there is nothing left to happen. `patiencePercent`: how often time passes first. */
  async step(draw: Draw, patiencePercent: number): Promise<boolean> {
    this.ready = this.ready.filter(isAlive);
    const able = this.ready.filter((step) => step.actor.frozenUntilMs <= this.nowMs);
    const timerMs = this.nextTimerMs();
    const thawMs = this.nextThawMs();
    if (
      able.length > 0 &&
      !(timerMs !== null && draw.percent(patiencePercent) && timerMs - this.nowMs < STALL_MS_MAX)
    ) {
      const chosen = draw.any(able);
      if (chosen !== undefined) {
        this.ready.splice(this.ready.indexOf(chosen), 1);
        await this.take(chosen);
      }
      return true;
    }
    if (thawMs !== null && (timerMs === null || thawMs < timerMs)) {
      this.nowMs = thawMs;
      return true;
    }
    const timer = this.timers.shift();
    if (timer === undefined) return false;
    this.nowMs = Math.max(this.nowMs, timer.atMs);
    await this.take(timer);
    return true;
  }

  private async take(step: Step): Promise<void> {
    this.steps += 1;
    if (step.text !== "") this.note(step.actor, () => step.text);
    await step.run();
    // Everything that follows from it without waiting for the stage happens before the next turn of the event loop.
    await new Promise<void>((resolve) => setImmediate(resolve));
  }

  private nextThawMs(): number | null {
    const frozen = this.ready.map((step) => step.actor.frozenUntilMs).filter((atMs) => atMs > this.nowMs);
    return frozen.length === 0 ? null : Math.min(...frozen);
  }
}

/** A process that could go on does so within this time, unless it is frozen on purpose. */
const STALL_MS_MAX = 700;

function isAlive(step: Step): boolean {
  return step.life === step.actor.life;
}

function formatMs(ms: number): string {
  return new Date(ms).toISOString().slice(5, 23).replace("T", " ");
}
