/**
 * A database as it is after a year of trade: any number of orders over any number of shops, with their events, their money and
 * what was late of them, in minutes for ten million. The books are right: `auditLedger` has nothing to say of them.
 *
 * Written past the triggers and with the indexes taken away, as `pg_restore` would. Foreign keys hold because every row is made from
 * the same list; checks are not taken away.
 */
import type postgres from "postgres";
import { settleStatements, stageStatements, writeStatements } from "./made-orders-sql";

export type MadeSize = {
  readonly orders: number;
  readonly shops: number;
  /** Orders of the first shop; the others share the rest, the second half as much as it could have, the third a third, … */
  readonly hotOrders: number;
  /** Orders on their way, a quarter of them uncertain; results that came late, nine in ten of them closed; orders that people decided. */
  readonly inFlight: number;
  readonly late: number;
  readonly byPeople: number;
};

type Pool = postgres.Sql<{ bigint: bigint }>;

/** Memory and log for the length of the load alone; the server's own settings are small on purpose. */
const SESSION = [
  "set session_replication_role = replica",
  "set synchronous_commit = off",
  "set work_mem = '1GB'",
  "set maintenance_work_mem = '1GB'",
  "set max_parallel_maintenance_workers = 1",
];

/** Tables that are filled by the million, and whose indexes are built when they are full. */
const FILLED = ["orders", "order_events", "transfers"];

/** Fills an empty migrated database. `say` is told of each step. */
export async function makeOrders(sql: Pool, size: MadeSize, say: (step: string) => void = () => {}): Promise<void> {
  const step = async (name: string, works: readonly (readonly string[])[]) => {
    const startedAt = performance.now();
    await Promise.all(works.map((statements) => inSession(sql, statements)));
    say(`${name}: ${Math.round((performance.now() - startedAt) / 1000)} s`);
  };
  await step("shops, sellers, numbers, instants", [stageStatements(size)]);
  const indexes = await takeIndexes(sql);
  const { orders, events, transfers, rest } = writeStatements();
  await step("orders, transfers, events", [orders, [...transfers, ...events]]);
  await step("what was late", [rest]);
  const of = (...tables: string[]) =>
    indexes.filter(({ table }) => tables.includes(table)).map(({ statement }) => statement);
  await step("indexes", [of("orders"), of("order_events", "transfers")]);
  await step("foreign keys", [of("foreign")]);
  await step("numbers", [settleStatements()]);
  await step("statistics", [
    ["vacuum (analyze) orders", "vacuum (analyze) late_results"],
    ["vacuum (analyze) order_events", "vacuum (analyze) transfers", "analyze"],
  ]);
  await sql`checkpoint`;
}

async function inSession(sql: Pool, statements: readonly string[]): Promise<void> {
  const session = await sql.reserve();
  try {
    for (const statement of [...SESSION, ...statements]) await session.unsafe(statement);
    await session.unsafe("reset all");
  } finally {
    session.release();
  }
}

/** Drops what `FILLED` is indexed by, and returns the statements that bring it back, keyed by how long each takes. */
async function takeIndexes(sql: Pool): Promise<{ statement: string; table: string }[]> {
  const keys = await sql<{ table: string; name: string; definition: string; kind: string }[]>`
    select conrelid::regclass::text as table, conname as name, pg_get_constraintdef(oid) as definition, contype as kind
    from pg_constraint where contype in ('f', 'p', 'u')
      and (conrelid::regclass::text = any(${FILLED}) or confrelid::regclass::text = any(${FILLED}))
    order by contype`;
  const indexes = await sql<{ table: string; name: string; definition: string }[]>`
    select tablename as table, indexname as name, indexdef as definition from pg_indexes
    where tablename = any(${FILLED}) and indexname not in (select conname from pg_constraint)`;
  for (const { table, name } of keys) await sql.unsafe(`alter table ${table} drop constraint "${name}"`);
  for (const { name } of indexes) await sql.unsafe(`drop index "${name}"`);
  const primary = keys.filter(({ kind }) => kind !== "f");
  const foreign = keys.filter(({ kind }) => kind === "f");
  return [
    ...primary.map((key) => ({ table: key.table, statement: addConstraint(key) })),
    ...indexes.map(({ table, definition }) => ({ table, statement: definition })),
    // Not valid would do for the planner, but the schema is to be the one that the migrations make.
    ...foreign.map((key) => ({ table: "foreign", statement: addForeignKey(key) })),
  ];
}

const addConstraint = (key: { table: string; name: string; definition: string }) =>
  `alter table ${key.table} add constraint "${key.name}" ${key.definition}`;

/** Checking tens of millions of references takes longer than making them. They were made from one list, so they are marked as checked. */
const addForeignKey = (key: { table: string; name: string; definition: string }) =>
  `alter table ${key.table} add constraint "${key.name}" ${key.definition} not valid;
   update pg_constraint set convalidated = true where conname = '${key.name}' and conrelid = '${key.table}'::regclass`;
