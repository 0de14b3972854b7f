import { auditLedger } from "@/lib/ledger/audit";
import type { Arena } from "./arena";
import { settle } from "./calm";
import { useVirtualTimeouts } from "./network";
import { Play } from "./play";
import { drawScenario, type Scenario } from "./scenario";
import { Violation } from "./stage";

export type SeedResult = {
  readonly seed: number;
  readonly steps: number;
  /** How far the trouble was let go on. */
  readonly chaosSteps: number;
  readonly orders: number;
  readonly violation: Violation | null;
  readonly trace: readonly string[];
  readonly scenario: Scenario;
};

/** A story that has not ended after so many steps never will. */
const CHAOS_STEPS_MAX = 2_500;

/** Plays one seed from the first sale to the last word. `stepsMax`: trouble ends after so many steps. */
export async function runSeed(
  arena: Arena,
  seed: number,
  options: { stepsMax?: number; isTraced?: boolean } = {},
): Promise<SeedResult> {
  const scenario = drawScenario(seed);
  const restore = useVirtualTimeouts();
  const play = await Play.open(arena, scenario, options.isTraced ?? false);
  const { stage } = play;
  let chaosSteps = 0;
  try {
    chaosSteps = await makeTrouble(play, Math.min(options.stepsMax ?? CHAOS_STEPS_MAX, CHAOS_STEPS_MAX));
    if (stage.violation === null) await settle(play);
    if (stage.violation === null) await audit(play);
  } catch (error) {
    if (!(error instanceof Violation)) throw error;
    stage.violation ??= error;
  } finally {
    restore();
  }
  const { violation, steps, trace } = stage;
  return { seed, steps, chaosSteps, orders: play.books.orders.length, violation, trace, scenario };
}

/** Lets the scenario run, with crashes, losses and freezes, until its acts are over. */
async function makeTrouble(play: Play, stepsMax: number): Promise<number> {
  const { stage, scenario, draw } = play;
  await play.look();
  play.network.weather = scenario.weather;
  for (const instance of play.instances) instance.losses = scenario.losses;
  play.announce();
  while (stage.steps < stepsMax && stage.violation === null) {
    if (draw.perMille(scenario.crashes)) play.instanceOf(draw.between(0, 3)).crash();
    if (draw.perMille(scenario.freezes)) {
      const ms = draw.between(1, 150) * 1_000;
      play.calls.disturb(ms);
      play.instanceOf(draw.between(0, 3)).freeze(stage.nowMs + ms);
    }
    const before = stage.nowMs;
    if (!(await stage.step(draw, scenario.patience))) break;
    if (stage.nowMs !== before) play.observe();
  }
  return stage.steps;
}

async function audit(play: Play): Promise<void> {
  for (const { name, rows } of await auditLedger(play.scene.database.sql)) {
    const evidence = JSON.stringify(rows, (_key, one: unknown) => (typeof one === "bigint" ? one.toString() : one));
    play.stage.breach(`audit: ${name}`, evidence);
  }
}
