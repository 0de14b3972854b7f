import type { Session } from "@/lib/auth/types";
import type { Context } from "./context";
import type { LivePass } from "./live-guard";

/**
 * What may wait for one browser in this process, beyond what the network holds already. A shop's busy minute is less; whoever
 * lets more gather does not read, is dropped, and resumes from its cursor when it comes back.
 */
export const BACKLOG_MAX_BYTES = 256 * 1024;

/** For browsers whose code is not ours: not all of them back in the same instant. */
const RETRY_MIN_MS = 1_000;
const RETRY_SPREAD_MS = 4_000;

/** What a live stream needs of the process. */
export type LiveContext = Pick<Context, "log" | "fanOut" | "guard">;

const HEADERS = {
  "content-type": "text/event-stream; charset=utf-8",
  "cache-control": "no-cache, no-transform",
  // nginx would otherwise keep the messages until its buffer is full.
  "x-accel-buffering": "no",
};

/**
 * The live stream of one browser, over server-sent events, scoped to the shop of the session. The id of each message is the
 * cursor to resume from; a browser without one, or with one that cannot be resumed, is told to read everything again.
 */
export function openLiveStream(
  { log, fanOut, guard }: LiveContext,
  session: Session,
  pass: Omit<LivePass, "shopId">,
  request: Request,
): Response {
  const since = request.headers.get("last-event-id") ?? new URL(request.url).searchParams.get("since");
  const leaves: (() => void)[] = [];
  let isOpen = true;

  const end = () => {
    isOpen = false;
    for (const leave of leaves.splice(0)) leave();
  };

  const body = new ReadableStream<Uint8Array>(
    {
      start(controller) {
        const close = () => {
          if (!isOpen) return;
          end();
          // What was told already still arrives.
          controller.close();
        };
        const drop = () => {
          end();
          log.info({ staffId: session.staffId }, "a live stream whose browser does not read was dropped");
          // What waits for it is let go at once. By this name, which is not a failure of ours.
          controller.error(new DOMException("the browser does not read", "AbortError"));
        };
        const write = (bytes: Uint8Array) => {
          if (!isOpen) return;
          if ((controller.desiredSize ?? 0) <= 0) drop();
          else controller.enqueue(bytes);
        };
        request.signal.addEventListener("abort", close);
        if (request.signal.aborted) return close();
        write(new TextEncoder().encode(`retry: ${Math.round(RETRY_MIN_MS + Math.random() * RETRY_SPREAD_MS)}\n\n`));
        const stay = fanOut.join(session.shopId, since, { write, close });
        leaves.push(stay.leave, guard.watch({ ...pass, shopId: session.shopId }, close));
        stay.ready.catch((error: unknown) => {
          log.error({ error }, "a live stream could not be opened");
          close();
        });
      },
      cancel: end,
    },
    new ByteLengthQueuingStrategy({ highWaterMark: BACKLOG_MAX_BYTES }),
  );
  return new Response(body, { headers: HEADERS });
}
