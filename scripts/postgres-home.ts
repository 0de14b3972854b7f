import { randomBytes } from "node:crypto";
import {
  accessSync,
  chmodSync,
  chownSync,
  constants,
  existsSync,
  mkdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { preparePostgresBinaries, type PostgresBinaries } from "./postgres-binaries";
import { canReach, findDatabaseUser, findOwner, isRoot, type SystemUser } from "./system-user";
import { Advice } from "./terminal.mjs";

/** Where one embedded database lives, and as whom it runs. */
export type PostgresHome = {
  readonly dir: string;
  /** PostgreSQL's own data directory. */
  readonly clusterDir: string;
  readonly connectionFile: string;
  readonly logFile: string;
  readonly lockFile: string;
  /** One file for each process that uses the server; the last one to leave stops it. */
  readonly usersDir: string;
  /** Null when we are not root and PostgreSQL runs as ourselves. */
  readonly user: SystemUser | null;
};

/** In the data directory of a project that root keeps where no other account may enter: says where the home is. */
const POINTER_FILE = "postgres-elsewhere.json";
/** In a home outside its data directory: whose it is. */
const OWNER_FILE = "owner.json";
/** Best first; the first two survive a reboot. */
const OUTSIDE_DIRS = ["/var/lib/rasid", "/var/tmp/rasid", join(tmpdir(), "rasid")];

type Pointer = { readonly id: string; readonly dir: string };

/**
 * The home belonging to a data directory: `<dataDir>/postgres`, or, when we are root and the account that has to run
 * PostgreSQL cannot get there (a project in /root), a folder under /var/lib/rasid that the data directory points to.
 */
export function findPostgresHome(dataDir: string): PostgresHome | null {
  const inside = join(dataDir, "postgres");
  if (!isRoot()) {
    refuseForeignHome(dataDir, inside);
    return existsSync(join(inside, "cluster")) ? describeHome(inside, null) : null;
  }
  const pointer = readPointer(dataDir);
  const dir = pointer === null ? inside : pointer.dir;
  const cluster = join(dir, "cluster");
  if (!existsSync(cluster) || (pointer !== null && isCopyOfAnother(dataDir, pointer))) return null;
  const user = findOwner(cluster);
  if (!canReach(user, cluster)) {
    throw new Advice(
      `The database in ${dir} belongs to the account with ${user.name}, which may no longer enter that folder.\n` +
        "Give it the way back (chmod o+x on the folders above), or run the command as that account.",
    );
  }
  if (pointer !== null) writeJson(join(dir, OWNER_FILE), { dataDir });
  return describeHome(dir, user);
}

/** Makes the home of a database that does not exist yet. */
export function createPostgresHome(dataDir: string): PostgresHome {
  mkdirSync(dataDir, { recursive: true });
  const inside = join(dataDir, "postgres");
  if (!isRoot()) {
    mkdirSync(inside, { recursive: true });
    return describeHome(inside, null);
  }
  const user = findDatabaseUser();
  if (canReach(user, dataDir)) {
    mkdirSync(inside, { recursive: true, mode: 0o755 });
    if (canReach(user, inside)) return describeHome(inside, user);
  }
  const pointer = createOutside();
  writeJson(join(pointer.dir, OWNER_FILE), { dataDir });
  writeJson(join(dataDir, POINTER_FILE), pointer);
  return describeHome(pointer.dir, user);
}

export function prepareBinaries(home: PostgresHome): PostgresBinaries {
  return preparePostgresBinaries(home.user, findOutsideDir);
}

/** Hands a file or folder to the account that PostgreSQL runs as. */
export function giveToServer(home: PostgresHome, path: string): void {
  if (home.user !== null) chownSync(path, home.user.uid, home.user.gid);
}

function describeHome(dir: string, user: SystemUser | null): PostgresHome {
  return {
    dir,
    user,
    clusterDir: join(dir, "cluster"),
    connectionFile: join(dir, "connection.json"),
    logFile: join(dir, "server.log"),
    lockFile: join(dir, "server.lock"),
    usersDir: join(dir, "users"),
  };
}

function createOutside(): Pointer {
  const id = randomBytes(6).toString("hex");
  const dir = join(findOutsideDir(), id);
  mkdirSync(dir);
  chmodSync(dir, 0o755); // whatever the umask says
  return { id, dir };
}

/** A folder of root's that every account may enter. */
function findOutsideDir(): string {
  for (const dir of OUTSIDE_DIRS) {
    try {
      mkdirSync(dir, { recursive: true });
      accessSync(dir, constants.W_OK);
      // In a folder that everybody writes to, somebody else may have been here first.
      if (statSync(dir).uid !== process.getuid?.()) continue;
      chmodSync(dir, 0o755);
      return dir;
    } catch {
      continue; // a read-only system folder: the next one
    }
  }
  throw new Advice(
    `No folder for the database: none of ${OUTSIDE_DIRS.join(", ")} can be written to. Set RASID_DATA_DIR or DATABASE_URL.`,
  );
}

/**
 * A project folder that was copied, its data directory with it, must not share one database with the original; a
 * project that was moved keeps its own. The original still pointing at the same home tells the two apart.
 */
function isCopyOfAnother(dataDir: string, pointer: Pointer): boolean {
  const owner = readJson(join(pointer.dir, OWNER_FILE)) as { dataDir?: string } | null;
  if (owner?.dataDir === undefined || owner.dataDir === dataDir) return false;
  return readPointer(owner.dataDir)?.id === pointer.id;
}

function refuseForeignHome(dataDir: string, inside: string): void {
  if (existsSync(join(dataDir, POINTER_FILE))) {
    throw new Advice(
      `The database of ${dataDir} was made by root and stands outside it.\n` +
        "Run the command as root again, or choose another folder: RASID_DATA_DIR=<folder>.",
    );
  }
  const cluster = join(inside, "cluster");
  const stat = statSync(cluster, { throwIfNoEntry: false });
  if (stat === undefined) return;
  if (process.platform !== "win32" && stat.uid !== process.getuid?.()) {
    throw new Advice(
      `The database in ${inside} belongs to another account (uid ${stat.uid}).\n` +
        "Run the command as root or as that account, or choose another folder: RASID_DATA_DIR=<folder>.",
    );
  }
  accessSync(inside, constants.R_OK | constants.W_OK);
}

function readPointer(dataDir: string): Pointer | null {
  return readJson(join(dataDir, POINTER_FILE)) as Pointer | null;
}

function readJson(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, "utf8"));
  } catch {
    return null;
  }
}

function writeJson(path: string, value: unknown): void {
  writeFileSync(path, `${JSON.stringify(value)}\n`);
}
