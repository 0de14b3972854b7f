import type { Arena } from "./arena";
import { runSeed } from "./run-seed";

const TRIES_MAX = 24;

/** The shortest trouble with which a seed still breaks the same guarantee, and its story in lines to read. */
export async function shrink(arena: Arena, seed: number, invariant: string): Promise<string[]> {
  const whole = await runSeed(arena, seed);
  let [clean, failing] = [-1, whole.chaosSteps];
  for (let tries = 0; tries < TRIES_MAX && failing - clean > 1; tries += 1) {
    const middle = clean + Math.max(1, Math.floor((failing - clean) / 2));
    const { violation } = await runSeed(arena, seed, { stepsMax: middle });
    if (violation?.invariant === invariant) failing = middle;
    else clean = middle;
  }
  const story = await runSeed(arena, seed, { stepsMax: failing, isTraced: true });
  return [
    `seed ${seed} breaks: ${invariant}`,
    `shortest failing prefix: ${failing} of ${whole.chaosSteps} steps; replay with --seed ${seed}`,
    story.violation?.evidence ?? "(it did not fail when told again: the simulation is not deterministic here)",
    ...story.trace,
  ];
}
