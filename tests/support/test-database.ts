/**
 * Databases for tests, without a test runner's own words, so that vitest and Playwright share them. Each is a clone
 * of a template that was migrated once, which takes some tens of milliseconds.
 */
import { createHash, randomBytes } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import postgres from "postgres";
import { migrate } from "@/db/migrate";
import { ensureDatabase, withDatabase, type Database } from "@/scripts/database";
import { findProcessIdentity } from "@/scripts/lock.mjs";

export type TestDatabase = {
  readonly url: string;
  /** A pool of the test's own, beside whatever the code under test opens. `bigint` columns arrive as BigInt. */
  readonly sql: postgres.Sql<{ bigint: bigint }>;
  drop(): Promise<void>;
};

const projectDir = fileURLToPath(new URL("../..", import.meta.url));
/** Whatever decides what `migrate` makes; a change here means another template. */
const TEMPLATE_SOURCES = ["db/migrations", "db/functions", "db/migrate.ts", "lib/orders/status.ts"];
const TEMPLATE_PREFIX = "rasid_template_";
const TEST_PREFIX = "rasid_test_";
/** Any number, the same for all who build templates. */
const TEMPLATE_LOCK = 7_243_100;

/** The server that all test runs of this checkout share. Its URL is that of its `postgres` database. */
export function startTestServer(): Promise<Database> {
  return ensureDatabase({ dataDir: join(projectDir, ".cache", "test-database"), databaseName: "postgres" });
}

/** A database of the caller's own, migrated and empty. */
export async function cloneTemplate(serverUrl: string): Promise<TestDatabase> {
  const name = `${TEST_PREFIX}${process.pid}_${randomBytes(5).toString("hex")}`;
  const template = templateName();
  await asAdmin(serverUrl, (sql) => sql`create database ${sql(name)} template ${sql(template)}`);
  const url = withDatabase(serverUrl, name);
  const sql = postgres(url, { max: 5, onnotice: () => {}, types: { bigint: postgres.BigInt } });
  return {
    url,
    sql,
    async drop() {
      await sql.end({ timeout: 5 });
      // By force: a test that failed half-way has left its connections behind.
      await asAdmin(serverUrl, (admin) => admin`drop database if exists ${admin(name)} with (force)`);
    },
  };
}

/** Builds the template of this schema unless it stands already. */
export async function ensureTemplate(serverUrl: string): Promise<void> {
  const template = templateName();
  await asAdmin(serverUrl, async (sql) => {
    await sql`select pg_advisory_lock(${TEMPLATE_LOCK})`;
    const [standing] = await sql`select 1 from pg_database where datname = ${template}`;
    if (standing !== undefined) return;
    // Renamed when it is whole: an interrupted migration leaves no template behind.
    const draft = `${template}_draft`;
    await sql`drop database if exists ${sql(draft)} with (force)`;
    await sql`create database ${sql(draft)}`;
    await migrate(withDatabase(serverUrl, draft));
    await sql`alter database ${sql(draft)} rename to ${sql(template)}`;
  });
}

/** Drops the template of this schema, where it will not be needed again. */
export async function dropTemplate(serverUrl: string): Promise<void> {
  await asAdmin(serverUrl, (sql) => sql`drop database if exists ${sql(templateName())} with (force)`);
}

/** Drops what earlier runs that were killed have left, and templates of schemas that are no more. */
export async function dropLeftovers(serverUrl: string): Promise<void> {
  await asAdmin(serverUrl, async (sql) => {
    const databases = await sql<{ datname: string; isRecent: boolean }[]>`
      select datname, coalesce((pg_stat_file('base/' || oid || '/PG_VERSION', true)).modification > now() - interval '1 day', true) as "isRecent"
      from pg_database where datname like 'rasid\\_%'`;
    for (const { datname, isRecent } of databases) {
      const isDead = datname.startsWith(TEST_PREFIX) && findProcessIdentity(Number(datname.split("_")[2])) === null;
      // Another checkout of the code may be working with yesterday's schema at this moment, but not for days.
      const isOldTemplate = datname.startsWith(TEMPLATE_PREFIX) && datname !== templateName() && !isRecent;
      if (isDead || isOldTemplate) await sql`drop database if exists ${sql(datname)} with (force)`;
    }
  });
}

async function asAdmin(serverUrl: string, work: (sql: postgres.Sql) => PromiseLike<unknown>): Promise<void> {
  const sql = postgres(serverUrl, { max: 1, onnotice: () => {} });
  try {
    await work(sql);
  } finally {
    await sql.end({ timeout: 5 });
  }
}

function templateName(): string {
  const hash = createHash("sha256");
  for (const source of TEMPLATE_SOURCES) {
    for (const path of listFiles(join(projectDir, source))) hash.update(path).update(readFileSync(path, "utf8"));
  }
  return TEMPLATE_PREFIX + hash.digest("hex").slice(0, 16);
}

function listFiles(path: string): string[] {
  if (path.endsWith(".ts")) return [path];
  return readdirSync(path, { recursive: true, encoding: "utf8" })
    .filter((name) => /\.(sql|json|ts)$/.test(name))
    .sort()
    .map((name) => join(path, name));
}
