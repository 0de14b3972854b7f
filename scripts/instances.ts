/** The app's processes: one, or several behind nginx. */
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { nextCli } from "./build";
import { projectDir, type Settings } from "./environment";
import { untilAnswers, type Launch } from "./launch";
import { findNginx, KEEP_ALIVE_MS, startNginx, type Nginx } from "./nginx";
import { callUrl, type Place } from "./place";
import { findFreePort } from "./ports";
import { startChild, type Child } from "./processes";
import { Advice, say, sayError } from "./terminal.mjs";

/** What the app's processes are started with. */
export type AppParts = {
  readonly settings: Settings;
  /** Where people find it: the app itself, or nginx in front of its instances. */
  readonly place: Place;
  readonly env: NodeJS.ProcessEnv;
  readonly launch: Launch;
  /** Told of every child that is started, and of those that are no more. */
  readonly keep: (child: Child) => void;
  readonly forget: (child: Child) => void;
};

/** In development the first answer waits for the compiler. */
const APP_READY_TIMEOUT_MS = 120_000;
const NGINX_READY_TIMEOUT_MS = 10_000;
/** Requests in flight end within this; an open event stream never does, and its browser reconnects by itself. */
const APP_GRACE_MS = 4_000;
/** One that cannot start at all is not tried in a circle that burns the processor. */
const RESTART_PAUSE_MS = 1_000;
/** Each holds up to `DATABASE_POOL_MAX` connections, and the embedded database has a hundred. */
const INSTANCES_MAX = 8;

/** How many were asked for (`--instances 3`), once it is sure that so many can be had. */
export function readInstances(args: readonly string[], isDev: boolean): number {
  const at = args.indexOf("--instances");
  if (at < 0) return 1;
  const count = Number(args[at + 1]);
  if (!Number.isInteger(count) || count < 1 || count > INSTANCES_MAX)
    throw new Advice(`--instances is a number from 1 to ${INSTANCES_MAX}: npm start -- --instances 3`);
  if (isDev && count > 1) throw new Advice("Several instances run the built app: npm start -- --instances 3");
  if (count > 1) requireNginx();
  return count;
}

function requireNginx(): Nginx {
  const nginx = findNginx();
  if (nginx !== null) return nginx;
  throw new Advice(
    "Several instances stand behind nginx, and there is none on this machine.\n" +
      "Install it (Debian: apt-get install nginx-light; it need not run as a service), or start one instance: npm start",
  );
}

/** One process, which everything ends with. */
export async function startApp(parts: AppParts): Promise<void> {
  const child = startInstance(parts, "the app", parts.place, "app.log");
  parts.launch.addChild(child);
  parts.keep(child);
  await untilWell(callUrl(parts.place), child, parts.launch);
}

/** Several on ports of their own, each started again should it end, and nginx where people look for the app. */
export async function startInstances(count: number, parts: AppParts): Promise<void> {
  const { settings, place, launch } = parts;
  const nginx = requireNginx();
  const ports = await findPorts(count);
  await Promise.all(
    ports.map((port, index) => {
      const name = `instance ${index + 1} of the app`;
      const own = { host: "127.0.0.1", port, url: `http://127.0.0.1:${port}` };
      return keepRunning(parts, name, () => startInstance(parts, name, own, `app-${index + 1}.log`), own.url);
    }),
  );
  const front = startNginx(nginx, {
    ...{ dir: join(settings.dataDir, "nginx"), logFile: join(settings.dataDir, "logs", "nginx.log") },
    ...{ host: place.host, port: place.port, instances: ports.map((port) => `127.0.0.1:${port}`) },
  });
  launch.addChild(front);
  parts.keep(front);
  await untilAnswers(`${callUrl(place)}/api/health`, front, NGINX_READY_TIMEOUT_MS, launch);
  say(`  ${count} instances behind nginx ${nginx.version}, at the ports ${ports.join(", ")} of this machine.`);
}

function startInstance({ settings, env }: AppParts, name: string, { host, port }: Place, logName: string): Child {
  return startChild({
    name,
    args: [
      ...[nextCli, settings.isDev ? "dev" : "start", "-H", host, "-p", String(port)],
      ...(settings.isDev ? [] : ["--keepAliveTimeout", String(KEEP_ALIVE_MS)]),
    ],
    cwd: projectDir,
    env: { ...env, PORT: String(port) },
    logFile: join(settings.dataDir, "logs", logName),
    graceMs: APP_GRACE_MS,
    onLine: (line) => isWorthShowing(line, settings) && say(line),
  });
}

/** Whoever ends one, by mistake or to renew it, has it back in a moment; the others serve meanwhile. */
async function keepRunning(parts: AppParts, name: string, start: () => Child, url: string): Promise<void> {
  const { launch, keep, forget } = parts;
  let child = start();
  keep(child);
  launch.add({ name, stop: (isForced) => child.stop(isForced) });
  const watch = async (ending: string): Promise<void> => {
    forget(child);
    if (launch.isStopping) return;
    sayError(`  ${name} has ended (${ending}); starting it again. Its last words:\n${child.tail()}`);
    await delay(RESTART_PAUSE_MS);
    if (launch.isStopping) return;
    child = start();
    keep(child);
    void child.exited.then(watch);
  };
  void child.exited.then(watch);
  await untilWell(url, child, launch);
}

async function untilWell(url: string, child: Child, launch: Launch): Promise<void> {
  const response = await untilAnswers(`${url}/api/health`, child, APP_READY_TIMEOUT_MS, launch);
  if (response.ok) return;
  sayError(`  ${child.name} is up but not well (${response.status}): ${(await response.text()).slice(0, 300)}`);
}

async function findPorts(count: number): Promise<readonly number[]> {
  const ports = new Set<number>();
  while (ports.size < count) ports.add(await findFreePort());
  return [...ports];
}

/** What Next says of itself when it starts; our own last lines say it better. */
const NEXT_BANNER = /^\s*(▲ Next\.js|- (Local|Network|Environments):|✓ (Ready|Starting|Running))/;

/** In development Next tells of every request; ours every two seconds would be all that one sees. */
const SCHEDULED_CALL = /^\s*GET \/api\/cron\/sync-orders 200 /;

/**
 * In the terminal of a demo, the app's routine log would bury the URL; warnings and plain words still come through.
 * In production, every line: whoever runs it collects standard output.
 */
function isWorthShowing(line: string, settings: Settings): boolean {
  if (settings.isDev ? SCHEDULED_CALL.test(line) : NEXT_BANNER.test(line)) return false;
  if (!settings.isDemo || !line.startsWith("{")) return true;
  const level = /"level":\s*"?(\w+)/.exec(line)?.[1];
  return level === undefined || !["10", "20", "30", "trace", "debug", "info"].includes(level);
}
