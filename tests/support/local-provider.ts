import { randomUUID } from "node:crypto";
import { afterEach } from "vitest";
import { createUpstream } from "@/lib/oneclick/client";
import type { UpstreamLogEntry } from "@/lib/oneclick/client";
import type { SendRequest, Upstream } from "@/lib/oneclick/types";
import { KEYS } from "@/sandbox/model/accounts";
import { buildSandbox } from "@/sandbox/server";
import type { Sandbox, SandboxOptions } from "@/sandbox/server";

const open: Sandbox[] = [];

afterEach(async () => {
  for (const { app } of open.splice(0)) await app.close();
});

export type House = {
  readonly sandbox: Sandbox;
  readonly upstream: Upstream;
  /** Gives up soon, for answers that are known not to come. */
  readonly impatient: Upstream;
  readonly log: UpstreamLogEntry[];
  readonly clientOf: (apiKey: string) => Upstream;
  readonly pass: (ms: number) => void;
};

/** The client against the local provider over real HTTP, under a clock that moves only when told. */
export async function house(options: SandboxOptions = {}): Promise<House> {
  let nowMs = Date.UTC(2026, 1, 3, 9, 14, 7);
  const sandbox = await buildSandbox({ now: () => nowMs, ...options });
  open.push(sandbox);
  const baseUrl = await sandbox.app.listen({ host: "127.0.0.1", port: 0 });
  const log: UpstreamLogEntry[] = [];
  const clientOf = (apiKey: string) => createUpstream({ baseUrl, apiKey, log: (entry) => log.push(entry) });
  const impatient = createUpstream({ baseUrl, apiKey: KEYS.sandbox, timeouts: { sendMs: 200, readMs: 200 } });
  return { sandbox, upstream: clientOf(KEYS.sandbox), impatient, log, clientOf, pass: (ms) => void (nowMs += ms) };
}

export function request(change: Partial<SendRequest> = {}): SendRequest {
  return { planCode: "PREPAID_DJEZZY", msisdn: "0770445566", amountDinars: 300, ref: randomUUID(), ...change };
}

export function hasOrder({ sandbox }: House, ref: string): boolean {
  return sandbox.model.provider.book("sandbox").hasRef(ref);
}

export async function sendAccepted(upstream: Upstream, sent: SendRequest): Promise<string> {
  const outcome = await upstream.send(sent);
  if (outcome.kind !== "accepted") throw new Error(`not accepted: ${JSON.stringify(outcome)}`);
  return outcome.topupId;
}
