import { drizzle } from "drizzle-orm/postgres-js";
import postgres from "postgres";
import * as schema from "./schema";
import type { Database } from "./types";

/**
 * Opens the one pool: `sql` for the prepared hot statements, `db` for Drizzle's reads, both on the same connections.
 *
 * Drizzle switches off postgres.js's own conversion of instants and JSON on a pool it shares. Raw statements therefore
 * read instants as text and pass them as ISO 8601 text, and pass JSON as text cast with `::text::jsonb`.
 */
export function openDatabase(url: string, options: { max?: number; onClose?: () => void } = {}): Database {
  const sql = postgres(url, {
    // Small on purpose: more connections make a hot account row slower, not faster.
    max: options.max ?? 10,
    connect_timeout: 10,
    types: { bigint: postgres.BigInt },
    onnotice: () => undefined,
    ...(options.onClose && { onclose: options.onClose }),
  });
  return { sql, db: drizzle(sql, { schema }) };
}
