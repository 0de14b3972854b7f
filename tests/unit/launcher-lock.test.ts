import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { findProcessIdentity, isHolderAlive, readHolder, tryLock, waitForLock } from "@/scripts/lock.mjs";
import { projectDir } from "@/scripts/environment";

let dir: string;
let path: string;

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "rasid-lock-"));
  path = join(dir, "the.lock");
});

afterEach(() => rmSync(dir, { recursive: true, force: true }));

function endedPid(): number {
  return spawnSync(process.execPath, ["-e", ""]).pid;
}

describe("a lock file", () => {
  test("is held by one, and says by whom and for what", () => {
    expect(tryLock(path, { purpose: "run", url: "http://127.0.0.1:3000" }).ok).toBe(true);
    expect(tryLock(path)).toMatchObject({
      ok: false,
      holder: { pid: process.pid, purpose: "run", url: "http://127.0.0.1:3000" },
    });
  });

  test("is free again when released, and a note can be changed while it is held", () => {
    const first = tryLock(path);
    if (!first.ok) throw new Error("the lock was not free");
    first.lock.update({ purpose: "stopping" });
    expect(readHolder(path)?.purpose).toBe("stopping");
    first.lock.release();
    expect(tryLock(path).ok).toBe(true);
  });

  test("of a process that has ended is taken over", () => {
    writeFileSync(path, JSON.stringify({ pid: endedPid(), identity: "an earlier life", nonce: "0" }));
    expect(tryLock(path).ok).toBe(true);
  });

  test("of an earlier process with the pid of a living one is taken over", () => {
    writeFileSync(path, JSON.stringify({ pid: process.pid, identity: "an earlier life", nonce: "0" }));
    expect(tryLock(path).ok).toBe(true);
  });

  test("that is half written or foreign is taken over", () => {
    writeFileSync(path, "{");
    expect(tryLock(path).ok).toBe(true);
  });

  test("whose taking over was cut off is taken over once nobody can be at it any more", () => {
    const holder = { pid: endedPid(), identity: "an earlier life", nonce: "ab" };
    writeFileSync(path, JSON.stringify(holder));
    writeFileSync(`${path}.dead.ab`, JSON.stringify(holder));
    expect(() => tryLock(path)).toThrow("cannot be taken over");
    const later = vi.spyOn(Date, "now").mockReturnValue(Date.now() + 60_000);
    expect(tryLock(path).ok).toBe(true);
    later.mockRestore();
  });

  test("once taken over is not released by its former holder", () => {
    const first = tryLock(path);
    if (!first.ok) throw new Error("the lock was not free");
    rmSync(path);
    expect(tryLock(path).ok).toBe(true);
    first.lock.release();
    expect(isHolderAlive(readHolder(path))).toBe(true);
  });

  test("is waited for, with word of who holds it, and not for ever", async () => {
    const first = tryLock(path);
    if (!first.ok) throw new Error("the lock was not free");
    const met: number[] = [];
    expect(await waitForLock(path, {}, { timeoutMs: 0 })).toBeNull();
    const waiting = waitForLock(
      path,
      {},
      {
        timeoutMs: 10_000,
        onWait: (holder) => {
          met.push(holder.pid);
          first.lock.release();
        },
      },
    );
    expect(await waiting).not.toBeNull();
    expect(met).toEqual([process.pid]);
  });

  test("left by a crash goes to exactly one of many who want it, time after time", async () => {
    const paths = Array.from({ length: 100 }, (_, n) => join(dir, `${n}.lock`));
    const [ended, identity] = [endedPid(), "an earlier life"];
    for (const [n, each] of paths.entries()) {
      writeFileSync(each, JSON.stringify({ pid: ended, identity, nonce: n.toString(16) }));
    }
    const program = `
      const { tryLock } = await import(process.argv[1]);
      process.stdin.once("data", () => {
        const won = process.argv.slice(2).map((path) => tryLock(path).ok);
        process.stdout.write(JSON.stringify(won) + "\\n");
      });
      process.stdin.on("end", () => process.exit());
      process.stderr.write("here");`;
    const contenders = Array.from({ length: 6 }, () => {
      const lockModule = join(projectDir, "scripts", "lock.mjs");
      const child = spawn(process.execPath, ["--input-type=module", "-e", program, lockModule, ...paths]);
      const here = new Promise((resolve) => child.stderr.once("data", resolve));
      const said: Buffer[] = [];
      child.stdout.on("data", (data: Buffer) => said.push(data));
      const answer = new Promise<boolean[]>((resolve, reject) => {
        child.stdout.on("data", () => {
          const text = Buffer.concat(said).toString();
          if (text.endsWith("\n")) resolve(JSON.parse(text) as boolean[]);
        });
        child.once("exit", (code) => reject(new Error(`a contender ended with ${code} before it had an answer`)));
      });
      return { child, here, answer };
    });
    await Promise.all(contenders.map(({ here }) => here));
    for (const { child } of contenders) child.stdin.write("go");
    const answers = await Promise.all(contenders.map(({ answer }) => answer));
    for (const { child } of contenders) child.stdin.end();
    expect(paths.map((_, n) => answers.filter((won) => won[n]).length)).toEqual(paths.map(() => 1));
  });
});

test("a process that has ended has no identity", () => {
  expect(findProcessIdentity(endedPid())).toBeNull();
  expect(findProcessIdentity(process.pid)).toBe(findProcessIdentity(process.pid));
});
