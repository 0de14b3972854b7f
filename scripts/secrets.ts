import { randomBytes, randomUUID } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Advice } from "./terminal.mjs";

/** Made once for a data directory and kept in it, so that a restart signs nobody out. */
export type Secrets = {
  readonly authSecret: string;
  readonly cronSecret: string;
  /** The key of the local OneClickDz; a UUID, as the real ones are. */
  readonly sandboxApiKey: string;
};

const FILE = "secrets.json";

export function ensureSecrets(dataDir: string): Secrets {
  mkdirSync(dataDir, { recursive: true });
  const path = join(dataDir, FILE);
  const fresh: Secrets = {
    authSecret: randomBytes(32).toString("base64url"),
    cronSecret: randomBytes(32).toString("base64url"),
    sandboxApiKey: randomUUID(),
  };
  try {
    writeFileSync(path, `${JSON.stringify(fresh, null, 2)}\n`, { mode: 0o600, flag: "wx" });
    return fresh;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  }
  try {
    return { ...fresh, ...(JSON.parse(readFileSync(path, "utf8")) as Partial<Secrets>) };
  } catch (cause) {
    throw new Advice(
      `${path} cannot be read (${String(cause)}). Delete it: new secrets are made, and everybody signs in again.`,
    );
  }
}
