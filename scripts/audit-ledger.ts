/** `npm run audit:ledger`: silent on a healthy book; else every finding, and exit code 1. */
import { openDatabase } from "@/db/client";
import { auditLedger } from "@/lib/ledger/audit";
import { ensureDatabase } from "./database";
import { loadEnvFiles, readDatabaseSettings } from "./environment";
import { say, sayFailure } from "./terminal.mjs";

async function main(): Promise<number> {
  loadEnvFiles(false);
  const database = await ensureDatabase(readDatabaseSettings());
  try {
    const { sql } = openDatabase(database.url, { max: 1 });
    try {
      const findings = await auditLedger(sql);
      for (const { name, rows } of findings) {
        say(`The book breaks this: ${name}`);
        for (const row of rows) say(`  ${toText(row)}`);
      }
      return findings.length === 0 ? 0 : 1;
    } finally {
      await sql.end({ timeout: 5 });
    }
  } finally {
    await database.stop();
  }
}

function toText(row: Readonly<Record<string, unknown>>): string {
  return JSON.stringify(row, (_, value: unknown) => (typeof value === "bigint" ? value.toString() : value));
}

process.exitCode = await main().catch((error: unknown) => {
  sayFailure(error);
  return 1;
});
