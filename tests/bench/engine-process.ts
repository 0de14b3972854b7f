/**
 * A process of the bench that does one thing for as long as it is told, and says how much of it: `place` sells from so many callers
 * at once; `finish` sends what is queued and looks it up, with a provider of its own that answers at once; `live` does both until
 * so many orders are at their end, with a subscriber to the live channel, and says what memory it takes.
 */
import { openDatabase } from "@/db/client";
import { createLiveHub } from "@/lib/live/hub";
import { gatherPlacements } from "@/lib/orders/gather-placements";
import { attendArena, type Attended } from "./arena";
import { createEngine, createInstantProvider } from "./engine-instance";
import { FIRST_LOOK_PASSED_MS } from "./engine-rows";
import { loadFor } from "./load";

type Job =
  | { readonly kind: "place"; readonly callers: number; readonly durationMs: number }
  | { readonly kind: "finish"; readonly durationMs: number }
  | { readonly kind: "live"; readonly callers: number; readonly orders: number };

const database = openDatabase(process.env.DATABASE_URL ?? "");
const { REFUND_EVERY: refundEvery } = process.env;
const engine = createEngine(database, createInstantProvider({ refundEvery: Number(refundEvery), keptMax: 20_000 }));
const placements = gatherPlacements(database.sql, () => null);
let totalFinished = 0;

async function place(arena: Attended, caller: number): Promise<void> {
  const answer = await placements.gather(arena.placement(caller));
  if (!answer.ok || answer.value.code !== "placed") throw new Error(`not placed: ${JSON.stringify(answer)}`);
}

/** Two ticks: the second one's clock is ahead by the time after which a look is due. */
async function finishSome(): Promise<number> {
  const first = await engine.tick();
  engine.pass(FIRST_LOOK_PASSED_MS);
  const second = await engine.tick();
  engine.pass(-FIRST_LOOK_PASSED_MS);
  if (first.failed + second.failed > 0) throw new Error("the engine failed");
  return first.looked + second.looked;
}

async function work(arena: Attended, job: Job): Promise<Record<string, number>> {
  if (job.kind === "place")
    return { ...(await loadFor(job.callers, job.durationMs, (caller) => place(arena, caller))) };
  const startedAt = performance.now();
  let finished = 0;
  if (job.kind === "finish") {
    while (performance.now() - startedAt < job.durationMs) finished += await finishSome();
    return { perSecond: (finished / (performance.now() - startedAt)) * 1_000 };
  }
  while (totalFinished + finished < job.orders) {
    await Promise.all(Array.from({ length: job.callers }, (_, caller) => place(arena, caller)));
    finished += await finishSome();
  }
  totalFinished += finished;
  globalThis.gc?.();
  const { rss, heapUsed } = process.memoryUsage();
  return { orders: totalFinished, rss, heapUsed };
}

async function main(): Promise<void> {
  const hub = createLiveHub(database.sql, (error) => {
    throw new Error(`the live channel could not be read: ${String(error)}`);
  });
  const arena = await attendArena(database);
  for (const { shopId } of arena.tills) await hub.subscribe(shopId, () => undefined);
  process.on("message", (job: Job) => {
    work(arena, job).then(
      (figures) => process.send?.(figures),
      (error: unknown) =>
        process.send?.({ failed: error instanceof Error ? (error.stack ?? error.message) : String(error) }),
    );
  });
  process.on("disconnect", () => process.exit());
  process.send?.({ ready: true });
}

await main();
