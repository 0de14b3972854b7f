import { existsSync, mkdirSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { isBuildFresh } from "@/scripts/build";
import { projectDir } from "@/scripts/environment";
import { findProcessIdentity } from "@/scripts/lock.mjs";
import { endLeftovers } from "@/scripts/processes";
import { CHILDREN_FILE } from "./e2e-world";
import { dropLeftovers, ensureTemplate, startTestServer } from "./test-database";

const runsDir = join(projectDir, ".cache", "e2e", "runs");

/** Before the browser tests: the database server that all workers share, and the template that each world clones. */
export default async function setup(): Promise<() => Promise<void>> {
  if (!isBuildFresh(join(projectDir, ".data"))) {
    throw new Error(
      "The browser tests run the production build, and it is not of these sources. Run: npm test -- --only e2e",
    );
  }
  await clearDeadRuns();
  const runDir = join(runsDir, String(process.pid));
  mkdirSync(runDir, { recursive: true });
  const server = await startTestServer();
  try {
    await dropLeftovers(server.url);
    await ensureTemplate(server.url);
  } catch (error) {
    await server.stop();
    throw error;
  }
  process.env.E2E_DATABASE_SERVER = server.url;
  process.env.E2E_RUN_DIR = runDir;
  return () => server.stop();
}

/** A run that was killed leaves its apps and providers behind; one that ended, its logs until the next. */
async function clearDeadRuns(): Promise<void> {
  const runs = existsSync(runsDir) ? readdirSync(runsDir) : [];
  for (const run of runs.filter((pid) => findProcessIdentity(Number(pid)) === null)) {
    const dir = join(runsDir, run);
    for (const world of readdirSync(dir)) await endLeftovers(join(dir, world, CHILDREN_FILE));
    rmSync(dir, { recursive: true, force: true });
  }
}
