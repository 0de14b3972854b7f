/** What stands in front of several instances: nginx with the product's own configuration, else a proxy of the tests' own. */
import {
  createServer,
  request as httpRequest,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from "node:http";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { findNginx, startNginx } from "@/scripts/nginx";
import { findFreePort } from "@/scripts/ports";
import type { Child } from "@/scripts/processes";

export type Front = {
  readonly url: string;
  /** "nginx 1.22.1", or whatever else it is. */
  readonly name: string;
  stop(): Promise<void>;
  /** Null where it is no process. */
  readonly child: Child | null;
};

/** Bears host:port of the instance that answered. */
export const INSTANCE_HEADER = "x-answered-by";
const READY_TIMEOUT_MS = 10_000;

export async function openFront(dir: string, instances: readonly string[]): Promise<Front> {
  const port = await findFreePort();
  const url = `http://127.0.0.1:${port}`;
  const addresses = instances.map((instance) => new URL(instance).host);
  const nginx = process.env.E2E_OWN_PROXY === "on" ? null : findNginx();
  if (nginx === null) return openOwnProxy(url, port, addresses);
  const child = startNginx(nginx, {
    ...{ dir: join(dir, "nginx"), logFile: join(dir, "nginx.log"), host: "127.0.0.1", port, instances: addresses },
    tellInstanceAs: INSTANCE_HEADER,
  });
  const front = { url, name: `nginx ${nginx.version}`, child, stop: () => child.stop(false) };
  await untilReady(front);
  return front;
}

async function untilReady({ url, child }: { readonly url: string; readonly child: Child }): Promise<void> {
  for (const deadline = Date.now() + READY_TIMEOUT_MS; Date.now() < deadline; await delay(50)) {
    const answer = await fetch(`${url}/api/health`).catch(() => null);
    if (answer !== null) return;
  }
  throw new Error(`nginx does not answer at ${url}. Its last words:\n${child.tail()}`);
}

/** Round robin, streaming, and on to the next instance when one refuses the connection: what the product asks of any proxy. */
async function openOwnProxy(url: string, port: number, addresses: readonly string[]): Promise<Front> {
  let turn = 0;
  const server = createServer((incoming, outgoing) => {
    turn = (turn + 1) % addresses.length;
    const inTurn = [...addresses.slice(turn), ...addresses.slice(0, turn)];
    // Whole before it is passed on, so that it can be offered to another instance: a form is small.
    void readBody(incoming).then((body) => forward(incoming, body, outgoing, inTurn));
  });
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  return { url, name: "a proxy of the tests' own (there is no nginx here)", child: null, stop: () => close(server) };
}

async function readBody(incoming: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

function forward(
  incoming: IncomingMessage,
  body: Buffer,
  outgoing: ServerResponse,
  [address, ...others]: readonly string[],
): void {
  if (address === undefined) {
    outgoing.writeHead(502).end();
    return;
  }
  const { hostname, port } = new URL(`http://${address}`);
  const { host = "", "x-forwarded-for": forwardedFor, connection: _, ...headers } = incoming.headers;
  const peer = incoming.socket.remoteAddress ?? "";
  const upstream = httpRequest({
    ...{ hostname, port, method: incoming.method, path: incoming.url },
    headers: {
      ...headers,
      ...{ host, "x-forwarded-host": host, "x-forwarded-proto": "http" },
      "x-forwarded-for": forwardedFor === undefined ? peer : `${String(forwardedFor)}, ${peer}`,
    },
  });
  upstream.once("response", (response) => {
    outgoing.writeHead(response.statusCode ?? 502, { ...response.headers, [INSTANCE_HEADER]: address });
    response.pipe(outgoing);
    response.once("error", () => outgoing.destroy());
  });
  upstream.once("error", (error: NodeJS.ErrnoException) => {
    // Nothing was begun where the connection was refused; a form that was sent is never sent again by a proxy.
    if (error.code === "ECONNREFUSED") forward(incoming, body, outgoing, others);
    else if (outgoing.headersSent) outgoing.destroy();
    else outgoing.writeHead(502).end();
  });
  outgoing.once("close", () => upstream.destroy());
  upstream.end(body);
}

async function close(server: Server): Promise<void> {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
}
