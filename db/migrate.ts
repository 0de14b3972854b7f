import { readdir, readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { drizzle } from "drizzle-orm/postgres-js";
import { migrate as runMigrations } from "drizzle-orm/postgres-js/migrator";
import postgres from "postgres";
import { ORDER_TRANSITIONS } from "../lib/orders/status";

/** Any number will do, as long as every instance that starts at the same moment asks for the same one. */
const MIGRATION_LOCK = 7_243_001;

/**
 * Brings a database to what this version of the program expects: the migrations in order, then the functions and
 * triggers of `db/functions` (whole files, replaced at every run), then the legal moves of orders as rows.
 * Safe to run from several instances at once, and again.
 */
export async function migrate(databaseUrl: string): Promise<void> {
  const sql = postgres(databaseUrl, { max: 1, onnotice: () => undefined });
  try {
    await sql`select pg_advisory_lock(${MIGRATION_LOCK})`;
    await runMigrations(drizzle(sql), { migrationsFolder: fileURLToPath(new URL("migrations", import.meta.url)) });
    await sql.begin(async (tx) => {
      for (const text of await readFunctionFiles()) await tx.unsafe(text);
      const moves = Object.entries(ORDER_TRANSITIONS).flatMap(([from, targets]) =>
        targets.map((to) => ({ from_status: from, to_status: to })),
      );
      await tx`delete from order_transitions`;
      await tx`insert into order_transitions ${tx(moves)}`;
    });
  } finally {
    await sql.end();
  }
}

async function readFunctionFiles(): Promise<string[]> {
  const folder = fileURLToPath(new URL("functions", import.meta.url));
  const names = (await readdir(folder)).filter((name) => name.endsWith(".sql")).sort();
  return Promise.all(names.map((name) => readFile(`${folder}/${name}`, "utf8")));
}
