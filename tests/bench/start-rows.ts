import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openDatabase } from "@/db/client";
import { migrate } from "@/db/migrate";
import { auditLedger } from "@/lib/ledger/audit";
import { ensureDatabase } from "@/scripts/database";
import { findPostgresHome } from "@/scripts/postgres-home";
import type { Contest, Section, Side } from "./row";

/** From the first look at the data directory to a database that takes orders, and stopped in order every time. */
export const starting: readonly Section[] = [
  {
    name: "embedded database",
    async open() {
      const lasting = makeDataDir();
      const wrong: string[] = [];
      await bringUp(lasting, wrong);
      return {
        contests: [
          contest("embedded database ready from nothing, migrations included", fromNothing(wrong), 1_500),
          contest("embedded database ready at a later start", again(lasting, wrong), 200),
        ],
        audit: async () => wrong.splice(0),
        close: async () => removeDataDir(lasting),
      };
    },
  },
];

function contest(name: string, subject: Side, atMost: number): Contest {
  return { name, subject, anchor: null, measure: "readyMs", unit: "ms", compare: "value", target: { atMost } };
}

function fromNothing(wrong: string[]): Side {
  return {
    name: "an empty folder",
    async run() {
      const dataDir = makeDataDir();
      try {
        return { readyMs: await bringUp(dataDir, wrong) };
      } finally {
        removeDataDir(dataDir);
      }
    },
  };
}

function again(dataDir: string, wrong: string[]): Side {
  return { name: "a database that was stopped", run: async () => ({ readyMs: await bringUp(dataDir, wrong) }) };
}

/** How long it took; what the database cannot do then is added to what is wrong. */
async function bringUp(dataDir: string, wrong: string[]): Promise<number> {
  const beganAt = performance.now();
  const database = await ensureDatabase({ dataDir });
  try {
    await migrate(database.url);
    const readyMs = performance.now() - beganAt;
    const { sql } = openDatabase(database.url, { max: 1 });
    try {
      wrong.push(...(await auditLedger(sql)).map(({ name }) => name));
      const [settings] = await sql`select current_setting('fsync') as fsync, to_regproc('place_orders') as function`;
      if (settings?.fsync !== "on") wrong.push("what is committed is not on the disk");
      if (settings?.function === null) wrong.push("it takes no orders");
    } finally {
      await sql.end({ timeout: 5 });
    }
    return readyMs;
  } finally {
    await database.stop();
  }
}

/** One that the account which runs PostgreSQL may enter, so that nothing of it stands elsewhere. */
function makeDataDir(): string {
  const dir = mkdtempSync(join(tmpdir(), "rasid-bench-"));
  chmodSync(dir, 0o755);
  return dir;
}

function removeDataDir(dataDir: string): void {
  const home = findPostgresHome(dataDir);
  if (home !== null) rmSync(home.dir, { recursive: true, force: true });
  rmSync(dataDir, { recursive: true, force: true });
}
