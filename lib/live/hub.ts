import type { Sql } from "@/db/types";
import { readChanges, readCursor, SHOP_CHANGES_MAX, type Changes } from "./read-changes";

/** What a subscriber is told: which of its shop's orders changed (none: only the balance did), and the cursor after it. */
export type LiveNews =
  | { readonly kind: "orders"; readonly cursor: string; readonly orderIds: readonly string[] }
  | { readonly kind: "balance"; readonly cursor: string }
  /** So much changed that the lists had better be read again. */
  | { readonly kind: "reset"; readonly cursor: string };

/** A database that is away is asked again this soon; the notifications that come meanwhile ask too. */
const RETRY_AFTER_MS = 1_000;

type Subscriber = { readonly shopId: number; readonly tell: (news: LiveNews) => void };

export type LiveHub = {
  /** Up to where subscribers have been told of everything; null before anybody subscribed. */
  cursor(): string | null;
  /** Tells `tell` of every change of a shop from now on; returns the way out. Resolves once the database is being listened to. */
  subscribe(shopId: number, tell: (news: LiveNews) => void): Promise<() => void>;
};

/**
 * One listening connection for the whole instance, shared by all its open streams. The notification itself says nothing worth
 * reading; each one makes the hub ask what changed since its cursor, once, however many arrive meanwhile. A shop in which too
 * much changed in one reading is told to read again, and its neighbours are not; all are, only after a backlog of all shops.
 */
export function createLiveHub(sql: Sql, onError: (error: unknown) => void): LiveHub {
  const subscribers = new Set<Subscriber>();
  let cursor: string | null = null;
  let started: Promise<void> | undefined;
  let isReading = false;
  let isStale = false;

  async function readOnce(): Promise<void> {
    if (subscribers.size === 0) return skipAhead();
    const changes = await readChanges(sql, cursor);
    cursor = changes.cursor;
    tellAll(subscribers, changes);
  }

  /** What happens while nobody listens is not read. Who came meanwhile counts from the old cursor: the new one may be ahead of them. */
  async function skipAhead(): Promise<void> {
    const now = await readCursor(sql);
    if (subscribers.size === 0) cursor = now;
    else isStale = true;
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
    cursor: () => cursor,
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

function tellAll(subscribers: Iterable<Subscriber>, changes: Changes): void {
  const { cursor } = changes;
  const idsByShop = new Map<number, string[]>();
  for (const { shopId, orderId } of changes.kind === "changes" ? changes.orders : []) {
    const ids = idsByShop.get(shopId);
    if (ids) ids.push(orderId);
    else idsByShop.set(shopId, [orderId]);
  }
  for (const subscriber of subscribers) {
    const orderIds = idsByShop.get(subscriber.shopId) ?? [];
    if (changes.kind === "reset" || orderIds.length > SHOP_CHANGES_MAX) subscriber.tell({ kind: "reset", cursor });
    else if (orderIds.length > 0) subscriber.tell({ kind: "orders", cursor, orderIds });
  }
}
