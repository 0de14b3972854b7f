import type { SessionAsk } from "@/lib/auth/list-sessions";
import type { SessionPass } from "@/lib/auth/session-token";
import type { Session } from "@/lib/auth/types";
import type { ShopId } from "@/lib/id";

/** How soon a dismissed person's streams end. */
const CHECK_MS = 15_000;

/** What a stream was opened by. */
export type LivePass = SessionAsk & SessionPass & { readonly shopId: ShopId };

export type LiveGuard = {
  /** Calls `close` once the pass no longer lets its bearer into this shop. Returns the way out. */
  watch(pass: LivePass, close: () => void): () => void;
};

type ListSessions = (asks: readonly SessionAsk[]) => Promise<(Session | null)[]>;

type Guarded = { readonly pass: LivePass; readonly closes: Set<() => void> };

/**
 * Looks at the people behind all open streams again, with one timer and one statement for all of them; several streams of one
 * session are one question. What was let in stays until a look says otherwise: a database that is away says nothing about people.
 */
export function createLiveGuard(listSessions: ListSessions, onError: (error: unknown) => void): LiveGuard {
  const guarded = new Map<string, Guarded>();
  let timer: ReturnType<typeof setInterval> | undefined;
  let isLooking = false;

  async function look(): Promise<void> {
    if (isLooking) return;
    isLooking = true;
    const all = [...guarded.values()];
    try {
      const sessions = await listSessions(all.map(({ pass }) => pass));
      for (const [index, { pass, closes }] of all.entries()) {
        const isExpired = pass.expiresAt.getTime() <= Date.now();
        if (isExpired || sessions[index]?.shopId !== pass.shopId) for (const close of closes) close();
      }
    } catch (error) {
      onError(error);
    } finally {
      isLooking = false;
    }
  }

  return {
    watch(pass, close) {
      const key = keyOf(pass);
      const one = guarded.get(key) ?? { pass, closes: new Set() };
      guarded.set(key, one);
      one.closes.add(close);
      timer ??= setInterval(() => void look(), CHECK_MS);
      return () => {
        one.closes.delete(close);
        if (one.closes.size === 0 && guarded.get(key) === one) guarded.delete(key);
        if (guarded.size > 0) return;
        clearInterval(timer);
        timer = undefined;
      };
    },
  };
}

function keyOf({ claims, chosenShopId, shopId, expiresAt }: LivePass): string {
  return [claims.staffId, claims.sessionVersion, chosenShopId, shopId, expiresAt.getTime()].join(" ");
}
