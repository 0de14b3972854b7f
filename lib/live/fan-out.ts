import type { Sql } from "@/db/types";
import { createGatherer, type Gatherer } from "@/lib/gather";
import type { ShopId } from "@/lib/id";
import type { LiveHub } from "./hub";
import { askReset, encodeHeartbeat, encodeLive, type ComposeLive, type LiveAsk, type LiveSink } from "./message";
import { createPulse } from "./pulse";
import { readMissed } from "./read-changes";
import { createTeller } from "./teller";

export type LiveFanOut = {
  /** From now on, and from `since` on as far as that can be told. `ready` rejects where neither can. */
  join(shopId: ShopId, since: string | null, sink: LiveSink): LiveStay;
};

export type LiveStay = { readonly leave: () => void; readonly ready: Promise<void> };

export type LiveFanOutDeps = {
  readonly sql: Sql;
  readonly hub: LiveHub;
  readonly compose: ComposeLive;
  readonly onError: (error: unknown) => void;
};

/** Those who come back together are told from one reading; what they cost is bounded by how many of these run, one, and its size. */
const RETURNING_MAX = 200;
const RETURNING_QUEUE_MAX = 20_000;

/** News that come while a stream is still being told what it missed; one that needs more is behind for good. */
const HELD_MAX = 500;

type Stream = { readonly sink: LiveSink; held: Uint8Array[] | null };
type Channel = { readonly streams: Set<Stream>; readonly hub: Promise<() => void> };
type Returning = { readonly shopId: ShopId; readonly since: string | null };

/**
 * Tells all open streams of an instance what its hub hears. The same bytes go to every stream of a shop: all its people may see
 * what a message says. A shop's channel exists by the `ShopId` of a stream that was let in, and the hub's news find their
 * streams by that channel alone.
 */
export function createLiveFanOut({ sql, hub, compose, onError }: LiveFanOutDeps): LiveFanOut {
  const channels = new Map<ShopId, Channel>();
  const returning = gatherReturning(sql, compose);
  const teller = createTeller({
    compose,
    countStreams: (shopId) => channels.get(shopId)?.streams.size ?? 0,
    tell(shopId, bytes) {
      if (bytes === null) onError(new Error(`nothing can be read of shop ${shopId}`));
      for (const stream of channels.get(shopId)?.streams ?? []) give(stream, bytes);
    },
    onError,
  });
  const pulse = createPulse<Stream>((streams) => {
    const bytes = encodeHeartbeat(teller.isCalm() ? hub.cursor() : null);
    for (const stream of streams) give(stream, bytes);
  });

  function openChannel(shopId: ShopId): Channel {
    const known = channels.get(shopId);
    if (known) return known;
    const channel = {
      streams: new Set<Stream>(),
      hub: hub.subscribe(shopId, (news) => teller.hear(shopId, news)),
    };
    channels.set(shopId, channel);
    return channel;
  }

  function leave(shopId: ShopId, channel: Channel, stream: Stream): void {
    if (!channel.streams.delete(stream)) return;
    pulse.remove(stream);
    if (channel.streams.size > 0) return;
    channels.delete(shopId);
    // A hub that could not be listened to has nobody to forget.
    channel.hub.then(
      (leaveHub) => leaveHub(),
      () => undefined,
    );
  }

  async function catchUp(stream: Stream, channel: Channel, ask: Returning): Promise<void> {
    // Listening first, then asking what was before: nothing falls between the two.
    await channel.hub;
    const missed = await returning.gather(ask);
    if (!missed.ok) throw new Error("too many come back at once");
    if (missed.value === null) throw new Error(`nothing can be read of shop ${ask.shopId}`);
    stream.sink.write(missed.value);
    // Only after it: were the stream cut in between, the cursor of a later message would hide what was missed.
    for (const bytes of stream.held ?? []) stream.sink.write(bytes);
    stream.held = null;
  }

  return {
    join(shopId, since, sink) {
      const channel = openChannel(shopId);
      const stream: Stream = { sink, held: [] };
      channel.streams.add(stream);
      pulse.add(stream);
      return {
        leave: () => leave(shopId, channel, stream),
        ready: catchUp(stream, channel, { shopId, since }),
      };
    },
  };
}

function give({ sink, held }: Stream, bytes: Uint8Array | null): void {
  if (bytes === null) sink.close();
  else if (held === null) sink.write(bytes);
  else if (held.push(bytes) > HELD_MAX) sink.close();
}

/** The first message of each of those who come back. Whoever missed the same of the same shop is told in the same bytes. */
function gatherReturning(sql: Sql, compose: ComposeLive): Gatherer<Returning, Uint8Array | null> {
  return createGatherer<Returning, Uint8Array | null>({
    run: (asks) => tellMissed(sql, compose, asks),
    batchMax: RETURNING_MAX,
    runningMax: 1,
    queueMax: RETURNING_QUEUE_MAX,
    isUndone: () => false,
  });
}

const keyOf = ({ shopId, since }: Returning) => `${shopId} ${since ?? ""}`;

async function tellMissed(
  sql: Sql,
  compose: ComposeLive,
  asks: readonly Returning[],
): Promise<readonly (Uint8Array | null)[]> {
  const distinct = [...new Map(asks.map((ask) => [keyOf(ask), ask])).values()];
  const missed = await readMissed(sql, distinct);
  const lost = new Set(distinct.filter((_ask, index) => missed[index]?.kind === "reset").map(keyOf));
  const resets = asks.filter((ask) => ask.since !== null && lost.has(keyOf(ask))).length;
  const texts = await compose(
    distinct.map((ask, index): LiveAsk => {
      const found = missed[index];
      if (found?.kind === "changes") return { kind: "orders", shopId: ask.shopId, orderIds: found.orderIds };
      // A page that has just been opened has nothing to resume from, and nobody else to wait for.
      return askReset(ask.since === null ? 0 : resets);
    }),
  );
  const messages = new Map(
    distinct.map((ask, index) => {
      const [text, cursor] = [texts[index] ?? null, missed[index]?.cursor ?? null];
      return [keyOf(ask), text === null || cursor === null ? null : encodeLive(cursor, text)];
    }),
  );
  return asks.map((ask) => messages.get(keyOf(ask)) ?? null);
}
