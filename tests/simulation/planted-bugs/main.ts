/**
 * Proves that the simulation bites: plants each bug in a copy of the tree and plays seeds there until one breaks a guarantee.
 *
 *     node --import tsx tests/simulation/planted-bugs/main.ts [--seeds 2000] [--from 1] [--only "part of a name|part of another"]
 *
 * Prints a table of bug, seeds needed and the guarantee that spoke; ends with code 1 when a bug was not caught.
 */
import { rmSync } from "node:fs";
import { say, sayFailure } from "@/scripts/terminal.mjs";
import { startTestServer } from "../../support/test-database";
import type { Bug } from "./bug";
import { BUGS } from "./bugs";
import { hunt, plant } from "./plant";

function option(name: string): string | null {
  const index = process.argv.indexOf(`--${name}`);
  return index < 0 ? null : (process.argv[index + 1] ?? null);
}

async function main(): Promise<number> {
  const [count, from, only] = [Number(option("seeds") ?? 2_000), Number(option("from") ?? 1), option("only")];
  const seeds = Array.from({ length: count }, (_, index) => from + index);
  const server = await startTestServer();
  try {
    return await plantAll(
      server.url,
      BUGS.filter(({ name }) => only === null || only.split("|").some((part) => name.includes(part))),
      seeds,
    );
  } finally {
    await server.stop();
  }
}

async function plantAll(serverUrl: string, bugs: readonly Bug[], seeds: readonly number[]): Promise<number> {
  let missed = 0;
  say("| bug | seeds needed | the guarantee that spoke |\n| --- | ---: | --- |");
  for (const bug of bugs) {
    const copy = plant(bug);
    try {
      const caught = await hunt(copy, serverUrl, seeds);
      if (caught === null) missed += 1;
      say(`| ${bug.name} | ${caught?.seeds ?? `not in ${seeds.length}`} | ${caught?.invariant ?? "**none**"} |`);
    } finally {
      rmSync(copy, { recursive: true, force: true });
    }
  }
  return missed === 0 ? 0 : 1;
}

process.exitCode = await main().catch((error: unknown) => {
  sayFailure(error);
  return 1;
});
