import { createServer } from "node:http";
import type { IncomingMessage, RequestListener, Server, ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach } from "vitest";
import { createUpstream } from "@/lib/oneclick/client";
import type { UpstreamLogEntry, UpstreamOptions } from "@/lib/oneclick/client";
import type { SendRequest } from "@/lib/oneclick/types";

export const API_KEY = "0b6f2c1e-7a44-4d1b-9c55-2f1e8a9d7c30";
export const REQUEST: SendRequest = {
  planCode: "PREPAID_DJEZZY",
  msisdn: "0770445566",
  amountDinars: 300,
  ref: "0192f0c1-7a44-7d1b-9c55-2f1e8a9d7c30",
};

export type Seen = { method: string; url: string; headers: IncomingMessage["headers"]; body: string };

const servers: Server[] = [];

afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
});

export async function listen(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  // A server that listens on a port has an address that is not a path.
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** A provider that answers as told, and remembers what it was asked. */
export async function provide(
  respond: (response: ServerResponse, request: IncomingMessage) => void,
  options?: Partial<UpstreamOptions>,
) {
  const seen: Seen[] = [];
  const log: UpstreamLogEntry[] = [];
  const baseUrl = await listen((request, response) => {
    let body = "";
    request.setEncoding("utf8");
    request.on("data", (chunk: string) => (body += chunk));
    request.on("end", () => {
      seen.push({ method: request.method ?? "", url: request.url ?? "", headers: request.headers, body });
      respond(response, request);
    });
  });
  const upstream = createUpstream({ baseUrl, apiKey: API_KEY, log: (entry) => log.push(entry), ...options });
  return { upstream, seen, log, baseUrl };
}

export function json(status: number, body: unknown, headers: Record<string, string> = {}) {
  return (response: ServerResponse) => {
    response.writeHead(status, { "content-type": "application/json", ...headers }).end(JSON.stringify(body));
  };
}

export const ACCEPTED = { success: true, data: { topupId: "6981c39ff0a1b2c3d4e5f600", topupRef: "x" } };

/** Where nobody listens: a port that was ours a moment ago. */
export async function deserted(): Promise<string> {
  const baseUrl = await listen(() => undefined);
  const closed = servers.pop();
  await new Promise((resolve) => closed?.close(resolve));
  return baseUrl;
}
