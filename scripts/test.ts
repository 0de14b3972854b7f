/**
 * `npm test`: every proof, one after the other, going on after a failure. `npm test -- --only unit,db` runs a part.
 * The last line counts what the runs themselves report.
 */
import { spawn } from "node:child_process";
import { mkdirSync, readFileSync, rmSync } from "node:fs";
import { basename, join } from "node:path";
import vitestConfig from "../vitest.config";
import { ensureBuild } from "./build";
import { countCheck, countPlaywright, countVitest, type Count } from "./count-tests";
import { projectDir } from "./environment";
import { Advice, say, sayFailure } from "./terminal.mjs";

type Step = { readonly name: string; readonly needsBuild?: boolean; run(): Promise<Count> };

const reportsDir = join(projectDir, ".cache", "test-reports");
/** Runs the finished product, so the build comes first. */
const PROJECTS_ON_THE_BUILD = new Set(["launcher"]);

let isInterrupted = false;

function listSteps(): readonly Step[] {
  const projects = (vitestConfig.test?.projects ?? []).map((project) => {
    const name = typeof project === "object" && "test" in project ? project.test?.name : undefined;
    if (typeof name !== "string") throw new Error("every project in vitest.config.ts needs a name");
    return name;
  });
  return [
    { name: "types", run: () => check("types") },
    { name: "lint", run: () => check("lint") },
    ...projects.filter((name) => !PROJECTS_ON_THE_BUILD.has(name)).map((name) => ({ name, run: () => vitest(name) })),
    { name: "build", run: build },
    ...projects
      .filter((name) => PROJECTS_ON_THE_BUILD.has(name))
      .map((name) => ({ name, needsBuild: true, run: () => vitest(name) })),
    { name: "e2e", needsBuild: true, run: playwright },
  ];
}

async function main(): Promise<number> {
  // The step that runs hears the Ctrl-C as well and ends; we stay to say what was proven until then.
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => (isInterrupted = true));
  rmSync(reportsDir, { recursive: true, force: true });
  mkdirSync(reportsDir, { recursive: true });
  const results: (Count & { readonly name: string; readonly seconds: number })[] = [];
  for (const step of chooseSteps()) {
    if (isInterrupted) break;
    say(`\n── ${step.name} ${"─".repeat(Math.max(3, 76 - step.name.length))}`);
    const startedAt = Date.now();
    const count = await runStep(step);
    results.push({ ...count, name: step.name, seconds: (Date.now() - startedAt) / 1000 });
  }
  return sum(results);
}

function chooseSteps(): readonly Step[] {
  const steps = listSteps();
  const index = process.argv.indexOf("--only");
  if (index < 0) return steps;
  const wanted = (process.argv[index + 1] ?? "").split(",").filter(Boolean);
  const known = steps.map(({ name }) => name);
  const unknown = wanted.filter((name) => !known.includes(name));
  if (wanted.length === 0 || unknown.length > 0) {
    throw new Advice(`${unknown.join(", ") || "--only without a name"}: not a step. There are ${known.join(", ")}.`);
  }
  return steps.filter(({ name }) => wanted.includes(name));
}

async function runStep(step: Step): Promise<Count> {
  try {
    if (step.needsBuild) await ensureBuild(buildOptions());
    return await step.run();
  } catch (error) {
    sayFailure(error);
    return { passed: 0, failed: 1, remarks: ["could not be run"] };
  }
}

async function check(script: string): Promise<Count> {
  const npmCli = process.env.npm_execpath;
  const isNpm = npmCli !== undefined && basename(npmCli) === "npm-cli.js";
  return countCheck(
    isNpm ? await runNode([npmCli, "run", "--silent", script]) : await run("npm", ["run", "--silent", script]),
  );
}

async function build(): Promise<Count> {
  const outcome = await ensureBuild(buildOptions());
  say(outcome === "built" ? "built" : "unchanged since the last build");
  return countCheck(0);
}

function buildOptions() {
  return { dataDir: join(projectDir, ".data"), logFile: join(reportsDir, "build.log"), onLine: say };
}

async function vitest(project: string): Promise<Count> {
  const report = join(reportsDir, `${project}.json`);
  const code = await runNode([
    join(projectDir, "node_modules", "vitest", "vitest.mjs"),
    ...["run", "--project", project, "--reporter=default", "--reporter=json", `--outputFile.json=${report}`],
  ]);
  return countVitest(readReport(report), code);
}

async function playwright(): Promise<Count> {
  const report = join(reportsDir, "e2e.json");
  const cli = join(projectDir, "node_modules", "@playwright", "test", "cli.js");
  const code = await runNode([cli, "test", "--reporter=list,json"], { PLAYWRIGHT_JSON_OUTPUT_FILE: report });
  return countPlaywright(readReport(report), code);
}

function readReport(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, "utf8"));
  } catch {
    return null; // counted as a step that ended without a report
  }
}

function runNode(args: readonly string[], env: Record<string, string> = {}): Promise<number> {
  return run(process.execPath, args, env);
}

function run(command: string, args: readonly string[], env: Record<string, string> = {}): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: projectDir, env: { ...process.env, ...env }, stdio: "inherit" });
    child.once("error", reject);
    child.once("close", (code) => resolve(code ?? 1));
  });
}

function sum(results: readonly (Count & { readonly name: string; readonly seconds: number })[]): number {
  say(`\n── sum ${"─".repeat(73)}`);
  for (const { name, passed, failed, remarks, seconds } of results) {
    const counts = `${String(passed).padStart(6)} passed ${String(failed).padStart(6)} failed ${seconds.toFixed(1).padStart(8)} s`;
    say([`${name.padEnd(14)}${counts}`, ...remarks].join("   "));
  }
  if (isInterrupted) say("Interrupted: the steps that follow were not run.");
  const total = (key: "passed" | "failed") => results.reduce((all, result) => all + result[key], 0);
  say(`\n${total("passed")} passed, ${total("failed")} failed`);
  if (isInterrupted) return 130;
  return total("failed") === 0 && total("passed") > 0 ? 0 : 1;
}

process.exitCode = await main().catch((error: unknown) => {
  sayFailure(error);
  return 1;
});
