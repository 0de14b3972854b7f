import type { Sql } from "@/db/types";
import { readChanges, readCursor } from "./read-changes";

/** What a subscriber is told: which of its shop's orders changed (none: only the balance did), and the cursor after it. */
export type LiveNews =
  | { readonly kind: "orders"; readonly cursor: string; readonly orderIds: readonly string[] }
  | { readonly kind: "balance"; readonly cursor: string }
  | { readonly kind: "reset"; readonly cursor: string };

/** A database that is away is asked again this soon; the notifications that come meanwhile ask too. */
const RETRY_AFTER_MS = 1_000;

type Subscriber = { readonly shopId: number; readonly tell: (news: LiveNews) => void };

export type LiveHub = {
  /** Tells `tell` of every change of a shop from now on; returns the way out. Resolves once the database is being listened to. */
  subscribe(shopId: number, tell: (news: LiveNews) => void): Promise<() => void>;
};

/**
 * One listening connection for the whole instance, shared by all its open streams. The notification itself says nothing worth
 * reading; each one makes the hub ask what changed since its cursor, once, however many arrive meanwhile.
 */
export function createLiveHub(sql: Sql, onError: (error: unknown) => void): LiveHub {
  const subscribers = new Set<Subscriber>();
  let cursor: string | null = null;
  let started: Promise<void> | undefined;
  let isReading = false;
  let isStale = false;

  function tellAll(news: LiveNews): void {
    for (const subscriber of subscribers) subscriber.tell(news);
  }

  async function readOnce(): Promise<void> {
    const changes = await readChanges(sql, cursor, null);
    cursor = changes.cursor;
    if (changes.kind === "reset") return tellAll({ kind: "reset", cursor: changes.cursor });
    const idsByShop = new Map<number, string[]>();
    for (const { shopId, orderId } of changes.orders) {
      const ids = idsByShop.get(shopId);
      if (ids) ids.push(orderId);
      else idsByShop.set(shopId, [orderId]);
    }
    for (const subscriber of subscribers) {
      const orderIds = idsByShop.get(subscriber.shopId);
      if (orderIds) subscriber.tell({ kind: "orders", cursor: changes.cursor, orderIds });
    }
  }

  async function readUntilCalm(): Promise<void> {
    if (isReading) {
      isStale = true;
      return;
    }
    isReading = true;
    try {
      do {
        isStale = false;
        await readOnce();
      } while (isStale);
    } catch (error) {
      onError(error);
      // The notification is spent, and in a quiet shop the next one may be long in coming.
      setTimeout(() => void readUntilCalm(), RETRY_AFTER_MS).unref();
    } finally {
      isReading = false;
    }
  }

  function onNotify(payload: string): void {
    void readUntilCalm().then(() => {
      // A movement without an order (a deposit) names its shop; nothing else tells of it.
      const shopId = Number(payload);
      if (payload === "" || cursor === null) return;
      for (const subscriber of subscribers) {
        if (subscriber.shopId === shopId) subscriber.tell({ kind: "balance", cursor });
      }
    });
  }

  /** Once for the whole instance: a second cursor, read a moment later, would step over what came in between. */
  async function start(): Promise<void> {
    cursor ??= await readCursor(sql);
    // `onlisten` also runs after every reconnection: what happened while the line was down is read from the cursor.
    await sql.listen("rasid_live", onNotify, () => void readUntilCalm());
  }

  return {
    async subscribe(shopId, tell) {
      started ??= start().catch((error: unknown) => {
        started = undefined;
        throw error;
      });
      await started;
      const subscriber = { shopId, tell };
      subscribers.add(subscriber);
      return () => void subscribers.delete(subscriber);
    },
  };
}
