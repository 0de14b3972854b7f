import type { ShopId } from "@/lib/id";

/** What a message is to be made of. */
export type LiveAsk =
  | { readonly kind: "orders"; readonly shopId: ShopId; readonly orderIds: readonly string[] }
  | { readonly kind: "balance"; readonly shopId: ShopId }
  /** Read everything again, at some moment of the next `spreadMs`. */
  | { readonly kind: "reset"; readonly spreadMs: number };

/** Makes the messages' text, in the order asked, from as few readings as will do; null for a shop of which nothing can be read. */
export type ComposeLive = (asks: readonly LiveAsk[]) => Promise<readonly (string | null)[]>;

/** One browser's end. It closes by itself when its browser does not keep up. */
export type LiveSink = { readonly write: (bytes: Uint8Array) => void; readonly close: () => void };

/** Time for each of those told to read everything again, so that a server that was away is not trampled by their reading. */
const SPREAD_EACH_MS = 50;
const SPREAD_MAX_MS = 20_000;

export function askReset(streams: number): LiveAsk {
  return { kind: "reset", spreadMs: Math.min(streams * SPREAD_EACH_MS, SPREAD_MAX_MS) };
}

const encoder = new TextEncoder();

/** A message as it goes down the line. Its id is the cursor to come back with. */
export function encodeLive(cursor: string, text: string): Uint8Array {
  return encoder.encode(`id: ${cursor}\ndata: ${text}\n\n`);
}

/** A sign of life; with a cursor where everything up to it has been told, or a quiet shop's browser would come back from last week. */
export function encodeHeartbeat(cursor: string | null): Uint8Array {
  return encoder.encode(`${cursor === null ? "" : `id: ${cursor}\n`}event: heartbeat\ndata: -\n\n`);
}
