import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import postgres from "postgres";
import { migrate } from "@/db/migrate";
import { withDatabase } from "@/scripts/database";
import { projectDir } from "@/scripts/environment";
import { say } from "@/scripts/terminal.mjs";
import { makeOrders, type MadeSize } from "../support/made-orders";

const PREFIX = "made_";
/** Whatever decides what is stored, and how. Functions are replaced in a database that is kept. */
const SOURCES = ["db/migrations", "tests/support/made-orders-sql.ts"];

/** Ten million orders over five thousand shops; and for `--quick` fifty thousand. */
export const LARGE: MadeSize = {
  orders: 10_000_000,
  shops: 5_000,
  hotOrders: 1_000_000,
  inFlight: 4_000,
  late: 20_000,
  byPeople: 500,
};
export const QUICK: MadeSize = { ...LARGE, orders: 50_000, shops: 25, hotOrders: 30_000, inFlight: 1_000, late: 2_000 };
/** What a young business has; its first shop shows as many rows on every screen as that of the large one. */
export const SMALL: MadeSize = {
  orders: 10_000,
  shops: 5,
  hotOrders: 9_000,
  inFlight: 480,
  late: 2_400,
  byPeople: 10,
};

/**
 * The URL of a database of this size, which is made where it does not stand yet and kept for the next time: ten million take minutes.
 * One of another schema is dropped, and with `isFresh` this one too.
 */
export async function openMadeDatabase(serverUrl: string, size: MadeSize, isFresh = false): Promise<string> {
  const name = `${PREFIX}${size.orders}_${digestOf(size)}`;
  const admin = postgres(serverUrl, { max: 1, onnotice: () => {} });
  try {
    const standing = await admin<{ datname: string }[]>`
      select datname from pg_database where datname like ${`${PREFIX}${size.orders}\\_%`}`;
    for (const { datname } of standing) {
      if (isFresh || datname !== name) await admin`drop database ${admin(datname)} with (force)`;
    }
    const url = withDatabase(serverUrl, name);
    if (isFresh || !standing.some(({ datname }) => datname === name)) await build(admin, serverUrl, name, size);
    await migrate(url);
    return url;
  } finally {
    await admin.end({ timeout: 5 });
  }
}

/** Under its own name when it is whole: what was interrupted is made anew. */
async function build(admin: postgres.Sql, serverUrl: string, name: string, size: MadeSize): Promise<void> {
  const draft = `${PREFIX}${size.orders}_draft`;
  await admin`drop database if exists ${admin(draft)} with (force)`;
  await admin`create database ${admin(draft)}`;
  await migrate(withDatabase(serverUrl, draft));
  // A log of some gigabytes at once is written faster than one that is cut every few seconds.
  await admin`alter system set max_wal_size = '16GB'`;
  await admin`select pg_reload_conf()`;
  const sql = postgres(withDatabase(serverUrl, draft), {
    max: 4,
    onnotice: () => {},
    types: { bigint: postgres.BigInt },
  });
  const startedAt = performance.now();
  try {
    await makeOrders(sql, size, (step) => say(`   ${step}`));
  } finally {
    await sql.end({ timeout: 5 });
    await admin`alter system reset max_wal_size`;
    await admin`select pg_reload_conf()`;
  }
  await admin`alter database ${admin(draft)} rename to ${admin(name)}`;
  say(`   ${size.orders} orders made in ${Math.round((performance.now() - startedAt) / 1000)} s`);
}

function digestOf(size: MadeSize): string {
  const hash = createHash("sha256").update(JSON.stringify(size));
  for (const source of SOURCES) {
    const path = join(projectDir, source);
    const files = source.endsWith(".ts")
      ? [path]
      : readdirSync(path)
          .filter((file) => file.endsWith(".sql"))
          .sort()
          .map((file) => join(path, file));
    for (const file of files) hash.update(readFileSync(file, "utf8"));
  }
  return hash.digest("hex").slice(0, 12);
}
