import type { Session } from "@/lib/auth/types";
import { getBalance } from "@/lib/ledger/queries";
import type { LiveNews } from "@/lib/live/hub";
import { readChanges } from "@/lib/live/read-changes";
import { listOrdersById } from "@/lib/orders/queries";
import type { LiveMessage } from "@/lib/orders/view";
import type { Context } from "./context";
import { findSession } from "./session";

/** Proxies cut a silent stream after half a minute or more; the screen counts on hearing something this often. */
const HEARTBEAT_MS = 15_000;

/**
 * The live stream of one browser, over server-sent events, scoped to the shop of the session. The id of each message is the
 * cursor to resume from; a browser without one, or with one that cannot be resumed, is told to read everything again.
 */
export async function openLiveStream(context: Context, session: Session, request: Request): Promise<Response> {
  const encoder = new TextEncoder();
  const since = request.headers.get("last-event-id") ?? new URL(request.url).searchParams.get("since");
  let close = () => undefined as void;

  const body = new ReadableStream<Uint8Array>({
    async start(controller) {
      let isOpen = true;
      // Messages are made one after another: a later change must not overtake an earlier one.
      let queue = Promise.resolve();
      let leave: (() => void) | undefined;

      close = () => {
        if (!isOpen) return;
        isOpen = false;
        clearInterval(heartbeat);
        leave?.();
        try {
          controller.close();
        } catch {
          // The browser was gone first.
        }
      };
      const write = (text: string) => {
        if (!isOpen) return;
        // A reader who does not read is dropped; it resumes from its cursor when it comes back.
        if ((controller.desiredSize ?? 0) < -64) close();
        else controller.enqueue(encoder.encode(text));
      };
      const tell = (news: LiveNews) => {
        queue = queue
          .then(async () =>
            write(`id: ${news.cursor}\ndata: ${JSON.stringify(await toMessage(context, session, news))}\n\n`),
          )
          .catch((error: unknown) => {
            context.log.error({ error }, "a live message could not be made");
            close();
          });
      };
      const heartbeat = setInterval(() => {
        write(`event: heartbeat\ndata: ${Date.now()}\n\n`);
        // A dismissed person's stream ends like their requests do.
        void isStillAllowed(session).then((isAllowed) => isAllowed || close());
      }, HEARTBEAT_MS);
      request.signal.addEventListener("abort", close);

      write("retry: 2000\n\n");
      try {
        leave = await context.hub.subscribe(session.shopId, tell);
        const missed = await readChanges(context.sql, since, session.shopId);
        if (missed.kind === "reset") tell({ kind: "reset", cursor: missed.cursor });
        else tell({ kind: "orders", cursor: missed.cursor, orderIds: missed.orders.map((order) => order.orderId) });
        if (!isOpen) leave();
      } catch (error) {
        context.log.error({ error }, "a live stream could not be opened");
        close();
      }
    },
    cancel: () => close(),
  });

  return new Response(body, {
    headers: {
      "content-type": "text/event-stream; charset=utf-8",
      "cache-control": "no-cache, no-transform",
      // nginx would otherwise keep the messages until its buffer is full.
      "x-accel-buffering": "no",
    },
  });
}

async function toMessage({ db }: Context, session: Session, news: LiveNews): Promise<LiveMessage> {
  if (news.kind === "reset") return { type: "reset" };
  // Orders first: a balance read before them could be older than what they say.
  const orders = news.kind === "orders" ? await listOrdersById(db, session.shopId, news.orderIds) : [];
  const balance = await getBalance(db, session.shopId);
  return news.kind === "balance" ? { type: "balance", balance } : { type: "orders", orders, balance };
}

async function isStillAllowed(session: Session): Promise<boolean> {
  try {
    const now = await findSession();
    return now !== null && now.staffId === session.staffId && now.shopId === session.shopId;
  } catch {
    // A database that is away says nothing about the person.
    return true;
  }
}
