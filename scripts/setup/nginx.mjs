// nginx for the test of several instances: where it is missing and Debian's packages can be had, they are installed once.
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { say, step } from "../terminal.mjs";
import { run } from "./install.mjs";

/** The places in which `scripts/nginx.ts` looks beyond the PATH, and Debian's own. */
const KNOWN = ["/usr/sbin/nginx", "/usr/bin/nginx", "/usr/local/sbin/nginx", "/usr/local/nginx/sbin/nginx"];

/** Without it the same test runs behind a proxy of its own, and says so: that is no reason to stop. */
export async function ensureNginx(projectDir, { isQuiet }) {
  const triedFile = join(projectDir, ".cache", "nginx-tried");
  if (KNOWN.some(existsSync) || existsSync(triedFile) || !canUseApt()) return;
  const code = await step("Installing nginx from the Debian packages", () => installWithApt(projectDir), { isQuiet });
  if (code === 0) return;
  // Not tried again at every run: a machine without a network would wait for it each time.
  mkdirSync(join(projectDir, ".cache"), { recursive: true });
  writeFileSync(triedFile, "");
  say("  nginx could not be installed; the test of several instances brings a proxy of its own.");
}

function canUseApt() {
  return process.platform === "linux" && process.getuid?.() === 0 && existsSync("/usr/bin/apt-get");
}

async function installWithApt(projectDir) {
  // Its service is not wanted: only the program is.
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive", RUNLEVEL: "1" };
  const update = await run("apt-get", ["update", "-q"], projectDir, env);
  if (update.code !== 0) return update.code;
  const { code } = await run(
    "apt-get",
    ["install", "-y", "-q", "--no-install-recommends", "nginx-light"],
    projectDir,
    env,
  );
  return code;
}
