// Node built-ins only: this is what installs everything else.
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { waitForLock } from "../lock.mjs";
import { Advice, say, step } from "../terminal.mjs";

/** Lives inside node_modules, so that whoever deletes the folder deletes the claim that it is complete. */
const STAMP_FILE = ".rasid-stamp";
/** Longer than any install seen on a slow line; after it somebody should look at the other terminal. */
const OTHER_SETUP_WAIT_MS = 15 * 60_000;
const FAILURE_LINES_MAX = 25;

/** Installs the packages of the lockfile unless node_modules already holds exactly them. */
export async function ensureInstalled(projectDir, { isQuiet }) {
  const stamp = expectedStamp(projectDir);
  if (readStamp(projectDir) === stamp) return;
  const lock = await waitForLock(
    join(projectDir, ".cache", "setup.lock"),
    { purpose: "set-up" },
    {
      timeoutMs: OTHER_SETUP_WAIT_MS,
      onWait: (holder) => isQuiet || say(`  Another set-up (process ${holder.pid}) is installing; waiting for it …`),
    },
  ).catch((error) => {
    throw new Advice(explainInstallFailure(String(error), projectDir));
  });
  if (lock === null)
    throw new Advice("Another set-up has been running for a quarter of an hour; look at its terminal.");
  try {
    if (readStamp(projectDir) === stamp) return;
    if (!holdsTheLockfile(projectDir)) {
      await step("Installing packages (the first time this takes a minute or so)", () => installPackages(projectDir), {
        isQuiet,
      });
    }
    writeFileSync(join(projectDir, "node_modules", STAMP_FILE), stamp);
  } finally {
    lock.release();
  }
}

/** Changes whenever another install would put other files into node_modules. */
function expectedStamp(projectDir) {
  const { dependencies, devDependencies, overrides } = JSON.parse(read(projectDir, "package.json"));
  return createHash("sha256")
    .update(read(projectDir, "package-lock.json"))
    .update(JSON.stringify([dependencies, devDependencies, overrides]))
    .update(`${process.versions.node.split(".")[0]} ${process.platform} ${process.arch} ${cLibrary()}`)
    .digest("hex");
}

function readStamp(projectDir) {
  try {
    return read(projectDir, "node_modules", STAMP_FILE);
  } catch {
    return null;
  }
}

/**
 * True when somebody already ran npm by hand: npm's own record of what it installed then agrees with the lockfile.
 * Packages for other machines are rightly absent; development packages are needed by our commands and must be there.
 */
function holdsTheLockfile(projectDir) {
  let installed;
  try {
    installed = JSON.parse(read(projectDir, "node_modules", ".package-lock.json")).packages;
  } catch {
    return false;
  }
  const wanted = JSON.parse(read(projectDir, "package-lock.json")).packages;
  return Object.entries(wanted).every(([path, entry]) => {
    if (!path.startsWith("node_modules/")) return true;
    if (entry.optional === true && !isMadeForThisMachine(entry)) return true;
    return (
      installed[path]?.version === entry.version &&
      installed[path]?.integrity === entry.integrity &&
      existsSync(join(projectDir, path, "package.json"))
    );
  });
}

/** True for the variant of a package that is built for this system; false where a package names no system at all. */
function isMadeForThisMachine(entry) {
  if (entry.os === undefined && entry.cpu === undefined) return false;
  const matches = (list, actual) =>
    list === undefined ||
    (!list.includes(`!${actual}`) && (list.every((name) => name.startsWith("!")) || list.includes(actual)));
  return (
    matches(entry.os, process.platform) &&
    matches(entry.cpu, process.arch) &&
    (process.platform !== "linux" || matches(entry.libc, cLibrary()))
  );
}

function cLibrary() {
  if (process.platform !== "linux") return "";
  return process.report.getReport().header.glibcVersionRuntime === undefined ? "musl" : "glibc";
}

/**
 * `npm install --no-save`, not `npm ci`: it takes the same versions from the lockfile, but does not insist that the
 * registry at hand carries every optional package for every other system, which mirrors often do not.
 */
async function installPackages(projectDir) {
  const modulesDir = join(projectDir, "node_modules");
  // Without npm's own record the folder is the rest of an interrupted install, or another package manager's.
  if (!existsSync(join(modulesDir, ".package-lock.json"))) rmSync(modulesDir, { recursive: true, force: true });
  // Development packages too, whatever NODE_ENV says: tsx and the build's own tools are among them.
  const flags = ["--no-save", "--include=dev", "--include=optional", "--no-audit", "--no-fund", "--loglevel=error"];
  const [command, args] = npmCommand(["install", ...flags]);
  const { code, output } = await run(command, args, projectDir);
  if (code !== 0) throw new Advice(explainInstallFailure(output, projectDir));
}

/** The very npm that runs us, when one does: PATH may hold another, or none. */
export function npmCommand(args) {
  const npmCli = process.env.npm_execpath;
  if (npmCli !== undefined && basename(npmCli) === "npm-cli.js" && existsSync(npmCli)) {
    return [process.execPath, [npmCli, ...args]];
  }
  return [process.platform === "win32" ? "npm.cmd" : "npm", args];
}

/** Runs a command to its end and keeps what it said. */
export function run(command, args, cwd, env = process.env) {
  return new Promise((resolve) => {
    const shell = process.platform === "win32" && command.endsWith(".cmd");
    const child = spawn(command, args, { cwd, env, shell, stdio: ["ignore", "pipe", "pipe"] });
    let output = "";
    const keep = (chunk) => {
      output = (output + chunk).slice(-200_000);
    };
    child.stdout.on("data", keep);
    child.stderr.on("data", keep);
    child.on("error", (error) => resolve({ code: 127, output: `${output}\n${error.message}` }));
    child.on("close", (code) => resolve({ code: code ?? 1, output }));
  });
}

/** Each kind of failure seen in the wild, by what npm prints of it, and the way out. */
const INSTALL_FAILURES = [
  {
    pattern:
      /ENOTFOUND|EAI_AGAIN|ETIMEDOUT|ECONNREFUSED|ECONNRESET|ENETUNREACH|network (request|timeout)|socket hang up/i,
    advice:
      "npm could not reach its registry. Check the connection; behind a proxy set HTTPS_PROXY, " +
      "with a mirror of your own run `npm config set registry <url>`. Then run the same command again.",
  },
  {
    pattern: /ENOSPC/,
    advice: "The disk is full. Packages and build need about 2 GB; make room and run the same command again.",
  },
  {
    pattern: /EACCES|EPERM|EROFS/,
    advice:
      "The project folder cannot be written to. Give it to your user (`sudo chown -R $(id -u) .`), " +
      "or copy the project to a folder of yours.",
  },
  {
    pattern: /EINTEGRITY/,
    advice: "A downloaded package is damaged. Run `npm cache clean --force`, then the same command again.",
  },
  {
    pattern: /spawn npm|npm: not found/,
    advice: "npm was not found. It comes with Node: install Node from https://nodejs.org.",
  },
];

function explainInstallFailure(output, projectDir) {
  const known = INSTALL_FAILURES.find(({ pattern }) => pattern.test(output));
  const tail = output.trim().split("\n").slice(-FAILURE_LINES_MAX).join("\n");
  const advice = known?.advice ?? `What npm says is above; \`npm ci\` in ${projectDir} repeats it.`;
  return `${tail}\n\nThe packages could not be installed. ${advice}`;
}

function read(...path) {
  return readFileSync(join(...path), "utf8");
}
