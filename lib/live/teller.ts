import type { ShopId } from "@/lib/id";
import type { LiveNews } from "./hub";
import { SHOP_CHANGES_MAX } from "./read-changes";
import { askReset, encodeLive, type ComposeLive, type LiveAsk } from "./message";

/** A database that is away is asked again this soon. */
const RETRY_AFTER_MS = 1_000;

type News = { cursor: string; readonly orderIds: Set<string>; isBalance: boolean; isReset: boolean };
type Told = { readonly shopId: ShopId; readonly cursor: string; readonly ask: LiveAsk };

export type TellerDeps = {
  readonly compose: ComposeLive;
  readonly countStreams: (shopId: ShopId) => number;
  /** Null where nothing can be read of the shop. */
  readonly tell: (shopId: ShopId, bytes: Uint8Array | null) => void;
  readonly onError: (error: unknown) => void;
};

export type Teller = {
  hear(shopId: ShopId, news: LiveNews): void;
  /** Whether all that was heard has been told. */
  isCalm(): boolean;
};

/**
 * Makes each message once a shop, for all shops that changed together from the same readings. While one making is under way
 * the news for the next one gather: what comes faster than it can be told is told in fewer, larger messages, and a shop of
 * which too much has gathered is told to read again. A making that failed is made again; nobody's stream is closed for it.
 */
export function createTeller({ compose, countStreams, tell, onError }: TellerDeps): Teller {
  let pending = new Map<ShopId, News>();
  let isTelling = false;

  async function tellUntilCalm(): Promise<void> {
    if (isTelling) return;
    isTelling = true;
    try {
      while (pending.size > 0) await tellPending();
    } catch (error) {
      onError(error);
      setTimeout(() => void tellUntilCalm(), RETRY_AFTER_MS).unref();
    } finally {
      isTelling = false;
    }
  }

  async function tellPending(): Promise<void> {
    const taken = pending;
    pending = new Map();
    const asks = [...taken].flatMap(([shopId, news]) => asksOf(shopId, news, countStreams(shopId)));
    try {
      const texts = await compose(asks.map(({ ask }) => ask));
      for (const [index, { shopId, cursor }] of asks.entries()) {
        const text = texts[index] ?? null;
        tell(shopId, text === null ? null : encodeLive(cursor, text));
      }
    } catch (error) {
      for (const [shopId, news] of taken) pending.set(shopId, mergeNews(news, pending.get(shopId)));
      throw error;
    }
  }

  return {
    hear(shopId, news) {
      pending.set(shopId, mergeNews(pending.get(shopId), toNews(news)));
      // Not before the hub has named all shops of this reading.
      if (!isTelling) queueMicrotask(() => void tellUntilCalm());
    },
    isCalm: () => !isTelling && pending.size === 0,
  };
}

function toNews(news: LiveNews): News {
  const orderIds = new Set(news.kind === "orders" ? news.orderIds : []);
  return { cursor: news.cursor, orderIds, isBalance: news.kind === "balance", isReset: news.kind === "reset" };
}

function mergeNews(first: News | undefined, later: News | undefined): News {
  if (first === undefined || later === undefined) {
    const only = first ?? later;
    if (only === undefined) throw new Error("no news");
    return only;
  }
  for (const id of later.orderIds) first.orderIds.add(id);
  return {
    cursor: later.cursor,
    orderIds: first.orderIds,
    isBalance: first.isBalance || later.isBalance,
    isReset: first.isReset || later.isReset || first.orderIds.size > SHOP_CHANGES_MAX,
  };
}

function asksOf(shopId: ShopId, news: News, streams: number): Told[] {
  if (streams === 0) return [];
  const about = (ask: LiveAsk): Told => ({ shopId, cursor: news.cursor, ask });
  if (news.isReset) return [about(askReset(streams))];
  return [
    ...(news.orderIds.size > 0 ? [about({ kind: "orders", shopId, orderIds: [...news.orderIds] })] : []),
    ...(news.isBalance ? [about({ kind: "balance", shopId })] : []),
  ];
}
