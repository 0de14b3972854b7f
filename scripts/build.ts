import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { projectDir } from "./environment";
import { waitForLock } from "./lock.mjs";
import { startChild, type Child } from "./processes";
import { Advice } from "./terminal.mjs";

const STAMP_FILE = join(projectDir, ".next", "rasid-build-stamp");
/** Folders that never reach the build. Anything else counts, so that a new folder is not forgotten. */
const FOREIGN_DIRS = new Set([
  "node_modules",
  "tests",
  "scripts",
  "sandbox",
  "bench",
  "docs",
  "test-results",
  "playwright-report",
]);
const ROOT_FILES = /\.(ts|tsx|mjs|cjs|js|json)$/;
/** Written, or written anew, by the build and by TypeScript themselves. */
const PRODUCTS = /^(tsconfig\.json|next-env\.d\.ts|.*\.tsbuildinfo|bench-results\.json)$/;
const OTHER_BUILD_WAIT_MS = 10 * 60_000;

export const nextCli = join(projectDir, "node_modules", "next", "dist", "bin", "next");

/** True when `.next` holds a whole build of exactly these sources. */
export function isBuildFresh(dataDir: string): boolean {
  return existsSync(join(projectDir, ".next", "BUILD_ID")) && readStamp() === hashInputs(dataDir);
}

/**
 * Builds the app unless the last build was of the same sources. Two at once wait for one another. `onChild` hears of
 * the building process, so that whoever is asked to stop meanwhile can end it.
 */
export async function ensureBuild(options: {
  readonly dataDir: string;
  readonly logFile: string;
  readonly onChild?: (child: Child) => void;
  readonly onLine?: (line: string) => void;
}): Promise<"built" | "unchanged"> {
  if (isBuildFresh(options.dataDir)) return "unchanged";
  const lockFile = join(projectDir, ".cache", "build.lock");
  const lock = await waitForLock(lockFile, { purpose: "build" }, { timeoutMs: OTHER_BUILD_WAIT_MS });
  if (lock === null)
    throw new Advice("Another build of this folder has been running for ten minutes; look at its terminal.");
  try {
    if (isBuildFresh(options.dataDir)) return "unchanged";
    const hash = hashInputs(options.dataDir);
    const child = startChild({
      name: "the build",
      args: [nextCli, "build"],
      cwd: projectDir,
      env: { ...process.env, NODE_ENV: "production", NEXT_TELEMETRY_DISABLED: "1" },
      logFile: options.logFile,
      graceMs: 2_000,
      ...(options.onLine && { onLine: options.onLine }),
    });
    options.onChild?.(child);
    const ending = await child.exited;
    if (ending !== "exit code 0")
      throw new Advice(`${child.tail()}\n\nThe app could not be built (${ending}); all it said: ${options.logFile}`);
    writeFileSync(STAMP_FILE, hash);
    return "built";
  } finally {
    lock.release();
  }
}

function readStamp(): string | null {
  try {
    return readFileSync(STAMP_FILE, "utf8");
  } catch {
    return null;
  }
}

/** Contents, not times: a fresh clone or a switched branch changes times without changing anything. */
export function hashInputs(dataDir: string): string {
  const hash = createHash("sha256").update(process.versions.node.split(".")[0] ?? "");
  // The build holds it, and the ids of all actions hang on it.
  hash.update(process.env.NEXT_SERVER_ACTIONS_ENCRYPTION_KEY ?? "");
  for (const entry of readdirSync(projectDir, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = join(projectDir, entry.name);
    if (entry.name.startsWith(".") || PRODUCTS.test(entry.name) || path === resolve(dataDir)) continue;
    if (entry.isDirectory() && !FOREIGN_DIRS.has(entry.name)) {
      for (const name of readdirSync(path, { recursive: true, withFileTypes: true })
        .filter((file) => file.isFile())
        .map((file) => join(file.path, file.name))
        .sort()) {
        hash.update(`${name.slice(projectDir.length)}\0`).update(readFileSync(name, "latin1"));
      }
    } else if (entry.isFile() && ROOT_FILES.test(entry.name)) {
      hash.update(`${entry.name}\0`).update(readFileSync(path, "latin1"));
    }
  }
  return hash.digest("hex");
}
