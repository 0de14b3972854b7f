/**
 * `npm run sim -- --seeds N` plays N seeds of the simulation, `--from S` from seed S on (else from a fresh one),
 * `--seed S` plays one again and tells its story. `--workers W`: processes side by side, one a core by default.
 */
import { fork } from "node:child_process";
import { randomInt } from "node:crypto";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { projectDir } from "./environment";
import { Advice, say, sayFailure } from "./terminal.mjs";

const FAILURES_MAX = 3;
const SEED_MAX = 2 ** 31;

type Report = { kind: string; seed?: number; steps?: number; orders?: number; invariant?: string; text?: string };

function readNumber(name: string): number | null {
  const index = process.argv.indexOf(`--${name}`);
  if (index < 0) return null;
  const value = Number(process.argv[index + 1]);
  if (!Number.isSafeInteger(value) || value < 0) throw new Advice(`--${name} takes a whole number`);
  return value;
}

async function main(): Promise<number> {
  const one = readNumber("seed");
  const count = one === null ? (readNumber("seeds") ?? 1_000) : 1;
  const from = one ?? readNumber("from") ?? randomInt(SEED_MAX - count);
  const workers = Math.min(count, readNumber("workers") ?? availableParallelism());
  say(`seeds ${from} to ${from + count - 1}, ${workers} at a time`);
  const startedAt = performance.now();
  const sum = await playAll(from, count, workers, one !== null);
  const seconds = (performance.now() - startedAt) / 1000;
  say(
    `${sum.seeds} seeds, ${sum.orders} orders, ${sum.steps} steps in ${Math.round(seconds)} s ` +
      `(${Math.round((sum.seeds / seconds) * 10) / 10} seeds/s): ${sum.failures === 0 ? "all clean" : `${sum.failures} FAILED`}`,
  );
  return sum.failures === 0 && sum.seeds === count ? 0 : 1;
}

async function playAll(from: number, count: number, workers: number, isTraced: boolean) {
  const sum = { seeds: 0, orders: 0, steps: 0, failures: 0 };
  const children = Array.from({ length: workers }, (_, worker) => {
    const seeds = Array.from({ length: count }, (_unused, index) => from + index).filter(
      (_seed, index) => index % workers === worker,
    );
    const child = fork(join(projectDir, "tests", "simulation", "worker.ts"), [], { execArgv: ["--import", "tsx"] });
    child.send({ seeds, isTraced });
    child.on("message", (report: Report) => {
      if (report.kind === "seed") {
        sum.seeds += 1;
        sum.orders += report.orders ?? 0;
        sum.steps += report.steps ?? 0;
        if (sum.seeds % 500 === 0) say(`${sum.seeds} seeds …`);
      }
      if (report.kind !== "failure") return;
      say(`\n${report.text ?? ""}`);
      if (report.invariant?.startsWith("none") !== true) sum.failures += 1;
      if (sum.failures >= FAILURES_MAX) for (const other of children) other.kill();
    });
    return child;
  });
  await Promise.all(children.map((child) => new Promise<void>((resolve) => child.once("close", () => resolve()))));
  return sum;
}

process.exitCode = await main().catch((error: unknown) => {
  sayFailure(error);
  return 1;
});
