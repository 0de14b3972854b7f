import { afterEach, beforeEach, expect, test } from "vitest";
import { migrate } from "@/db/migrate";
import { createTestDatabase, type TestDatabase } from "../support/database";

/** A database is brought up to date at every start: untouched where nothing is to be done, and whole again where something is. */
let database: TestDatabase;

beforeEach(async () => {
  database = await createTestDatabase();
});

afterEach(() => database.drop());

/** Which transaction wrote each function, trigger and legal move last. */
async function readWriters(): Promise<Readonly<Record<string, string>>> {
  const rows = await database.sql<{ name: string; writer: string }[]>`
    select oid::regprocedure::text as name, xmin::text as writer from pg_proc where pronamespace = 'public'::regnamespace
    union all select tgname, xmin::text from pg_trigger where not tgisinternal
    union all select from_status || ' to ' || to_status, xmin::text from order_transitions`;
  return Object.fromEntries(rows.map(({ name, writer }) => [name, writer]));
}

async function readSource(name: string): Promise<string | undefined> {
  const [row] = await database.sql<{ source: string }[]>`select prosrc as source from pg_proc where proname = ${name}`;
  return row?.source;
}

test("a start that finds everything as it was left writes nothing", async () => {
  const before = await readWriters();
  expect(Object.keys(before).length).toBeGreaterThan(20);
  await migrate(database.url);
  expect(await readWriters()).toEqual(before);
});

test.each([
  [
    "a function",
    "create or replace function refuse_change() returns trigger language plpgsql as 'begin return new; end'",
  ],
  ["a trigger", "drop trigger transfers_append_only on transfers"],
  ["a trigger switched off", "alter table transfers disable trigger transfers_append_only"],
  ["a legal move", "delete from order_transitions where from_status = 'queued'"],
  ["a move that is none", "insert into order_transitions values ('fulfilled', 'queued')"],
])("%s changed by hand is put right", async (_, change) => {
  const { sql } = database;
  const read = async () => ({
    source: await readSource("refuse_change"),
    triggers: await sql`select tgname, tgenabled from pg_trigger where not tgisinternal order by tgname`,
    moves: await sql`select * from order_transitions order by 1, 2`,
  });
  const before = await read();
  await sql.unsafe(change);
  expect(await read()).not.toEqual(before);
  await migrate(database.url);
  expect(await read()).toEqual(before);
});

test("a mark of other sources counts for nothing: functions are replaced whole", async () => {
  const before = await readWriters();
  await database.sql`comment on schema drizzle is 'of another version'`;
  await migrate(database.url);
  const after = await readWriters();
  expect(Object.keys(after).sort()).toEqual(Object.keys(before).sort());
  const isReplaced = (name: string) => after[name] !== before[name];
  expect(Object.keys(after).filter((name) => !isReplaced(name))).toEqual([]);
});

test("several instances that start at once on an empty database make it once", async () => {
  await database.sql`drop schema drizzle cascade`;
  await database.sql`drop schema public cascade`;
  await database.sql`create schema public`;
  await Promise.all([migrate(database.url), migrate(database.url), migrate(database.url)]);
  const [row] =
    await database.sql`select count(*)::integer as runs, count(distinct hash)::integer as made from drizzle.__drizzle_migrations`;
  expect(row).toMatchObject({ runs: row?.made });
  expect(await readSource("place_orders")).toContain("begin");
});
