import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { drizzle } from "drizzle-orm/postgres-js";
import { migrate as runMigrations } from "drizzle-orm/postgres-js/migrator";
import postgres from "postgres";
import { ORDER_TRANSITIONS } from "../lib/orders/status";

/** Any number will do, as long as every instance that starts at the same moment asks for the same one. */
const MIGRATION_LOCK = 7_243_001;

const migrationsDir = fileURLToPath(new URL("migrations", import.meta.url));
const functionsDir = fileURLToPath(new URL("functions", import.meta.url));

/**
 * Brings a database to what this version of the program expects: the migrations in order, then the functions and
 * triggers of `db/functions` (whole files), then the legal moves of orders as rows. Safe to run from several instances at once,
 * and again: a database that bears the mark of these very sources, and is still as they left it, is not touched.
 */
export async function migrate(databaseUrl: string): Promise<void> {
  // Nothing here is sent as an array or read as a custom type, so the connection need not ask for the types first.
  const sql = postgres(databaseUrl, { max: 1, fetch_types: false, onnotice: () => undefined });
  try {
    const functions = await readFiles(functionsDir, ".sql");
    const sources = digest([
      ...(await readFiles(migrationsDir, ".sql")),
      ...functions,
      JSON.stringify(ORDER_TRANSITIONS),
    ]);
    if (await isUpToDate(sql, sources)) return;
    await sql`select pg_advisory_lock(${MIGRATION_LOCK})`;
    // Another instance may have done all of it while this one waited.
    if (await isUpToDate(sql, sources)) return;
    await runMigrations(drizzle(sql), { migrationsFolder: migrationsDir });
    await sql.begin(async (tx) => {
      for (const text of functions) await tx.unsafe(text);
      const moves = Object.entries(ORDER_TRANSITIONS).flatMap(([from, targets]) =>
        targets.map((to) => ({ from_status: from, to_status: to })),
      );
      await tx`delete from order_transitions`;
      await tx`insert into order_transitions ${tx(moves)}`;
      await leaveMark(tx, sources);
    });
  } finally {
    await sql.end();
  }
}

/**
 * The mark is a comment on the migrator's own schema: `<digest of the sources> <digest of what they made>`. The second one finds a
 * function, trigger or legal move that somebody has changed by hand since.
 */
async function isUpToDate(sql: postgres.ISql, sources: string): Promise<boolean> {
  const [row] = await sql<{ mark: string | null }[]>`
    select obj_description(to_regnamespace('drizzle')::oid, 'pg_namespace') as mark`;
  if (!row?.mark?.startsWith(`${sources} `)) return false;
  return row.mark === `${sources} ${await digestOfMade(sql)}`;
}

async function leaveMark(sql: postgres.ISql, sources: string): Promise<void> {
  const mark = `${sources} ${await digestOfMade(sql)}`;
  await sql.unsafe(`comment on schema drizzle is '${mark}'`); // a digest has nothing to be quoted
}

async function digestOfMade(sql: postgres.ISql): Promise<string> {
  const [row] = await sql<{ digest: string }[]>`
    select md5(coalesce(string_agg(made, E'\n' order by made collate "C"), '')) as digest from (
      select pg_get_functiondef(oid) from pg_proc where pronamespace = 'public'::regnamespace and prokind in ('f', 'p')
      union all select pg_get_triggerdef(oid) || tgenabled::text from pg_trigger where not tgisinternal
      union all select from_status || ' ' || to_status from order_transitions
    ) as everything (made)`;
  return row?.digest ?? "";
}

function digest(texts: readonly string[]): string {
  const hash = createHash("sha256");
  for (const text of texts) hash.update(text).update("\0");
  return hash.digest("hex");
}

async function readFiles(folder: string, ending: string): Promise<string[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith(ending)).sort();
  return Promise.all(names.map((name) => readFile(`${folder}/${name}`, "utf8")));
}
