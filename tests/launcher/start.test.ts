import { createServer, type AddressInfo } from "node:net";
import { afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { ensureBuild } from "@/scripts/build";
import { findNginx } from "@/scripts/nginx";
import {
  listProcesses,
  makeDataDir,
  removeDataDir,
  runScript,
  startLauncher,
  untilNoneIsLeft,
  type Run,
} from "../support/launcher";

let dataDir: string;
const runs: Run[] = [];

beforeAll(async () => {
  await ensureBuild({ dataDir: ".data", logFile: ".cache/launcher-build.log" });
}, 300_000);

beforeEach(() => {
  dataDir = makeDataDir();
});

afterEach(async () => {
  for (const run of runs.splice(0)) {
    if (listProcesses(dataDir).launcher === run.pid) run.signal("SIGTERM");
    await run.exited;
  }
  removeDataDir(dataDir);
});

function start(env: Readonly<Record<string, string>> = {}, args: readonly string[] = []): Run {
  const run = startLauncher(dataDir, env, args);
  runs.push(run);
  return run;
}

const EVERYTHING = ["launcher", "the app", "the database", "the local OneClickDz"];

describe("npm start", () => {
  test("serves, says where and who can sign in, and leaves no process behind at a Ctrl-C", async () => {
    const run = start();
    const url = await run.untilReady();
    expect(run.said()).toMatch(/rasid-demo[^]*owner, manager, cashier, auditor[^]*cashier2[^]*operator/);
    expect(Object.keys(listProcesses(dataDir)).sort()).toEqual(EVERYTHING);
    expect((await fetch(`${url}/api/health`)).status).toBe(200);
    expect((await fetch(`${url}/sign-in`)).status).toBe(200);

    // Both at once, as a terminal and npm above us send it: one Ctrl-C, not two.
    run.signal("SIGINT");
    run.signal("SIGINT");
    expect(await run.exited).toBe(0);
    expect(await untilNoneIsLeft(dataDir)).toEqual({});
  });

  test("twice at once: the second says where the first is and does no harm", async () => {
    const first = start();
    const url = await first.untilReady();
    const before = listProcesses(dataDir);
    const second = start();
    expect(await second.exited).toBe(1);
    expect(second.said()).toContain(`already running on this data directory: process ${first.pid}, ${url}`);
    expect(listProcesses(dataDir)).toEqual(before);
    expect((await fetch(`${url}/api/health`)).status).toBe(200);
  });

  test("after kill -9 the next start clears up, serves the same data, and stops all of it", async () => {
    const first = start();
    await first.untilReady();
    first.signal("SIGKILL");
    await first.exited;
    const orphans = listProcesses(dataDir);
    expect(Object.keys(orphans).sort()).toEqual(EVERYTHING.filter((name) => name !== "launcher"));

    const second = start();
    const url = await second.untilReady();
    expect((await fetch(`${url}/api/health`)).status).toBe(200);
    const after = listProcesses(dataDir);
    expect(after["the database"]).toBe(orphans["the database"]);
    expect(after["the app"]).not.toBe(orphans["the app"]);
    second.signal("SIGTERM");
    expect(await second.exited).toBe(0);
    expect(await untilNoneIsLeft(dataDir)).toEqual({});
  });

  test.each(["the app", "the local OneClickDz", "the database"])(
    "when %s dies, it says so and stops the rest",
    async (name) => {
      const run = start();
      await run.untilReady();
      process.kill(listProcesses(dataDir)[name] ?? Number.NaN, "SIGKILL");
      expect(await run.exited).toBe(1);
      expect(run.said().toLowerCase()).toContain(`${name.toLowerCase()} has ended by itself`);
      expect(await untilNoneIsLeft(dataDir)).toEqual({});
    },
  );

  test("a port that was asked for and is taken is refused with a way out", async () => {
    const squatter = createServer();
    await new Promise<void>((resolve) => squatter.listen(0, "127.0.0.1", resolve));
    const { port } = squatter.address() as AddressInfo;
    const run = start({ PORT: String(port) });
    expect(await run.exited).toBe(1);
    expect(run.said()).toMatch(new RegExp(`Port ${port} on 127\\.0\\.0\\.1 is taken[^]*PORT=\\d+ npm start`));
    await new Promise((resolve) => squatter.close(resolve));
    expect(await untilNoneIsLeft(dataDir)).toEqual({});
  });

  test("a configuration that cannot be used is explained before anything is started", async () => {
    const run = start({ ONECLICKDZ_API_KEY: "k", RASID_DEMO: "on", ONECLICKDZ_ENVIRONMENT: "PRODUCTION" });
    expect(await run.exited).toBe(1);
    expect(run.said()).toMatch(/RASID_DEMO: demo staff[^]*\.env\.example/);
    expect(listProcesses(dataDir)).toEqual({});
  });

  test("interrupted while it starts, it leaves nothing behind", async () => {
    const run = start();
    await run.untilSays(/starting/);
    run.signal("SIGINT");
    expect(await run.exited).toBe(0);
    expect(await untilNoneIsLeft(dataDir)).toEqual({});
  });
});

describe("npm start -- --instances 2", () => {
  test("serves from both, has one that is killed back, and leaves nothing behind; without nginx it says how to get it", async () => {
    const run = start({}, ["--instances", "2"]);
    if (findNginx() === null) {
      expect(await run.exited).toBe(1);
      expect(run.said()).toContain("apt-get install nginx-light");
      return;
    }
    const url = await run.untilReady();
    const names = ["instance 1 of the app", "instance 2 of the app", "launcher", "nginx"];
    const before = listProcesses(dataDir);
    expect(Object.keys(before).sort()).toEqual([...names, "the database", "the local OneClickDz"]);
    process.kill(before["instance 1 of the app"] ?? Number.NaN, "SIGKILL");
    for (let n = 0; n < 4; n += 1) expect((await fetch(`${url}/sign-in`)).status).toBe(200);
    await run.untilSays(/instance 1 of the app has ended \(SIGKILL\); starting it again/);
    await expect
      .poll(() => listProcesses(dataDir)["instance 1 of the app"], { timeout: 20_000 })
      .not.toBeOneOf([undefined, before["instance 1 of the app"]]);
    run.signal("SIGINT");
    expect(await run.exited).toBe(0);
    expect(await untilNoneIsLeft(dataDir)).toEqual({});
  }, 120_000);

  test.each([["0"], ["many"], [""]])("a number of instances that is none (%j) is refused", async (count) => {
    const run = start({}, ["--instances", count]);
    expect(await run.exited).toBe(1);
    expect(run.said()).toContain("--instances is a number from 1 to");
    expect(listProcesses(dataDir)).toEqual({});
  });
});

describe("the commands beside it", () => {
  test("db:url and audit:ledger work while it runs, and when it does not", async () => {
    expect(runScript("db-url.ts", dataDir)).toMatchObject({ status: 1, stdout: "" });
    const run = start();
    await run.untilReady();
    const whileRunning = runScript("db-url.ts", dataDir);
    expect(whileRunning).toMatchObject({ status: 0, stderr: "" });
    expect(whileRunning.stdout.trim().split("\n").at(-1)).toMatch(/^postgres:\/\/rasid:[^@]+@127\.0\.0\.1:\d+\/rasid$/);
    expect(runScript("audit-ledger.ts", dataDir)).toEqual({ status: 0, stdout: "", stderr: "" });

    run.signal("SIGTERM");
    await run.exited;
    expect(runScript("db-url.ts", dataDir)).toMatchObject({ status: 0, stdout: whileRunning.stdout });
    expect(runScript("audit-ledger.ts", dataDir)).toEqual({ status: 0, stdout: "", stderr: "" });
    expect(listProcesses(dataDir)).toEqual({});
  });
});
