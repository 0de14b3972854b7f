// Node built-ins only: set-up uses this before anything is installed.
import { execFileSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { setTimeout as delay } from "node:timers/promises";

const POLL_MS = 100;
/** With pauses that grow by a millisecond each, half a second in all. */
const TRIES_MAX = 32;
const PAUSE = new Int32Array(new SharedArrayBuffer(4));
const ABANDONED_MS = 10_000;

/**
 * A text that names one life of one process, or null when that process is gone.
 * The pid alone would not do: pids are given out again, after a reboot above all.
 */
export function findProcessIdentity(pid) {
  if (!Number.isInteger(pid) || pid <= 0) return null;
  if (process.platform === "linux") return findIdentityInProc(pid);
  if (process.platform === "win32") return isSignalable(pid) ? "alive" : null;
  try {
    const line = execFileSync("ps", ["-o", "stat=,lstart=", "-p", String(pid)], { encoding: "utf8" }).trim();
    return line === "" || line.startsWith("Z") ? null : line.replace(/^\S+\s+/, "");
  } catch {
    return null; // ps exits with 1 when it finds no such process
  }
}

function findIdentityInProc(pid) {
  try {
    // The command name stands in parentheses and may itself hold spaces and parentheses.
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    // A zombie has ended; where process 1 collects nobody it stays in the table for ever.
    if (fields[0] === "Z" || fields[0] === "X") return null;
    return `${readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim()}:${fields[19]}`;
  } catch {
    return null;
  }
}

function isSignalable(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === "EPERM";
  }
}

/** True while the very process that wrote `holder` lives. */
export function isHolderAlive(holder) {
  return holder !== null && findProcessIdentity(holder.pid) === holder.identity;
}

/** The record in a lock file, or null when there is none or it is not one of ours. */
export function readHolder(path) {
  try {
    const record = JSON.parse(readFileSync(path, "utf8"));
    return typeof record.pid === "number" && typeof record.identity === "string" ? record : null;
  } catch {
    return null;
  }
}

/**
 * Takes the lock file at `path` or answers who holds it. A lock whose process has ended is taken over.
 * `note` is kept in the file for whoever meets it: purpose, url.
 */
export function tryLock(path, note = {}) {
  mkdirSync(dirname(path), { recursive: true });
  const record = { ...note, pid: process.pid, identity: findProcessIdentity(process.pid), nonce: nonce() };
  for (let attempt = 0; attempt < TRIES_MAX; attempt += 1) {
    if (createWhole(path, record)) return { ok: true, lock: heldLock(path, record) };
    const holder = readHolder(path);
    if (isHolderAlive(holder)) return { ok: false, holder };
    removeDead(path, holder);
    // Somebody else may be at it, a few microseconds before the end.
    if (attempt > 0) Atomics.wait(PAUSE, 0, 0, attempt);
  }
  throw new Error(`The lock file ${path} cannot be taken over. If nothing of this project runs, delete it.`);
}

/** As tryLock, but waits for the holder; `onWait` is told once who that is. Null when the time is over. */
export async function waitForLock(path, note, { timeoutMs, onWait = () => {} }) {
  const deadline = Date.now() + timeoutMs;
  let isTold = false;
  for (;;) {
    const answer = tryLock(path, note);
    if (answer.ok) return answer.lock;
    if (Date.now() >= deadline) return null;
    if (!isTold) onWait(answer.holder);
    isTold = true;
    await delay(POLL_MS);
  }
}

/** Creates the file with its content in one step, so that nobody ever reads half a record. */
function createWhole(path, record) {
  const draft = `${path}.${record.nonce}`;
  writeFileSync(draft, JSON.stringify(record), { mode: 0o644 });
  try {
    linkSync(draft, path);
    return true;
  } catch (error) {
    if (error.code === "EEXIST") return false;
    return createWithoutLinks(path, record); // a file system without hard links
  } finally {
    rmSync(draft, { force: true });
  }
}

function createWithoutLinks(path, record) {
  try {
    writeFileSync(path, JSON.stringify(record), { flag: "wx", mode: 0o644 });
    return true;
  } catch (error) {
    if (error.code === "EEXIST") return false;
    throw error;
  }
}

/**
 * Removes a lock whose holder has ended. Many may have found it dead, and one of them may hold the next lock already: so only
 * whoever links it under the name that its own nonce gives may remove it, and only while what they linked is still that dead one.
 * Nobody else takes it away in between, as nobody else gets that name.
 */
function removeDead(path, deadHolder) {
  const claim = `${path}.dead.${/^[0-9a-f]{1,32}$/.test(deadHolder?.nonce) ? deadHolder.nonce : "unread"}`;
  try {
    linkSync(path, claim);
  } catch (error) {
    if (error.code === "ENOENT") return;
    if (error.code === "EEXIST") return removeAbandoned(claim);
    return rmSync(path, { force: true }); // a file system without hard links
  }
  try {
    if (readHolder(claim)?.nonce === deadHolder?.nonce) rmSync(path, { force: true });
  } finally {
    rmSync(claim, { force: true });
  }
}

/** Of somebody who died between two lines: removing takes microseconds. */
function removeAbandoned(claim) {
  try {
    if (Date.now() - statSync(claim).ctimeMs > ABANDONED_MS) rmSync(claim, { force: true });
  } catch (error) {
    if (error.code !== "ENOENT") throw error;
  }
}

function heldLock(path, record) {
  let current = record;
  const isMine = () => readHolder(path)?.nonce === record.nonce;
  return {
    isMine,
    update(note) {
      if (!isMine()) return;
      current = { ...current, ...note };
      const draft = `${path}.${record.nonce}`;
      writeFileSync(draft, JSON.stringify(current), { mode: 0o644 });
      renameSync(draft, path);
    },
    release() {
      if (isMine()) rmSync(path, { force: true });
    },
  };
}

function nonce() {
  return randomBytes(8).toString("hex");
}
