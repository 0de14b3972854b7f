import { fork } from "node:child_process";
import { existsSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import postgres from "postgres";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { ensureDatabase, findDatabaseUrl, type Database } from "@/scripts/database";
import { projectDir } from "@/scripts/environment";
import { findPostgresHome, type PostgresHome } from "@/scripts/postgres-home";
import { findRunningServer } from "@/scripts/postgres-server";
import { makeDataDir, removeDataDir } from "../support/launcher";

let dataDir: string;
const open: Database[] = [];

beforeEach(() => {
  dataDir = makeDataDir();
});

afterEach(async () => {
  for (const database of open.splice(0)) await database.stop();
  removeDataDir(dataDir);
});

async function ensure(): Promise<Database> {
  const database = await ensureDatabase({ dataDir });
  open.push(database);
  return database;
}

async function ask(url: string, statement: string): Promise<unknown> {
  const sql = postgres(url, { max: 1, onnotice: () => {} });
  try {
    return await sql.unsafe(statement);
  } finally {
    await sql.end();
  }
}

function getHome(): PostgresHome {
  const home = findPostgresHome(dataDir);
  if (home === null) throw new Error("there is no database yet");
  return home;
}

function getServerPid(): number {
  const server = findRunningServer(getHome());
  if (server === null) throw new Error("the database is not running");
  return server.pid;
}

/** Brings the database up in a process of its own, which is then killed: its server is left behind. */
function startAndBeKilled(): Promise<unknown> {
  const program = join(projectDir, "tests", "support", "start-database-and-hang.ts");
  const child = fork(program, [dataDir], { execArgv: ["--import", "tsx"], stdio: "ignore" });
  return new Promise((resolve, reject) => {
    child.once("message", () => child.kill("SIGKILL"));
    child.once("exit", (_, signal) =>
      signal === "SIGKILL" ? resolve(undefined) : reject(new Error("it ended early")),
    );
  });
}

describe("the embedded database", () => {
  test("is a real PostgreSQL 18 in UTF-8, reached by URL, and keeps what it is told over a stop", async () => {
    const first = await ensure();
    expect(await ask(first.url, "show server_version")).toMatchObject([
      { server_version: expect.stringMatching(/^18\./) },
    ]);
    expect(await ask(first.url, "show server_encoding")).toMatchObject([{ server_encoding: "UTF8" }]);
    expect(await ask(first.url, "show fsync")).toMatchObject([{ fsync: "on" }]);
    await ask(first.url, "create table kept as select 'رصيد' as word");
    await first.stop();
    expect(findDatabaseUrl({ dataDir })).toEqual({ url: first.url, isRunning: false });

    const second = await ensure();
    expect(second).toMatchObject({ url: first.url, startedByUs: true });
    expect(await ask(second.url, "select word from kept")).toMatchObject([{ word: "رصيد" }]);
  });

  test("lets nobody in without its password, and keeps that from other accounts", async () => {
    const { url } = await ensure();
    const guess = new URL(url);
    guess.password = "guess";
    await expect(ask(guess.href, "select 1")).rejects.toMatchObject({ code: "28P01" });
    expect(statSync(getHome().connectionFile).mode & 0o077).toBe(0);
  });

  test("left running by a command that was killed is joined, and stopped by whoever joined it", async () => {
    await startAndBeKilled();
    const orphan = getServerPid();
    const database = await ensure();
    expect(database.startedByUs).toBe(false);
    expect(getServerPid()).toBe(orphan);
    await database.stop();
    expect(findRunningServer(getHome())).toBeNull();
  });

  test("is stopped by the last who uses it, not by the first who is done", async () => {
    const first = await ensure();
    const second = await ensure();
    await first.stop();
    expect(await ask(second.url, "select 1 as answer")).toMatchObject([{ answer: 1 }]);
    await second.stop();
    expect(findRunningServer(getHome())).toBeNull();
  });

  test("comes back with everything committed after its server was killed", async () => {
    const first = await ensure();
    await ask(first.url, "create table committed as select 1 as n");
    process.kill(getServerPid(), "SIGKILL");
    const second = await ensure();
    expect(await ask(second.url, "select n from committed")).toMatchObject([{ n: 1 }]);
  });

  test("starts although its stale pid file names a process that lives", async () => {
    const first = await ensure();
    process.kill(getServerPid(), "SIGKILL");
    const pidFile = join(getHome().clusterDir, "postmaster.pid");
    const lines = readFileSync(pidFile, "utf8").split("\n");
    writeFileSync(pidFile, [String(process.pid), ...lines.slice(1)].join("\n"));
    const second = await ensure();
    expect(await ask(second.url, "select 1 as answer")).toMatchObject([{ answer: 1 }]);
    expect(second.url).toBe(first.url);
  });

  test("takes another port when somebody else has its own, and remembers it", async () => {
    const first = await ensure();
    await first.stop();
    const squatter = createServer();
    await new Promise<void>((resolve) => squatter.listen(Number(new URL(first.url).port), "127.0.0.1", resolve));
    const second = await ensure();
    expect(new URL(second.url).port).not.toBe(new URL(first.url).port);
    await second.stop();
    await new Promise((resolve) => squatter.close(resolve));
    const third = await ensure();
    expect(third.url).toBe(second.url);
  });

  test("asked for by several at once is made once", async () => {
    const databases = await Promise.all([ensure(), ensure(), ensure()]);
    expect(new Set(databases.map(({ url }) => url)).size).toBe(1);
    expect(databases.filter(({ startedByUs }) => startedByUs)).toHaveLength(1);
  });

  test("works from a folder that only its owner may enter", async () => {
    removeDataDir(dataDir);
    dataDir = makeDataDir({ isPrivate: true });
    const { url } = await ensure();
    expect(await ask(url, "select 1 as answer")).toMatchObject([{ answer: 1 }]);
    // PostgreSQL refuses to run as root, whoever started it.
    expect(statSync(getHome().clusterDir).uid).not.toBe(0);
  });
});

test("a DATABASE_URL is used as it is, and nothing is started", async () => {
  const { url } = await ensure();
  const elsewhere = join(dataDir, "unused");
  const database = await ensureDatabase({ dataDir: elsewhere, databaseUrl: url });
  expect(database).toMatchObject({ url, startedByUs: false });
  expect(existsSync(elsewhere)).toBe(false);
  await database.stop();
  expect(await ask(url, "select 1 as answer")).toMatchObject([{ answer: 1 }]);
});

test("a DATABASE_URL that does not answer is explained without its password", async () => {
  const attempt = ensureDatabase({ dataDir, databaseUrl: "postgres://someone:hunter2@127.0.0.1:1/rasid" });
  await expect(attempt).rejects.toThrow(/does not answer \(postgres:\/\/127\.0\.0\.1:1\/rasid\)/);
  await expect(attempt).rejects.not.toThrow(/hunter2/);
});
