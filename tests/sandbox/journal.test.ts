import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { appendFile, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { describe, expect, onTestFinished, test } from "vitest";
import { readConfiguration } from "@/sandbox/configuration";
import { KEYS } from "@/sandbox/model/accounts";
import { buildSandbox } from "@/sandbox/server";
import { NUMBER, openSandbox } from "./support";

async function stateFile(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "sandbox-state-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return join(folder, "deeper", "orders.journal");
}

describe("a sandbox with a state file", () => {
  test("knows its orders, money and time after a restart, and goes on delivering", async () => {
    const path = await stateFile();
    const first = await openSandbox({ stateFile: path, seed: 9 });
    const delivered = await first.accept({ ref: "one" });
    await first.control("/clock/advance", { ms: 3_600_000 });
    const refunded = await first.accept({ ref: "two", MSSIDN: "0600000001" });
    await first.control("/orders/one/status", { status: "REFUNDED", refund_message: "late" });
    await first.control("/balance", { balance: 1234.56 });
    const { requests: _first, now: _now, ...before } = await first.dump();
    await first.app.close();

    const second = await openSandbox({ stateFile: path, seed: 1, openingCentimes: 5n });
    const { requests: _second, now, ...after } = await second.dump();
    expect(after).toEqual(before);
    expect(now).toBe("2026-02-03T10:14:07.881Z");
    expect((await second.send({ ref: "one" })).status).toBe(403);
    expect(await second.order(delivered)).toMatchObject({ status: "REFUNDED", refund_message: "late" });
    second.pass(10_000);
    expect(await second.order(refunded)).toMatchObject({ status: "REFUNDED" });
    expect((await second.get("/account/balance")).body).toMatchObject({ data: { balance: 1234.56 + 297.75 } });
  });

  test("an order that ran out while the sandbox was off is delivered once, at its own time", async () => {
    const path = await stateFile();
    const first = await openSandbox({ stateFile: path });
    await first.accept({ ref: "r" });
    await first.app.close();
    for (let life = 0; life < 2; life++) {
      const next = await openSandbox({ stateFile: path });
      next.pass(3_600_000);
      expect((await next.dump()).deliveries).toMatchObject([{ ref: "r", at: "2026-02-03T09:14:22.881Z" }]);
      await next.app.close();
    }
  });

  test("ids go on where they stopped", async () => {
    const path = await stateFile();
    const ids = new Set<string>();
    for (let life = 0; life < 3; life++) {
      const sandbox = await openSandbox({ stateFile: path });
      ids.add(await sandbox.accept());
      ids.add(await sandbox.accept({ MSSIDN: "0600000001" }));
      sandbox.pass(10_000);
      for (const { id } of (await sandbox.dump()).ledger) ids.add(id);
      await sandbox.app.close();
    }
    const last = await openSandbox({ stateFile: path });
    const { orders, ledger } = await last.dump();
    expect(new Set([...orders.map(({ topupId }) => topupId), ...ledger.map(({ id }) => id)]).size).toBe(
      orders.length + ledger.length,
    );
    for (const id of ids) expect(id).toMatch(/^[0-9a-f]{24}$/);
  });

  test("a last line that a crash cut short is dropped, and the file goes on after the good ones", async () => {
    const path = await stateFile();
    const first = await openSandbox({ stateFile: path });
    await first.accept({ ref: "kept" });
    await first.app.close();
    await appendFile(path, '{"kind":"accepted","atMs":17');
    const second = await openSandbox({ stateFile: path });
    await second.accept({ ref: "next" });
    await second.app.close();
    const third = await openSandbox({ stateFile: path });
    expect((await third.dump()).orders.map(({ ref }) => ref)).toEqual(["kept", "next"]);
  });

  test.each([
    ["half\n", "line 1: not readable"],
    ['{"kind":"accepted"}\n', "is not a journal of this sandbox"],
  ])("a file that is not its own (%j) is refused and left as it is", async (text, words) => {
    const folder = await mkdtemp(join(tmpdir(), "sandbox-state-"));
    onTestFinished(() => rm(folder, { recursive: true, force: true }));
    const path = join(folder, "foreign");
    await writeFile(path, text);
    await expect(buildSandbox({ stateFile: path })).rejects.toThrow(words);
    expect(await readFile(path, "utf8")).toBe(text);
  });

  test("reset begins a new journal", async () => {
    const path = await stateFile();
    const first = await openSandbox({ stateFile: path });
    await first.accept({ ref: "gone" });
    await first.control("/reset", { seed: 4 });
    await first.accept({ ref: "stays" });
    await first.app.close();
    const second = await openSandbox({ stateFile: path });
    expect((await second.dump()).orders.map(({ ref }) => ref)).toEqual(["stays"]);
  });
});

describe("the command", () => {
  type Running = { readonly child: ChildProcess; readonly url: string };

  async function start(environment: Readonly<Record<string, string>>): Promise<Running> {
    const child = spawn(process.execPath, ["--import", "tsx", "sandbox/main.ts"], {
      env: { ...process.env, SANDBOX_PORT: "0", ...environment },
      stdio: ["ignore", "pipe", "pipe"],
    });
    onTestFinished(() => void child.kill("SIGKILL"));
    for await (const line of createInterface({ input: child.stdout })) {
      const url = /http:\/\/\S+/.exec(line)?.[0];
      if (url !== undefined) return { child, url };
    }
    throw new Error("the sandbox ended without saying where it is");
  }

  test("what it accepted outlives a kill -9, also when the answer never arrived", async () => {
    const SANDBOX_STATE_FILE = await stateFile();
    const headers = { "x-access-token": "my-own-key", "content-type": "application/json" };
    const environment = { SANDBOX_STATE_FILE, SANDBOX_API_KEY: "my-own-key" };
    const send = (url: string, ref: string) =>
      fetch(`${url}/v3/mobile/send`, {
        method: "POST",
        headers,
        body: JSON.stringify({ plan_code: "PREPAID_DJEZZY", MSSIDN: NUMBER, amount: 300, ref }),
      });

    const first = await start(environment);
    expect((await send(first.url, "answered")).status).toBe(200);
    await fetch(`${first.url}/__sim/faults`, {
      method: "POST",
      headers,
      body: JSON.stringify([{ endpoint: "send", kind: "accept-then-drop" }]),
    });
    await expect(send(first.url, "unanswered")).rejects.toThrow("fetch failed");
    first.child.kill("SIGKILL");
    await once(first.child, "exit");

    const second = await start(environment);
    for (const ref of ["answered", "unanswered"]) {
      expect((await fetch(`${second.url}/v3/mobile/check-ref/${ref}`, { headers })).status).toBe(200);
    }
    second.child.kill("SIGTERM");
    expect(await once(second.child, "exit")).toEqual([0, null]);
  });

  test("a port that is taken is said in words", async () => {
    const holder = createServer().listen(0, "127.0.0.1");
    await once(holder, "listening");
    onTestFinished(() => void holder.close());
    const address = holder.address();
    if (address === null || typeof address === "string") throw new Error("the holder has no port");
    const child = spawn(process.execPath, ["--import", "tsx", "sandbox/main.ts"], {
      env: { ...process.env, SANDBOX_PORT: String(address.port) },
      stdio: ["ignore", "ignore", "pipe"],
    });
    const lines: string[] = [];
    for await (const line of createInterface({ input: child.stderr })) lines.push(line);
    expect(lines.join("\n")).toContain(`port ${address.port} is taken; set SANDBOX_PORT to a free one`);
  });
});

describe("the command's settings", () => {
  test("without any, the documented ones", () => {
    expect(readConfiguration({ SANDBOX_PORT: "", HOST: undefined })).toEqual({
      port: 4010,
      host: "127.0.0.1",
      options: { hasControl: true },
    });
  });

  test("each of them is read", () => {
    const { port, host, options } = readConfiguration({
      SANDBOX_PORT: "4999",
      HOST: "127.0.0.2",
      SANDBOX_API_KEY: KEYS.otherAccount,
      SANDBOX_TIMING: "100,300",
      SANDBOX_STATE_FILE: "/tmp/x",
      SANDBOX_PROFILE: "hostile",
      SANDBOX_SEED: "77",
      SANDBOX_RATE_LIMIT: "60",
      SANDBOX_BALANCE: "2500",
      SANDBOX_CONTROL: "off",
    });
    expect([port, host]).toEqual([4999, "127.0.0.2"]);
    expect(options).toMatchObject({
      sandboxKey: KEYS.otherAccount,
      timing: { handlingMs: 100, finalMs: 300, scriptedFinalMs: 200 },
      stateFile: "/tmp/x",
      profile: "hostile",
      seed: 77,
      perMinuteMax: 60,
      openingCentimes: 250_000n,
      hasControl: false,
    });
  });

  test.each([
    ["SANDBOX_PORT", "http"],
    ["SANDBOX_PORT", "70000"],
    ["SANDBOX_TIMING", "15000"],
    ["SANDBOX_TIMING", "15000,5000"],
    ["SANDBOX_PROFILE", "friendly"],
    ["SANDBOX_BALANCE", "-1"],
  ])("%s=%s is refused by name", (name, value) => {
    expect(() => readConfiguration({ [name]: value })).toThrow(name);
  });
});
