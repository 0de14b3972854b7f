import { ensureDatabase } from "@/scripts/database";

// Run as a program of its own by the launcher's tests, which kill it once it has said that the database is up.
await ensureDatabase({ dataDir: process.argv[2] ?? "" });
process.send?.("up");
