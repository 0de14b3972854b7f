import { getTableColumns, getTableName, is } from "drizzle-orm";
import { getTableConfig, PgTable } from "drizzle-orm/pg-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import * as schema from "@/db/schema";
import { ROLES } from "@/lib/auth/roles";
import { FINAL_STATUSES, ORDER_STATUSES, ORDER_TRANSITIONS } from "@/lib/orders/status";
import { createTestDatabase, type TestDatabase } from "../support/database";

/** The pool, or a transaction on it. */
type Asking = Pick<TestDatabase["sql"], "unsafe">;

const tables = Object.values(schema).filter((each) => is(each, PgTable));
const scene: { database?: TestDatabase } = {};

beforeAll(async () => {
  scene.database = await createTestDatabase();
});
afterAll(() => scene.database?.drop());

function sql() {
  if (!scene.database) throw new Error("the database is made before the first test");
  return scene.database.sql;
}

async function listTexts(asking: Asking, query: string): Promise<string[]> {
  const rows = await asking.unsafe<{ text: string }[]>(query);
  return rows.map(({ text }) => text);
}

/** Each column as `table.column type`, with its nullability. */
function declaredColumns(): string[] {
  const columns = tables.flatMap((table) => Object.values(getTableColumns(table)));
  return columns
    .map((column) => {
      const type = column.getSQLType().replace(/, /g, ",");
      return `${getTableName(column.table)}.${column.name} ${type}${column.notNull ? " not null" : ""}`;
    })
    .sort();
}

async function listColumns(asking: Asking): Promise<string[]> {
  const columns = await listTexts(
    asking,
    `select c.relname || '.' || a.attname || ' ' || format_type(a.atttypid, a.atttypmod)
       || case when a.attnotnull then ' not null' else '' end as text
     from pg_attribute a join pg_class c on c.oid = a.attrelid
     where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and a.attnum > 0 and not a.attisdropped`,
  );
  return columns.sort();
}

/** Constraints and indexes by name; a primary key of one column is the column's own, and not-null is told with the columns. */
function declaredConstraints(): string[] {
  const named = tables
    .map(getTableConfig)
    .flatMap((table) => [
      ...[...table.checks, ...table.uniqueConstraints].map(({ name }) => name ?? "without a name"),
      ...[...table.foreignKeys, ...table.primaryKeys].map((key) => key.getName() ?? "without a name"),
      ...table.indexes.map(({ config }) => config.name ?? "without a name"),
    ]);
  return named.sort();
}

async function listConstraints(asking: Asking): Promise<string[]> {
  const names = await listTexts(
    asking,
    `select conname as text from pg_constraint
     where connamespace = 'public'::regnamespace
       and (contype in ('c', 'u', 'f') or contype = 'p' and cardinality(conkey) > 1)
     union
     select relname from pg_class join pg_index i on i.indexrelid = pg_class.oid
     where relnamespace = 'public'::regnamespace and not i.indisprimary`,
  );
  return names.sort();
}

/** The words that the checks on a column alone let in, one sorted list for each check. */
async function listWordsOfChecks(asking: Asking, table: string, column: string): Promise<string[][]> {
  const definitions = await listTexts(
    asking,
    `select pg_get_constraintdef(k.oid) as text from pg_constraint k
     join pg_attribute a on a.attrelid = k.conrelid and a.attnum = any(k.conkey)
     where k.contype = 'c' and k.conrelid = '${table}'::regclass and a.attname = '${column}' and cardinality(k.conkey) = 1`,
  );
  return definitions.map(quoted);
}

function quoted(definition: string): string[] {
  return [...definition.matchAll(/'([^']*)'/g)].map(([, text]) => text ?? "").sort();
}

describe("the database that the migrations make", () => {
  it("has the tables and columns of the schema, with their types, and no others", async () => {
    expect(await listColumns(sql())).toEqual(declaredColumns());
  });

  it("has the constraints and indexes of the schema, and no others", async () => {
    expect(await listConstraints(sql())).toEqual(declaredConstraints());
  });

  it("would be told from one with a change by hand", async () => {
    const undone = new Error("undone");
    const changed = sql().begin(async (tx) => {
      await tx.unsafe("alter table plans add column colour text; alter table staff alter column role drop not null");
      await tx.unsafe("drop index orders_due_idx; alter table accounts drop constraint accounts_kind_known");
      await tx.unsafe("alter table accounts add constraint accounts_kind_known check (kind in ('float','drawer'))");
      const [columns, constraints] = [await listColumns(tx), await listConstraints(tx)];
      expect(columns.filter((each) => !declaredColumns().includes(each))).toEqual([
        "plans.colour text",
        "staff.role text",
      ]);
      expect(declaredConstraints().filter((each) => !constraints.includes(each))).toEqual(["orders_due_idx"]);
      expect(await listWordsOfChecks(tx, "accounts", "kind")).toEqual([["drawer", "float"]]);
      throw undone;
    });
    await expect(changed).rejects.toBe(undone);
  });

  it("knows the statuses of an order, in their order", async () => {
    const query =
      "select enumlabel as text from pg_enum where enumtypid = 'order_status'::regtype order by enumsortorder";
    expect(await listTexts(sql(), query)).toEqual([...ORDER_STATUSES]);
  });

  it("knows the legal moves of an order", async () => {
    const moves = await listTexts(sql(), "select from_status || ' → ' || to_status as text from order_transitions");
    const declared = ORDER_STATUSES.flatMap((from) => ORDER_TRANSITIONS[from].map((to) => `${from} → ${to}`));
    expect(moves.sort()).toEqual(declared.sort());
  });

  it("calls the same statuses final", async () => {
    const [definition] = await listTexts(
      sql(),
      "select pg_get_constraintdef(oid) as text from pg_constraint where conname = 'orders_final_is_not_due'",
    );
    expect(quoted(definition ?? "")).toEqual([...FINAL_STATUSES].sort());
  });

  it("knows the roles of staff", async () => {
    expect(await listWordsOfChecks(sql(), "staff", "role")).toContainEqual([...ROLES].sort());
  });

  const listed = tables.flatMap((table) =>
    Object.values(getTableColumns(table))
      .filter((column) => column.getSQLType() === "text" && (column.enumValues?.length ?? 0) > 0)
      .map((column) => [getTableName(table), column.name, column.enumValues ?? []] as const),
  );

  it.each(listed)(
    "takes in %s.%s the words that the program has for it, and no others",
    async (table, column, words) => {
      expect(await listWordsOfChecks(sql(), table, column)).toContainEqual([...words].sort());
    },
  );
});
