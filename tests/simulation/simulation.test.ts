import { randomInt } from "node:crypto";
import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, inject, test } from "vitest";
import { say } from "@/scripts/terminal.mjs";
import { Arena } from "./arena";
import { BUGS } from "./planted-bugs/bugs";
import { hunt, plant } from "./planted-bugs/plant";
import { runSeed } from "./run-seed";
import { shrink } from "./shrink";

const projectDir = fileURLToPath(new URL("../..", import.meta.url));
/** Fresh ones at every run; `npm run sim` plays as many as there is time for. */
const SEEDS = 200;
/** Where many things run at once, fewer seeds are played rather than a run held up. */
const BOX_MS = 120_000;
const LANES = 2;

const arenas = Array.from({ length: LANES }, () => new Arena(inject("databaseServerUrl")));
afterAll(() => Promise.all(arenas.map((arena) => arena.close())));

describe("the order engine, simulated", () => {
  test("fresh seeds break no guarantee", { timeout: 2 * BOX_MS }, async () => {
    const from = randomInt(2 ** 31);
    const endMs = performance.now() + BOX_MS;
    const stories: string[] = [];
    let next = from;
    const play = async (arena: Arena) => {
      while (next < from + SEEDS && stories.length === 0 && performance.now() < endMs) {
        const seed = next;
        next += 1;
        const { violation } = await runSeed(arena, seed);
        if (violation !== null) stories.push((await shrink(arena, seed, violation.invariant)).join("\n"));
      }
    };
    await Promise.all(arenas.map(play));
    say(`simulated seeds ${from} to ${next - 1}`);
    expect(stories).toEqual([]);
    expect(next - from).toBeGreaterThan(0);
  });

  test("a seed tells the same story again", { timeout: BOX_MS }, async () => {
    const seed = randomInt(2 ** 31);
    const tell = async (arena: Arena | undefined) => {
      if (arena === undefined) throw new Error("no arena");
      const { trace } = await runSeed(arena, seed, { isTraced: true });
      // Ids are new in every run; their order is not.
      return trace.map((line) => line.replace(/[0-9a-f-]{12,}/g, "id").replace(/req[-_]\w+/g, "request"));
    };
    const told = await tell(arenas[0]);
    expect(told.length, `seed ${seed}`).toBeGreaterThan(10);
    expect(await tell(arenas[1]), `seed ${seed}`).toEqual(told);
  });
});

describe("planted bugs", () => {
  test.each(BUGS.map((bug) => [bug.name, bug] as const))("can still be planted: %s", (_name, { edits }) => {
    for (const { file, from } of edits) {
      expect(readFileSync(join(projectDir, file), "utf8").split(from), `${file}: ${from}`).toHaveLength(2);
    }
  });

  test("one of them is caught within some tens of seeds", { timeout: BOX_MS }, async () => {
    const [bug] = BUGS;
    if (bug === undefined) throw new Error("no bug to plant");
    const copy = plant(bug);
    try {
      const seeds = Array.from({ length: 80 }, (_, index) => 1 + index);
      // Which of the two speaks first depends on what the scenarios of the first seeds are.
      expect(["a request whose fate is unknown is in doubt", "nothing is released that the provider has"]).toContain(
        (await hunt(copy, inject("databaseServerUrl"), seeds))?.invariant,
      );
    } finally {
      rmSync(copy, { recursive: true, force: true });
    }
  });
});
