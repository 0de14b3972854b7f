/**
 * The database behind every command: the one that DATABASE_URL names, else an embedded PostgreSQL that lives in the
 * data directory. Either is reached by URL and by nothing else.
 */
import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import postgres from "postgres";
import { findProcessIdentity, isHolderAlive, readHolder, waitForLock } from "./lock.mjs";
import { checkPort, findFreePort } from "./ports";
import { createPostgresHome, findPostgresHome, type PostgresHome } from "./postgres-home";
import {
  createCluster,
  findRunningServer,
  startServer,
  stopServer,
  SUPERUSER,
  waitUntilReady,
  wasKilled,
} from "./postgres-server";
import { Advice } from "./terminal.mjs";

export type DatabaseOptions = {
  /** Used as it is when set; nothing is started or stopped then. */
  readonly databaseUrl?: string | null;
  /** Where the embedded database lives. */
  readonly dataDir: string;
  /** Made when it does not exist. */
  readonly databaseName?: string;
};

export type Database = {
  readonly url: string;
  readonly startedByUs: boolean;
  /** Null for a database that is not embedded. */
  readonly server: { readonly pid: number; readonly logFile: string } | null;
  /**
   * We are done with it. The last process to say so stops the server, whoever started it: a server left behind by a
   * command that was killed is thus stopped by the next one.
   */
  stop(options?: { readonly isForced?: boolean }): Promise<void>;
};

type Connection = { readonly port: number; readonly password: string };

/** Starting includes recovery after a crash; somebody else's may be waited for as long as our own. */
const LOCK_TIMEOUT_MS = 5 * 60_000;
const REACH_ATTEMPTS_MAX = 20;
const START_ATTEMPTS_MAX = 60;
/** How long the processes of a killed server may take to notice and end. */
const STILL_ENDING_MS = 3_000;
const STILL_ENDING_PAUSE_MS = 50;
const CONNECT_TIMEOUT_S = 10;
const DEFAULT_NAME = "rasid";
/** PostgreSQL's code while it starts up or shuts down. */
const SHUTTING_DOWN = "57P03";

/** Brings the database up, or joins it where it runs already. */
export async function ensureDatabase(options: DatabaseOptions): Promise<Database> {
  if (options.databaseUrl) {
    await requireAnswer(options.databaseUrl);
    return { url: options.databaseUrl, startedByUs: false, server: null, stop: async () => {} };
  }
  const dataDir = resolve(options.dataDir);
  const gate = await passGate(dataDir);
  try {
    const home = findPostgresHome(dataDir) ?? (await createDatabaseHome(dataDir));
    const { server, startedByUs, url } = await reachServer(home, options.databaseName ?? DEFAULT_NAME);
    const leave = registerUser(home);
    return {
      url,
      startedByUs,
      server: { pid: server.pid, logFile: home.logFile },
      stop: ({ isForced = false } = {}) => leaveServer(dataDir, home, leave, isForced),
    };
  } finally {
    gate.release();
  }
}

/** The URL of the database in use, without starting anything. Null when there is no embedded database yet. */
export function findDatabaseUrl(
  options: DatabaseOptions,
): { readonly url: string; readonly isRunning: boolean } | null {
  if (options.databaseUrl) return { url: options.databaseUrl, isRunning: true };
  const home = findPostgresHome(resolve(options.dataDir));
  if (home === null) return null;
  const running = findRunningServer(home);
  const connection = readConnection(home);
  const url = urlOf(running?.port ?? connection.port, connection.password, options.databaseName ?? DEFAULT_NAME);
  return { url, isRunning: running !== null };
}

/** One process at a time starts, joins or stops the server of a data directory. */
async function passGate(dataDir: string) {
  mkdirSync(dataDir, { recursive: true });
  const path = join(dataDir, "database.lock");
  const lock = await waitForLock(path, { purpose: "database" }, { timeoutMs: LOCK_TIMEOUT_MS });
  if (lock !== null) return lock;
  throw new Advice(
    `Another command (process ${readHolder(path)?.pid ?? "?"}) has been starting the database for minutes.`,
  );
}

async function createDatabaseHome(dataDir: string): Promise<PostgresHome> {
  const home = createPostgresHome(dataDir);
  const password = randomBytes(24).toString("base64url");
  writeConnection(home, { port: await findFreePort(), password });
  await createCluster(home, password);
  return home;
}

/** Joins or starts, and has an answer. A server may die, or be just dying, in the moment in which we find it. */
async function reachServer(home: PostgresHome, databaseName: string) {
  for (let attempt = 1; ; attempt += 1) {
    const { server, startedByUs } = await joinOrStart(home);
    const url = urlOf(server.port, readConnection(home).password, databaseName);
    try {
      await ensureDatabaseExists(url);
      return { server, startedByUs, url };
    } catch (error) {
      const isAnswer = error instanceof postgres.PostgresError && error.code !== SHUTTING_DOWN;
      if (isAnswer || attempt === REACH_ATTEMPTS_MAX) throw error;
      await delay(STILL_ENDING_PAUSE_MS);
    }
  }
}

async function joinOrStart(home: PostgresHome) {
  const running = await waitUntilReady(home);
  if (running !== null) return { server: running, startedByUs: false };
  const connection = readConnection(home);
  let log = "";
  let port = await findOwnPort(home, connection.port);
  for (let attempt = 0; attempt < START_ATTEMPTS_MAX; attempt += 1) {
    const outcome = await startServer(home, port);
    if ("pid" in outcome) {
      if (port !== connection.port) writeConnection(home, { ...connection, port });
      return { server: outcome, startedByUs: true };
    }
    log = outcome.log;
    if (outcome.kind === "failed") break;
    if (outcome.kind === "port_taken") port = await findFreePort();
    else await delay(STILL_ENDING_PAUSE_MS);
  }
  throw new Advice(explainStartFailure(home, log));
}

/** The port of last time when it can be had, so that a URL somebody copied stays true. */
async function findOwnPort(home: PostgresHome, port: number): Promise<number> {
  // The processes of a server that was killed hold its port until they notice.
  const deadline = Date.now() + (wasKilled(home) ? STILL_ENDING_MS : 0);
  while (Date.now() < deadline && (await checkPort(port, "127.0.0.1")) !== null) await delay(STILL_ENDING_PAUSE_MS);
  return findFreePort(port);
}

function explainStartFailure(home: PostgresHome, log: string): string {
  const cause = /No space left/.test(log)
    ? "The disk is full; make room and start again."
    : /shared memory/i.test(log)
      ? "The system gives it too little shared memory; in a container allow more (--shm-size=256m)."
      : `Its log is ${home.logFile}. A PostgreSQL of your own works as well: set DATABASE_URL.`;
  return `${log.split("\n").slice(-20).join("\n")}\n\nThe embedded database does not start. ${cause}`;
}

async function leaveServer(dataDir: string, home: PostgresHome, leave: () => void, isForced: boolean): Promise<void> {
  const gate = await passGate(dataDir);
  try {
    leave();
    if (hasUsers(home)) return;
    const running = findRunningServer(home);
    if (running !== null) await stopServer(running.pid, { isForced });
  } finally {
    gate.release();
  }
}

function registerUser(home: PostgresHome): () => void {
  mkdirSync(home.usersDir, { recursive: true });
  const path = join(home.usersDir, `${process.pid}-${randomBytes(4).toString("hex")}`);
  writeFileSync(path, JSON.stringify({ pid: process.pid, identity: findProcessIdentity(process.pid) }));
  return () => rmSync(path, { force: true });
}

/** Files of processes that ended without saying so are cleared on the way. */
function hasUsers(home: PostgresHome): boolean {
  if (!existsSync(home.usersDir)) return false;
  return readdirSync(home.usersDir)
    .map((name) => join(home.usersDir, name))
    .map((path) => {
      const isAlive = isHolderAlive(readHolder(path));
      if (!isAlive) rmSync(path, { force: true });
      return isAlive;
    })
    .some(Boolean);
}

async function ensureDatabaseExists(url: string): Promise<void> {
  try {
    await withConnection(url, (sql) => sql`select 1`);
  } catch (error) {
    if (!(error instanceof postgres.PostgresError) || error.code !== "3D000") throw error;
    const name = new URL(url).pathname.slice(1);
    await withConnection(withDatabase(url, "postgres"), (sql) => sql`create database ${sql(name)}`);
  }
}

async function requireAnswer(url: string): Promise<void> {
  let shown: string;
  try {
    const parsed = new URL(url);
    shown = `${parsed.protocol}//${parsed.host}${parsed.pathname}`;
  } catch {
    throw new Advice("DATABASE_URL is not a URL. It looks like postgres://user:password@host:5432/database");
  }
  try {
    await withConnection(url, (sql) => sql`select 1`);
  } catch (error) {
    const reason = error instanceof AggregateError ? error.errors.map(String).join("; ") : String(error);
    throw new Advice(
      `The database of DATABASE_URL does not answer (${shown}).\n  ${reason}\n` +
        "Start that server, correct the URL, or unset DATABASE_URL to use the embedded database.",
    );
  }
}

async function withConnection(url: string, work: (sql: postgres.Sql) => Promise<unknown>): Promise<void> {
  const sql = postgres(url, {
    ...{ max: 1, connect_timeout: CONNECT_TIMEOUT_S, onnotice: () => {} },
    // No arrays are sent here, so the server's types need not be asked for.
    fetch_types: false,
  });
  try {
    await work(sql);
  } finally {
    await sql.end({ timeout: 1 });
  }
}

/** The same server, another database. */
export function withDatabase(url: string, name: string): string {
  const other = new URL(url);
  other.pathname = `/${name}`;
  return other.href;
}

function urlOf(port: number, password: string, name: string): string {
  return `postgres://${SUPERUSER}:${encodeURIComponent(password)}@127.0.0.1:${port}/${name}`;
}

function readConnection(home: PostgresHome): Connection {
  try {
    return JSON.parse(readFileSync(home.connectionFile, "utf8")) as Connection;
  } catch (cause) {
    throw new Advice(
      `The password of the embedded database cannot be read from ${home.connectionFile} (${String(cause)}).\n` +
        "Run the command as the account that made the database, or restore that file.",
    );
  }
}

function writeConnection(home: PostgresHome, connection: Connection): void {
  writeFileSync(home.connectionFile, `${JSON.stringify(connection)}\n`, { mode: 0o600 });
}
