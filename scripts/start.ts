/** `npm start` and `npm run dev`: everything Rasid needs, brought up in order and taken down in order. */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { ensureBuild } from "./build";
import { ensureDatabase } from "./database";
import { loadEnvFiles, projectDir, readSettings, type Settings } from "./environment";
import { readInstances, startApp, startInstances } from "./instances";
import { Launch, Stopped, untilAnswers } from "./launch";
import { tryLock, type HeldLock } from "./lock.mjs";
import { callUrl, findPlace, type Place } from "./place";
import { findFreePort } from "./ports";
import { endLeftovers, recordChildren, startChild, type Child } from "./processes";
import { startScheduler } from "./scheduler";
import { ensureSecrets, type Secrets } from "./secrets";
import { Advice, say, sayError, sayFailure, step } from "./terminal.mjs";

const SANDBOX_PORT_PREFERRED = 4010;
/** The local one has no limit of its own; the real one's would keep a demo with a dozen orders waiting. */
const LOCAL_RATE_PER_MINUTE = "600";
/** How long another launcher of this data directory may take to end before we call it running. */
const ENDING_WAIT_MS = 20_000;
const SANDBOX_READY_TIMEOUT_MS = 30_000;
const SANDBOX_GRACE_MS = 3_000;
const READY_POLL_MS = 50;

async function main(): Promise<void> {
  const launch = new Launch();
  launch.listen();
  const booting = start(launch, process.argv.includes("--dev"));
  try {
    await Promise.race([booting, launch.ended]);
    await launch.ended;
  } catch (reason) {
    if (reason instanceof Stopped) say("\nStopping …");
    else {
      sayFailure(reason);
      process.exitCode = 1;
    }
  }
  await launch.stopAll();
  // A step that was under way may have brought up one thing more.
  await booting.catch(() => {});
  await launch.stopAll();
  if (process.exitCode !== 1) say("Stopped. Nothing is left running.");
  process.exit();
}

async function start(launch: Launch, isDev: boolean): Promise<void> {
  loadEnvFiles(isDev);
  const settings = readSettings(isDev);
  const instances = readInstances(process.argv, isDev);
  const { dataDir } = settings;
  mkdirSync(dataDir, { recursive: true });
  say(`Rasid${isDev ? " (development)" : ""}: starting …`);

  const lock = await takeLauncherLock(settings, launch);
  launch.add({ name: "the launcher", stop: async () => lock.release() });
  launch.continueOrThrow();
  const childrenFile = join(dataDir, "children.json");
  const leftovers = await endLeftovers(childrenFile);
  if (leftovers.length > 0) say(`  Ended what a launcher that was killed has left: ${leftovers.join(", ")}.`);
  const place = await findPlace(settings);
  lock.update({ url: place.url });

  const database = await step("Starting the database", () => ensureDatabase(settings));
  launch.add({ name: "the database", stop: (isForced) => database.stop({ isForced }) });
  const { server } = database;
  if (server !== null) launch.watch(server.pid, () => `The database has ended by itself. Its log: ${server.logFile}`);
  launch.continueOrThrow();
  await step("Bringing the tables up to date", async () => (await import("@/db/migrate")).migrate(database.url));
  launch.continueOrThrow();
  if (settings.isDemo) {
    await step("Filling in the demo shops", async () => (await import("@/db/seed")).seedDemo(database.url));
    launch.continueOrThrow();
  }

  const secrets = ensureSecrets(dataDir);
  const children = new Set<Child>();
  const keep = (child: Child) => recordChildren(childrenFile, [...children.add(child)]);
  const forget = (child: Child) => {
    children.delete(child);
    recordChildren(childrenFile, [...children]);
  };
  const env = appEnvironment(settings, secrets, place, database.url);
  if (settings.apiKey === null) {
    env.ONECLICKDZ_RATE_PER_MINUTE = process.env.ONECLICKDZ_RATE_PER_MINUTE || LOCAL_RATE_PER_MINUTE;
    env.ONECLICKDZ_API_URL = await step("Starting the local OneClickDz", () =>
      startSandbox(settings, secrets, launch, keep),
    );
  }
  if (!isDev) await step("Building the app (only after a change)", () => build(settings, launch));
  launch.continueOrThrow();

  const parts = { settings, place, env, launch, keep, forget };
  await step("Starting the app", () => (instances === 1 ? startApp(parts) : startInstances(instances, parts)));
  if (settings.isSchedulerOn) startSchedule(place, env.CRON_SECRET ?? "", launch);
  launch.continueOrThrow();
  announce(settings, place);
}

/** Two launchers on one data directory would hand out the same orders' work and fight over the database. */
async function takeLauncherLock(settings: Settings, launch: Launch): Promise<HeldLock> {
  const path = join(settings.dataDir, "launcher.lock");
  const deadline = Date.now() + ENDING_WAIT_MS;
  for (;;) {
    const answer = tryLock(path, { purpose: "run" });
    if (answer.ok) {
      void launch.ended.catch(() => answer.lock.update({ purpose: "stopping" }));
      return answer.lock;
    }
    const { holder } = answer;
    if (holder.purpose !== "stopping" || Date.now() > deadline) {
      throw new Advice(
        `Rasid is already running on this data directory: process ${holder.pid}${holder.url ? `, ${holder.url}` : ""}.\n` +
          `Use that one, stop it first (Ctrl-C in its terminal, or: kill ${holder.pid}), or start a second,\n` +
          "separate Rasid:  RASID_DATA_DIR=.data-2 PORT=3001 npm start",
      );
    }
    await delay(READY_POLL_MS);
    launch.continueOrThrow();
  }
}

function appEnvironment(settings: Settings, secrets: Secrets, place: Place, databaseUrl: string): NodeJS.ProcessEnv {
  return {
    ...process.env,
    NODE_ENV: settings.isDev ? "development" : "production",
    NEXT_TELEMETRY_DISABLED: "1",
    PORT: String(place.port),
    HOST: place.host,
    DATABASE_URL: databaseUrl,
    RASID_DATA_DIR: settings.dataDir,
    RASID_DEMO: settings.isDemo ? "on" : "off",
    ...(settings.apiUrl !== null && { ONECLICKDZ_API_URL: settings.apiUrl }),
    ONECLICKDZ_API_KEY: settings.apiKey ?? secrets.sandboxApiKey,
    ONECLICKDZ_ENVIRONMENT: settings.upstreamEnvironment,
    NEXTAUTH_URL: settings.authUrl ?? place.url,
    NEXTAUTH_SECRET: settings.authSecret ?? secrets.authSecret,
    CRON_SECRET: settings.cronSecret ?? secrets.cronSecret,
    SCHEDULER: settings.isSchedulerOn ? "on" : "off",
  };
}

/** Answers its URL once it speaks. Its orders and wallet outlive it in the data directory, as a real provider's do. */
async function startSandbox(
  settings: Settings,
  secrets: Secrets,
  launch: Launch,
  keep: (child: Child) => void,
): Promise<string> {
  const port = await findFreePort(SANDBOX_PORT_PREFERRED);
  const url = `http://127.0.0.1:${port}`;
  const child = startChild({
    name: "the local OneClickDz",
    args: ["--import", "tsx", join(projectDir, "sandbox", "main.ts")],
    cwd: projectDir,
    env: {
      ...process.env,
      SANDBOX_HOST: "127.0.0.1",
      SANDBOX_PORT: String(port),
      SANDBOX_API_KEY: secrets.sandboxApiKey,
      SANDBOX_STATE_FILE: join(settings.dataDir, "sandbox.jsonl"),
    },
    logFile: join(settings.dataDir, "logs", "sandbox.log"),
    graceMs: SANDBOX_GRACE_MS,
  });
  launch.addChild(child);
  keep(child);
  await untilAnswers(`${url}/v3/ping`, child, SANDBOX_READY_TIMEOUT_MS, launch);
  return url;
}

async function build(settings: Settings, launch: Launch): Promise<void> {
  let forget = () => {};
  await ensureBuild({
    dataDir: settings.dataDir,
    logFile: join(settings.dataDir, "logs", "build.log"),
    onChild: (child) => {
      forget = launch.add(child);
    },
  });
  forget();
}

function startSchedule(place: Place, secret: string, launch: Launch): void {
  const scheduler = startScheduler({
    url: `${callUrl(place)}/api/cron/sync-orders`,
    secret,
    onTrouble: (text) =>
      launch.isStopping || sayError(`  The scheduler's call failed: ${text}\n  Trying again, ever more slowly.`),
    onRecovery: () => say("  The scheduler's calls succeed again."),
  });
  launch.add({ name: "the scheduler", stop: () => scheduler.stop() });
}

function announce(settings: Settings, place: Place): void {
  say("");
  say(`  Rasid is ready:  ${settings.authUrl ?? place.url}`);
  if (settings.isDemo) {
    say("");
    say("  Sign in with the password rasid-demo as");
    say("    owner, manager, cashier, auditor   of the shop Boutique Didouche");
    say("    cashier2                           of the shop Kiosque El Biar");
    say("    operator                           of all shops");
    if (settings.apiKey === null)
      say("  Top-ups go to the local OneClickDz: no phone is really topped up, no money is spent.");
  }
  if (!settings.isSchedulerOn) say("  SCHEDULER=off: something else has to call /api/cron/sync-orders.");
  say(`  Logs: ${join(settings.dataDir, "logs")}.  Stop with Ctrl-C.`);
  say("");
}

await main();
