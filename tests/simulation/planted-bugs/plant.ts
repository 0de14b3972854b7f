import { fork } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { WorkerReport } from "../worker";
import type { Bug } from "./bug";

const projectDir = fileURLToPath(new URL("../../..", import.meta.url));
const COPIED = [
  "db",
  "lib",
  "sandbox",
  "scripts",
  "tests/simulation",
  "tests/support",
  "package.json",
  "tsconfig.json",
];

export type Caught = { readonly seeds: number; readonly invariant: string };

/** The tree with the bug in it; what the bug does not touch and nobody writes to is shared. */
export function plant(bug: Bug): string {
  const copy = mkdtempSync(join(tmpdir(), "rasid-planted-"));
  for (const path of COPIED) cpSync(join(projectDir, path), join(copy, path), { recursive: true });
  symlinkSync(join(projectDir, "node_modules"), join(copy, "node_modules"));
  for (const { file, from, to } of bug.edits) {
    const text = readFileSync(join(copy, file), "utf8");
    if (text.split(from).length !== 2) throw new Error(`"${bug.name}": ${file} does not hold this text once: ${from}`);
    writeFileSync(
      join(copy, file),
      text.replace(from, () => to),
    );
  }
  return copy;
}

/** Plays seeds in a copy until one fails; null when none did. */
export function hunt(copy: string, serverUrl: string, seeds: readonly number[]): Promise<Caught | null> {
  const child = fork(join(copy, "tests/simulation/worker.ts"), [], { cwd: copy, execArgv: ["--import", "tsx"] });
  child.send({ serverUrl, seeds, isTraced: false, isHunt: true });
  return new Promise((resolve, reject) => {
    let played = 0;
    let caught: Caught | null = null;
    child.on("message", (report: WorkerReport) => {
      if (report.kind === "seed") played += 1;
      if (report.kind === "failure") {
        if (report.seed < 0) reject(new Error(report.text));
        caught ??= { seeds: Math.max(1, played), invariant: report.invariant };
      }
    });
    child.once("close", () => resolve(caught));
  });
}
