import { createServer, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, test } from "vitest";
import { startScheduler } from "@/scripts/scheduler";

let server: Server | undefined;
let scheduler: { stop(): Promise<void> } | undefined;

afterEach(async () => {
  await scheduler?.stop();
  server?.closeAllConnections();
  await new Promise((resolve) => server?.close(resolve) ?? resolve(undefined));
});

/** Answers each call as told; resolves when `calls` of them have been made. */
async function serve(calls: number, answer: (call: number, response: ServerResponse) => void) {
  const seen: { authorization: string | undefined; inFlight: number }[] = [];
  let inFlight = 0;
  let tellEnough: () => void = () => {};
  const enough = new Promise<void>((resolve) => (tellEnough = resolve));
  const listening = createServer((request, response) => {
    inFlight += 1;
    seen.push({ authorization: request.headers.authorization, inFlight });
    response.on("close", () => (inFlight -= 1));
    answer(seen.length, response);
    if (seen.length === calls) tellEnough();
  });
  server = listening;
  await new Promise<void>((resolve) => listening.listen(0, "127.0.0.1", resolve));
  return { url: `http://127.0.0.1:${(listening.address() as AddressInfo).port}/`, seen, enough };
}

describe("the scheduler", () => {
  test("calls again and again, with the secret, and never twice at once", async () => {
    // Each answer comes later than the next call would be due.
    const { url, seen, enough } = await serve(5, (_, response) => setTimeout(() => response.end("{}"), 10));
    scheduler = startScheduler({
      url,
      secret: "s3cret",
      intervalMs: 1,
      onTrouble: expect.unreachable,
      onRecovery: () => {},
    });
    await enough;
    expect(seen.map(({ authorization }) => authorization)).toEqual(Array(5).fill("Bearer s3cret"));
    expect(Math.max(...seen.map((call) => call.inFlight))).toBe(1);
  });

  test("tells of trouble once, goes on, and tells of its end", async () => {
    const told: string[] = [];
    const { url, enough } = await serve(5, (call, response) => {
      response.statusCode = call <= 3 ? 503 : 200;
      response.end("no secret is configured");
    });
    scheduler = startScheduler({
      url,
      secret: "s",
      intervalMs: 1,
      onTrouble: (text) => told.push(text),
      onRecovery: () => told.push("recovered"),
    });
    await enough;
    expect(told).toEqual(["503 no secret is configured", "recovered"]);
  });

  test("stops at once, even while a call hangs", async () => {
    const { url, enough } = await serve(1, () => {});
    const running = startScheduler({
      url,
      secret: "s",
      intervalMs: 1,
      onTrouble: expect.unreachable,
      onRecovery: () => {},
    });
    await enough;
    await expect(running.stop()).resolves.toBeUndefined();
  });
});
