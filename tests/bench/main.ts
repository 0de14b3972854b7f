/**
 * `npm run bench`: how fast it is, as ratios within this run. Prints a table; `bench-results.json` has every raw figure.
 * `--quick` is for seeing that it runs. `--only "part of a name"` measures the rows that bear it.
 */
import { writeFileSync } from "node:fs";
import { availableParallelism, cpus, totalmem } from "node:os";
import { join } from "node:path";
import { ensureDatabase } from "@/scripts/database";
import { projectDir } from "@/scripts/environment";
import { say, sayFailure } from "@/scripts/terminal.mjs";
import { ensureTemplate } from "../support/test-database";
import { openArena } from "./arena";
import { median } from "./load";
import { findPgbench } from "./pgbench";
import { placeContests } from "./place-rows";
import { measure, type Pace, type Row } from "./row";

const FULL: Pace = { rounds: 5, durationMs: 5_000 };
const QUICK: Pace = { rounds: 1, durationMs: 1_000 };

async function main(): Promise<number> {
  const pace = process.argv.includes("--quick") ? QUICK : FULL;
  const onlyAt = process.argv.indexOf("--only");
  const only = onlyAt < 0 ? "" : (process.argv[onlyAt + 1] ?? "");
  const server = await ensureDatabase({
    dataDir: join(projectDir, ".cache", "bench-database"),
    databaseName: "postgres",
  });
  try {
    await ensureTemplate(server.url);
    const rows: Row[] = [];
    for (const [name, shops] of [
      ["100 shops", 100],
      ["one hot shop", 1],
    ] as const) {
      rows.push(...(await measurePlacing(server.url, name, shops, pace, only)));
    }
    writeFileSync(
      join(projectDir, "bench-results.json"),
      `${JSON.stringify({ machine: describeMachine(), pace, rows }, null, 2)}\n`,
    );
    return rows.some((row) => row.remark.startsWith("void")) ? 1 : 0;
  } finally {
    await server.stop();
  }
}

async function measurePlacing(
  serverUrl: string,
  name: string,
  shops: number,
  pace: Pace,
  only: string,
): Promise<Row[]> {
  const arena = await openArena(serverUrl, shops);
  try {
    const rows: Row[] = [];
    for (const contest of placeContests(name, arena, findPgbench()).filter((each) => each.name.includes(only))) {
      const row = await measure(contest, pace, () => arena.audit());
      say(toLine(row));
      rows.push(row);
    }
    return rows;
  } finally {
    await arena.drop();
  }
}

function toLine(row: Row): string {
  const figures = [row.subject, row.anchor].map((loads) => {
    const value = median(loads.map((load) => load[row.measure]));
    return row.measure === "p99Ms" ? `${round(value, 10)} ms` : `${Math.round(value)}/s`;
  });
  if (row.ratio === null) return `–       ${row.name}: ${figures[0] ?? ""}; ${row.remark}`;
  const isMet = row.measure === "p99Ms" ? row.ratio <= row.target : row.ratio >= row.target;
  const aim = `${row.measure === "p99Ms" ? "≤" : "≥"} ${row.target}`;
  return `${round(row.ratio, 100)} × ${isMet ? "  " : "! "} ${row.name}: ${figures.join(" to ")} (aim ${aim})`;
}

function round(value: number, parts: number): number {
  return Math.round(value * parts) / parts;
}

function describeMachine() {
  return {
    at: new Date().toISOString(),
    cpu: cpus()[0]?.model ?? "unknown",
    cores: availableParallelism(),
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    node: process.version,
    pgbench: findPgbench() !== null,
  };
}

process.exitCode = await main().catch((error: unknown) => {
  sayFailure(error);
  return 1;
});
