import type { PostgresJsDatabase } from "drizzle-orm/postgres-js";
import type postgres from "postgres";
import type * as schema from "./schema";

/** postgres.js, with `int8` as bigint. Also what a transaction is, for everything that only runs statements. */
export type Sql = postgres.Sql<{ bigint: bigint }>;

/** Whoever only asks: the pool, or a transaction on it where several questions must see one moment. */
export type Asking = postgres.ISql<{ bigint: bigint }>;

export type Db = PostgresJsDatabase<typeof schema>;

export type Database = { readonly sql: Sql; readonly db: Db };
