import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import postgres from "postgres";
import { ensureDatabase, type Database } from "@/scripts/database";
import { findPostgresHome } from "@/scripts/postgres-home";
import { ensureTemplate } from "./test-database";

/** A server that no other test uses, to be killed as the power would. */
export class OwnDatabase {
  private constructor(
    private readonly dataDir: string,
    private database: Database,
  ) {}

  static async open(): Promise<OwnDatabase> {
    const dataDir = mkdtempSync(join(tmpdir(), "rasid-wire-"));
    const database = await ensureDatabase({ dataDir, databaseName: "postgres" });
    await ensureTemplate(database.url);
    return new OwnDatabase(dataDir, database);
  }

  get url(): string {
    return this.database.url;
  }

  /** Without a word to anybody; returns once nobody answers at its port. */
  async kill(): Promise<void> {
    const pid = this.database.server?.pid;
    if (pid === undefined) throw new Error("the database is not ours to kill");
    process.kill(pid, "SIGKILL");
    while (await this.answers()) await delay(20);
  }

  /** On what the killed one left behind. */
  async start(): Promise<void> {
    const before = this.url;
    this.database = await ensureDatabase({ dataDir: this.dataDir, databaseName: "postgres" });
    if (this.url !== before) throw new Error(`the database moved from ${before} to ${this.url}`);
  }

  async close(): Promise<void> {
    const home = findPostgresHome(this.dataDir);
    await this.database.stop({ isForced: true });
    if (home !== null) rmSync(home.dir, { recursive: true, force: true });
    rmSync(this.dataDir, { recursive: true, force: true });
  }

  private async answers(): Promise<boolean> {
    const sql = postgres(this.url, { max: 1, connect_timeout: 1, onnotice: () => undefined });
    try {
      await sql`select 1`;
      return true;
    } catch {
      return false;
    } finally {
      await sql.end({ timeout: 1 });
    }
  }
}
