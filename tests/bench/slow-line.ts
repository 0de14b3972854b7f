import { once } from "node:events";
import { connect, createServer, type AddressInfo, type Socket } from "node:net";
import { setTimeout as delay } from "node:timers/promises";

/** "Slow 4G", as the browsers' own tools call it. */
const ROUND_TRIP_MS = 150;
const DOWN_BYTES_PER_MS = 1_600_000 / 8 / 1000;
const UP_BYTES_PER_MS = 750_000 / 8 / 1000;

/** As much as one connection sends before the next one's turn. */
const PIECE_BYTES = 4 * 1024;

export type SlowLine = { readonly url: string; close(): Promise<void> };

/** One direction of the line, which all connections share: whoever sends waits until it is free. */
function createLane(bytesPerMs: number) {
  let freeAt = 0;
  return async (bytes: number): Promise<void> => {
    freeAt = Math.max(freeAt, performance.now()) + bytes / bytesPerMs;
    await delay(freeAt - performance.now());
  };
}

/**
 * The server at `target` as it is reached over a slow line. A proxy of our own, because the browser's emulation of a network
 * changes nothing in some builds of it. Opening a connection costs a round trip, as it does on a real line.
 */
export async function openSlowLine(target: string): Promise<SlowLine> {
  const { hostname, port } = new URL(target);
  const [down, up] = [createLane(DOWN_BYTES_PER_MS), createLane(UP_BYTES_PER_MS)];
  const sockets = new Set<Socket>();
  const keep = (socket: Socket) => {
    sockets.add(socket);
    // A browser drops connections as it likes; the other end is then dropped too.
    socket.on("error", () => socket.destroy()).on("close", () => sockets.delete(socket));
  };
  const server = createServer({ allowHalfOpen: true }, (browser) => {
    const origin = connect({ host: hostname, port: Number(port), allowHalfOpen: true });
    for (const socket of [browser, origin]) keep(socket);
    const isOpenAt = performance.now() + ROUND_TRIP_MS;
    void carry(browser, origin, up, isOpenAt);
    void carry(origin, browser, down, isOpenAt);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    // Listening on a port of its own, it has such an address.
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, "close");
    },
  };
}

async function carry(
  from: Socket,
  to: Socket,
  lane: (bytes: number) => Promise<void>,
  isOpenAt: number,
): Promise<void> {
  let last = Promise.resolve();
  try {
    // The browser's own socket is open at once; what it sends first waits as long as the opening would have taken.
    for await (const chunk of from as AsyncIterable<Buffer>) {
      await delay(isOpenAt - performance.now());
      for (let at = 0; at < chunk.length; at += PIECE_BYTES) {
        const piece = chunk.subarray(at, at + PIECE_BYTES);
        await lane(piece.length);
        last = delay(ROUND_TRIP_MS / 2).then(() => void to.write(piece));
      }
    }
    await last;
    to.end();
  } catch {
    to.destroy();
  }
}
