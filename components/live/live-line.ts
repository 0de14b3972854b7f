import type { LiveMessage } from "@/lib/orders/view";

/** First reconnection almost at once, as a restart takes a second; then doubling, so that a server coming back is not trampled. */
const BACKOFF_MIN_MS = 1_000;
const BACKOFF_MAX_MS = 20_000;

/** The server speaks every 15 s. Twice that and some silence: the line is dead even if the browser has not noticed. */
const SILENCE_MAX_MS = 40_000;

/** A hidden tab gives its connection back after this: a browser allows six to one server, over all its tabs. */
const HIDDEN_MAX_MS = 60_000;

type LiveLineOptions = {
  readonly onMessage: (message: LiveMessage) => void;
  /** Anything at all came, a heartbeat included. */
  readonly onHeard: () => void;
  readonly onOpen: () => void;
  readonly onDown: () => void;
};

/** From half as long to half as long again, so that all browsers of a server do not return in one instant. */
function withJitter(ms: number): number {
  return ms * (0.5 + Math.random());
}

/**
 * One event stream, kept open: resumed from the last message's id after a cut, with its own pace instead of the browser's,
 * which gives up for good on any answer but 200. Returns the way to close it.
 */
export function openLiveLine({ onMessage, onHeard, onOpen, onDown }: LiveLineOptions): () => void {
  let source: EventSource | null = null;
  let cursor: string | null = null;
  let backoffMs = BACKOFF_MIN_MS;
  let retryTimer: ReturnType<typeof setTimeout> | undefined;
  let silenceTimer: ReturnType<typeof setTimeout> | undefined;
  let hiddenTimer: ReturnType<typeof setTimeout> | undefined;

  function hear(): void {
    clearTimeout(silenceTimer);
    silenceTimer = setTimeout(reopenLater, SILENCE_MAX_MS);
    onHeard();
  }

  function shut(): void {
    clearTimeout(retryTimer);
    clearTimeout(silenceTimer);
    source?.close();
    source = null;
  }

  function reopenLater(): void {
    shut();
    onDown();
    retryTimer = setTimeout(open, withJitter(backoffMs));
    backoffMs = Math.min(backoffMs * 2, BACKOFF_MAX_MS);
  }

  function open(): void {
    shut();
    const opened = new EventSource(cursor === null ? "/api/live" : `/api/live?since=${encodeURIComponent(cursor)}`);
    source = opened;
    opened.onopen = () => {
      backoffMs = BACKOFF_MIN_MS;
      hear();
      onOpen();
    };
    opened.onmessage = (event: MessageEvent<string>) => {
      hear();
      // Our own route of the same build, which types what it sends by the same view.
      onMessage(JSON.parse(event.data) as LiveMessage);
      // Only what was taken in is not asked for again.
      if (event.lastEventId !== "") cursor = event.lastEventId;
    };
    opened.addEventListener("heartbeat", (event: MessageEvent<string>) => {
      hear();
      // All that came before it has been told: a quiet shop does not come back from last week.
      if (event.lastEventId !== "") cursor = event.lastEventId;
    });
    opened.onerror = reopenLater;
  }

  function onVisibility(): void {
    clearTimeout(hiddenTimer);
    if (document.hidden) {
      hiddenTimer = setTimeout(() => {
        shut();
        onDown();
      }, HIDDEN_MAX_MS);
    } else if (source === null) {
      open();
    }
  }

  document.addEventListener("visibilitychange", onVisibility);
  // A page kept for the back button may not hold a connection.
  window.addEventListener("pagehide", shut);
  window.addEventListener("pageshow", onVisibility);
  if (!document.hidden) open();

  return () => {
    shut();
    clearTimeout(hiddenTimer);
    document.removeEventListener("visibilitychange", onVisibility);
    window.removeEventListener("pagehide", shut);
    window.removeEventListener("pageshow", onVisibility);
  };
}
