// A Chromium for the browser tests: found, or fetched. Runs after the packages are installed.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { delimiter, join } from "node:path";
import { waitForLock } from "../lock.mjs";
import { Advice, say, sayError, step } from "../terminal.mjs";
import { run } from "./install.mjs";

const NAMES_ON_PATH = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
/** Where snap and the Debian packages put it when PATH is bare. */
const DIRECTORIES = ["/usr/bin", "/usr/local/bin", "/snap/bin"];

/**
 * Leaves in .cache/chromium.json the browser that the tests use: `{ executablePath, source }`. Each candidate is
 * really started once, because a browser without its libraries is found just as easily as a working one.
 */
export async function ensureChromium(projectDir, { isQuiet }) {
  const recordFile = join(projectDir, ".cache", "chromium.json");
  const record = readRecord(recordFile);
  const asked = process.env.CHROMIUM_PATH;
  const isAskedFor = asked === undefined || asked === "" || asked === record?.executablePath;
  if (record !== null && isAskedFor && existsSync(record.executablePath)) return;

  mkdirSync(join(projectDir, ".cache"), { recursive: true });
  const lock = await waitForLock(`${recordFile}.lock`, { purpose: "set-up" }, { timeoutMs: 15 * 60_000 });
  if (lock === null)
    throw new Advice("Another set-up has been fetching a browser for a quarter of an hour; look at its terminal.");
  try {
    const found = await step("Looking for a Chromium", () => findOrFetch(projectDir), { isQuiet });
    writeFileSync(recordFile, `${JSON.stringify(found)}\n`);
    if (!isQuiet) say(`  Chromium for the browser tests: ${found.executablePath}`);
  } finally {
    lock.release();
  }
}

async function findOrFetch(projectDir) {
  const playwright = createRequire(join(projectDir, "package.json"))("@playwright/test");
  const tried = [];
  const firstWorking = async (candidates) => {
    for (const candidate of candidates) {
      if (!existsSync(candidate.executablePath)) continue;
      const trouble = await tryToStart(playwright, candidate.executablePath);
      if (trouble === null) return candidate;
      tried.push(`${candidate.executablePath}: ${trouble}`);
    }
    return null;
  };

  const asked = process.env.CHROMIUM_PATH;
  if (asked !== undefined && asked !== "") {
    const found = await firstWorking([{ executablePath: asked, source: "CHROMIUM_PATH" }]);
    if (found !== null) return found;
    sayError(`  CHROMIUM_PATH=${asked} does not start (${tried.at(-1) ?? "no such file"}); looking for another.`);
  }
  const playwrightsOwn = () => [{ executablePath: playwright.chromium.executablePath(), source: "playwright" }];
  let found = await firstWorking([...playwrightsOwn(), ...candidatesOnPath()]);
  if (found === null && canUseApt()) {
    await step("Installing Chromium from the Debian packages", () => installWithApt(projectDir));
    found = await firstWorking(candidatesOnPath());
  }
  if (found === null) {
    const output = await step("Downloading Playwright's Chromium", () => installWithPlaywright(projectDir));
    found = await firstWorking(playwrightsOwn());
    if (found === null) throw new Advice(explainNoBrowser(tried, output));
  }
  return found;
}

async function tryToStart(playwright, executablePath) {
  try {
    const browser = await playwright.chromium.launch({ executablePath, timeout: 30_000 });
    await browser.close();
    return null;
  } catch (error) {
    return String(error).split("\n").slice(0, 2).join(" ");
  }
}

function candidatesOnPath() {
  const directories = [...(process.env.PATH ?? "").split(delimiter), ...DIRECTORIES];
  return NAMES_ON_PATH.flatMap((name) =>
    directories.map((directory) => ({ executablePath: join(directory, name), source: "system" })),
  ).filter(
    ({ executablePath }, index, all) => all.findIndex((other) => other.executablePath === executablePath) === index,
  );
}

function canUseApt() {
  return process.platform === "linux" && process.getuid?.() === 0 && existsSync("/usr/bin/apt-get");
}

async function installWithApt(projectDir) {
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  const update = await run("apt-get", ["update", "-q"], projectDir, env);
  if (update.code !== 0) return;
  await run("apt-get", ["install", "-y", "-q", "--no-install-recommends", "chromium"], projectDir, env);
}

async function installWithPlaywright(projectDir) {
  const cli = join(projectDir, "node_modules", "@playwright", "test", "cli.js");
  const withLibraries = canUseApt() ? ["--with-deps"] : [];
  const { output } = await run(process.execPath, [cli, "install", ...withLibraries, "chromium"], projectDir);
  return output;
}

function explainNoBrowser(tried, output) {
  return [
    output.trim().split("\n").slice(-10).join("\n"),
    ...tried.map((line) => `  ${line}`),
    "",
    "The browser tests need a Chromium and none could be found or fetched. Do one of:",
    "  - install one from your system (Debian: sudo apt-get install chromium), or",
    "  - npx playwright install --with-deps chromium (needs the network), or",
    "  - set CHROMIUM_PATH to the executable of one you have,",
    "then run the same command again. Everything but the browser tests runs without:",
    "  npx vitest run",
  ].join("\n");
}

function readRecord(recordFile) {
  try {
    const record = JSON.parse(readFileSync(recordFile, "utf8"));
    return typeof record.executablePath === "string" ? record : null;
  } catch {
    return null;
  }
}
