import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { generateDrizzleJson, generateMigration } from "drizzle-kit/api";
import { integer, pgTable } from "drizzle-orm/pg-core";
import { describe, expect, it } from "vitest";
import * as schema from "@/db/schema";
import { PROJECT_DIR } from "./source-tree";

type Journal = { readonly entries: readonly { readonly idx: number; readonly tag: string; readonly when: number }[] };
type Snapshot = Parameters<typeof generateMigration>[0];

const folder = join(PROJECT_DIR, "db/migrations");
// Both are written by drizzle-kit, whose own types these are.
const readJson = <T>(path: string) => JSON.parse(readFileSync(join(folder, "meta", path), "utf8")) as T;
const { entries } = readJson<Journal>("_journal.json");
const snapshotOf = (index: number) => readJson<Snapshot>(`${String(index).padStart(4, "0")}_snapshot.json`);

/** The statements that `npm run db:generate` would still write. */
async function missingStatements(tables: Record<string, unknown>): Promise<string[]> {
  const last = snapshotOf(entries.length - 1);
  return generateMigration(last, generateDrizzleJson(tables, last.id));
}

describe("the migrations", { timeout: 60_000 }, () => {
  it("from empty make the schema, with nothing left to generate", async () => {
    expect(entries.length).toBeGreaterThan(0);
    expect(await missingStatements(schema)).toEqual([]);
  });

  it("would not pass with a table, a column or a table less", async () => {
    const added = pgTable("sample", { id: integer("id").primaryKey() });
    expect(await missingStatements({ ...schema, added })).toEqual([expect.stringMatching(/^CREATE TABLE "sample"/)]);
    const { signInThrottles: _dropped, ...rest } = schema;
    expect(await missingStatements(rest)).toEqual([expect.stringMatching(/^DROP TABLE "sign_in_throttles"/)]);
  });

  it("are numbered without a gap, each with its statements and its snapshot, each after the one before", () => {
    expect(entries.map(({ idx }) => idx)).toEqual(entries.map((_, index) => index));
    const files = readdirSync(folder).filter((name) => name.endsWith(".sql"));
    expect(files.sort()).toEqual(entries.map(({ tag }) => `${tag}.sql`));
    const chain = entries.map(({ idx }) => snapshotOf(idx));
    expect(chain.slice(1).map(({ prevId }) => prevId)).toEqual(chain.slice(0, -1).map(({ id }) => id));
    // The migrator skips a migration that claims to be older than the last one applied.
    expect(entries.map(({ when }) => when)).toEqual(entries.map(({ when }) => when).sort((a, b) => a - b));
  });
});
