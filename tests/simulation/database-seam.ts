import type { TransactionSql } from "postgres";
import { drizzle } from "drizzle-orm/postgres-js";
import * as schema from "@/db/schema";
import type { Db, Sql } from "@/db/types";

/** What the engine writes where the database is to read its own clock: replaced when the statement runs, not when it is written. */
const NOW_MARK = "the database's clock";

/** In production the database reads its clock when a statement runs, however long it was on its way. */
class DatabaseNow extends Date {
  // Whoever computes with it in the program has the time at which it was asked for.
  override toISOString(): string {
    return NOW_MARK;
  }
}

export const databaseNow = (nowText: string): Date => new DatabaseNow(nowText);

export type Statement = {
  /** A function of the database, or the kind of statement and its table. */
  readonly name: string;
  readonly run: (databaseNow: string) => Promise<unknown>;
};

/** Lets a statement of the engine through, in its time, or not at all. */
export type Gate = (statement: Statement) => Promise<unknown>;

const names = new WeakMap<TemplateStringsArray, string>();

function nameOf(strings: TemplateStringsArray): string {
  const known = names.get(strings);
  if (known !== undefined) return known;
  const text = strings.join(" ");
  const found =
    /\b(?:from|select)\s+([a-z_]+)\(/.exec(text) ?? /\b((?:update|insert into|delete from|from)\s+[a-z_]+)/.exec(text);
  const name = found?.[1] ?? text.slice(0, 40);
  names.set(strings, name);
  return name;
}

type Tagged = (strings: TemplateStringsArray, ...values: readonly unknown[]) => Promise<unknown>;

function tellTime(sql: Sql | TransactionSql<{ bigint: bigint }>, now: string): Tagged {
  return async (strings, ...values) => {
    const filled = values.map((value) => (value === NOW_MARK ? now : value));
    return await sql(strings, ...(filled as Parameters<Sql>[1][]));
  };
}

/**
 * The engine's `sql` with each statement behind the gate. Only what the engine uses exists: tagged templates, and a transaction,
 * which passes as a whole: nobody else's statement comes between its own on the one connection, and it is committed or not.
 */
export function gateSql(sql: Sql, gate: Gate): Sql {
  const gated: Tagged = (strings, ...values) =>
    gate({ name: nameOf(strings), run: (now) => tellTime(sql, now)(strings, ...values) });
  const begin = (options: string, work: (tx: Tagged) => Promise<unknown>) =>
    gate({ name: "begin", run: (now) => sql.begin(options, (tx) => work(tellTime(tx, now))) });
  return Object.assign(gated, { begin }) as unknown as Sql;
}

/** Drizzle's reads (a person's commands begin with one) behind the same gate. */
export function gateDb(sql: Sql, gate: Gate): Db {
  const unsafe = (query: string, params: unknown[]) => {
    const name = `select ${/from "([a-z_]+)"/.exec(query)?.[1] ?? ""}`;
    const ask = (isArray: boolean) =>
      gate({
        name,
        run: async () => {
          const pending = sql.unsafe(query, params as never[]);
          return isArray ? await pending.values() : await pending;
        },
      });
    return {
      values: () => ask(true),
      then: (...fates: Parameters<Promise<unknown>["then"]>) => ask(false).then(...fates),
    };
  };
  const client = { options: sql.options, unsafe };
  return drizzle(client as unknown as Sql, { schema });
}
