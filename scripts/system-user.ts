import { execFileSync } from "node:child_process";
import { realpathSync, statSync } from "node:fs";
import { dirname } from "node:path";
import { Advice } from "./terminal.mjs";

/** The account that PostgreSQL runs as when we are root, which PostgreSQL refuses to be. */
export type SystemUser = { readonly name: string; readonly uid: number; readonly gid: number };

/** Made only where a system has neither of the usual accounts. */
const OWN_ACCOUNT = "rasid";

export function isRoot(): boolean {
  return process.getuid?.() === 0;
}

/** The account for a new cluster: `postgres` where there is one, else `nobody`, else one of our own. */
export function findDatabaseUser(): SystemUser {
  const user = findAccount("postgres") ?? findAccount("nobody") ?? findAccount(OWN_ACCOUNT) ?? createAccount();
  if (user !== null) return user;
  throw new Advice(
    "PostgreSQL refuses to run as root, and no other account could be found or made on this system.\n" +
      "Run the command as an ordinary user, create an account (useradd --system postgres), or set DATABASE_URL.",
  );
}

/** The account that already owns a cluster: whoever made it must go on running it. */
export function findOwner(path: string): SystemUser {
  const { uid, gid } = statSync(path);
  return { name: `uid ${uid}`, uid, gid };
}

function findAccount(name: string): SystemUser | null {
  const ask = (flag: string) => Number(execFileSync("id", [flag, name], { encoding: "utf8", stdio: "pipe" }));
  try {
    const [uid, gid] = [ask("-u"), ask("-g")];
    return Number.isInteger(uid) && Number.isInteger(gid) && uid !== 0 ? { name, uid, gid } : null;
  } catch {
    return null; // id exits with 1 for an account that does not exist
  }
}

function createAccount(): SystemUser | null {
  const ways: readonly (readonly [string, readonly string[]])[] = [
    ["useradd", ["--system", "--user-group", "--no-create-home", "--shell", "/usr/sbin/nologin", OWN_ACCOUNT]],
    ["adduser", ["-S", "-D", "-H", OWN_ACCOUNT]], // BusyBox
  ];
  for (const [command, args] of ways) {
    try {
      execFileSync(command, args, { stdio: "pipe" });
      return findAccount(OWN_ACCOUNT);
    } catch {
      continue; // the next way, and in the end the advice of findDatabaseUser
    }
  }
  return null;
}

/** Whether `user` may read `path` and pass through every folder above it. */
export function canReach(user: SystemUser, path: string): boolean {
  const target = realpathSync(path);
  if (!isGranted(user, target, statSync(target).isDirectory() ? 0o5 : 0o4)) return false;
  for (let dir = dirname(target); ; dir = dirname(dir)) {
    if (!isGranted(user, dir, 0o1)) return false;
    if (dir === dirname(dir)) return true;
  }
}

/** `bits` as in one digit of a file mode: 4 read, 2 write, 1 enter or run. */
function isGranted(user: SystemUser, path: string, bits: number): boolean {
  const { mode, uid, gid } = statSync(path);
  const shift = uid === user.uid ? 6 : gid === user.gid ? 3 : 0;
  return ((mode >> shift) & bits) === bits;
}
