import { setTimeout as delay } from "node:timers/promises";

export type SchedulerOptions = {
  readonly url: string;
  readonly secret: string;
  readonly onTrouble: (text: string) => void;
  readonly onRecovery: () => void;
  readonly intervalMs?: number;
};

/** A phone is topped up in seconds; nobody at a counter should wait longer than this for the next look. */
const INTERVAL_MS = 2_000;
/** A dead app is not called more often than this, and an app that comes back is not left waiting longer. */
const INTERVAL_MAX_MS = 30_000;
/** Above the route's own deadline, so that a call is given up only when the app hangs. */
const CALL_TIMEOUT_MS = 120_000;

/** Calls the cron route again and again, as an outside scheduler would: over HTTP, with the secret, never twice at once. */
export function startScheduler(options: SchedulerOptions): { stop(): Promise<void> } {
  const stopping = new AbortController();
  const loop = run(options, stopping.signal);
  return {
    async stop() {
      stopping.abort();
      await loop;
    },
  };
}

async function run(options: SchedulerOptions, signal: AbortSignal): Promise<void> {
  const intervalMs = options.intervalMs ?? INTERVAL_MS;
  let failures = 0;
  while (!signal.aborted) {
    const trouble = await unlessAborted(call(options, signal), signal);
    if (signal.aborted) return;
    if (trouble === null && failures > 0) options.onRecovery();
    // Told once: a scheduler that repeats itself every two seconds hides whatever else the terminal says.
    if (trouble !== null && failures === 0) options.onTrouble(trouble);
    failures = trouble === null ? 0 : failures + 1;
    const pauseMs = Math.min(intervalMs * 2 ** Math.min(failures, 10), Math.max(INTERVAL_MAX_MS, intervalMs));
    await delay(pauseMs, undefined, { signal }).catch(() => {});
  }
}

/**
 * The answer, or null once we are told to stop: a body that is being read when its request is aborted may never end in
 * Node 20, and a stop must not wait for it.
 */
async function unlessAborted(answer: Promise<string | null>, signal: AbortSignal): Promise<string | null> {
  let leave = () => {};
  const aborted = new Promise<null>((resolve) => {
    leave = () => resolve(null);
    signal.addEventListener("abort", leave, { once: true });
  });
  try {
    return await Promise.race([answer, aborted]);
  } finally {
    signal.removeEventListener("abort", leave);
  }
}

async function call({ url, secret }: SchedulerOptions, signal: AbortSignal): Promise<string | null> {
  try {
    const response = await fetch(url, {
      headers: { authorization: `Bearer ${secret}` },
      signal: AbortSignal.any([signal, AbortSignal.timeout(CALL_TIMEOUT_MS)]),
    });
    const body = await response.text();
    return response.ok ? null : `${response.status} ${body.slice(0, 200)}`;
  } catch (error) {
    const cause = error instanceof Error && error.cause instanceof Error ? `: ${error.cause.message}` : "";
    return `${String(error)}${cause}`;
  }
}
