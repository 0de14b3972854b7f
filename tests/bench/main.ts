/**
 * `npm run bench`: how fast it is, as ratios within this run. Prints a table; `bench-results.json` has every raw figure.
 * `--quick` is for seeing that it runs. `--only "part of a name"` measures the sections that bear it, `--row "part of a name"`
 * the rows, `--web` those that are measured in a browser. `--fresh` makes the large databases anew, which are kept otherwise.
 */
import { writeFileSync } from "node:fs";
import { availableParallelism, cpus, totalmem } from "node:os";
import { join } from "node:path";
import { ensureDatabase } from "@/scripts/database";
import { projectDir } from "@/scripts/environment";
import { say, sayFailure } from "@/scripts/terminal.mjs";
import { ensureTemplate } from "../support/test-database";
import { findPgbench } from "./pgbench";
import { formatRow, measure, type Bench, type Pace, type Row, type Section } from "./row";
import { SECTIONS } from "./sections";

const FULL: Pace = { rounds: 5, durationMs: 5_000, isQuick: false };
const QUICK: Pace = { rounds: 1, durationMs: 1_000, isQuick: true };

async function main(): Promise<number> {
  const pace = process.argv.includes("--quick") ? QUICK : FULL;
  const isWebOnly = process.argv.includes("--web");
  const only = readOption("--only");
  const sections = SECTIONS.filter(({ name, isWeb }) => name.includes(only) && (isWeb === true || !isWebOnly));
  const startedAt = performance.now();
  const server = await ensureDatabase({
    dataDir: join(projectDir, ".cache", "bench-database"),
    databaseName: "postgres",
  });
  const rows: Row[] = [];
  try {
    await ensureTemplate(server.url);
    const bench: Bench = { serverUrl: server.url, pgbench: findPgbench(), pace };
    for (const section of sections) rows.push(...(await runSection(section, bench, readOption("--row"))));
  } finally {
    await server.stop();
  }
  const seconds = Math.round((performance.now() - startedAt) / 1000);
  const results = { machine: describeMachine(), command: process.argv.slice(2), pace, seconds, rows };
  writeFileSync(join(projectDir, "bench-results.json"), `${JSON.stringify(results, null, 2)}\n`);
  const isShort = rows.filter(({ isMet }) => isMet === false).length;
  say(`${rows.length} rows in ${seconds} s, ${isShort} short of their aim`);
  return rows.length === 0 || rows.some((row) => row.remark.startsWith("void")) ? 1 : 0;
}

function readOption(name: string): string {
  const at = process.argv.indexOf(name);
  return at < 0 ? "" : (process.argv[at + 1] ?? "");
}

async function runSection(section: Section, bench: Bench, row: string): Promise<Row[]> {
  say(`\n── ${section.name}`);
  const arranged = await section.open(bench);
  try {
    const rows: Row[] = [];
    for (const contest of arranged.contests.filter(({ name }) => name.includes(row))) {
      const measured = await measure(section.name, contest, bench.pace, arranged.audit);
      say(formatRow(measured));
      rows.push(measured);
    }
    return rows;
  } finally {
    await arranged.close();
  }
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
