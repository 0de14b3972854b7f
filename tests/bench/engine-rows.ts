import type { Upstream } from "@/lib/oneclick/types";
import { applyOutcomes, type Outcome } from "@/lib/orders/apply-outcomes";
import { claimLooks, claimSends } from "@/lib/orders/claim-orders";
import { outcomeOfSend } from "@/lib/orders/dispatch-orders";
import { outcomeOfFound } from "@/lib/orders/look-up-orders";
import { placeOrders } from "@/lib/orders/place-orders";
import type { ClaimedOrder } from "@/lib/orders/types";
import { openArena, type Arena } from "./arena";
import { createEngine, createInstantProvider, warmUp, type BenchEngine } from "./engine-instance";
import { queueNoOps, workOffNoOps } from "./graphile-queue";
import type { Contest, Figures, Section, Side } from "./row";

const SHOPS = 100;
const PLACED_TOGETHER = 500;
/** The first look at an order is due this long after it was sent. */
export const FIRST_LOOK_PASSED_MS = 6_000;
const REFUND_EVERY = 10;
/** Workers of which the best counts. */
const WORKERS = [4, 8, 16];

/**
 * What an order costs from the queue to its end, without any time of the provider's. Sent: claimed (`claim_sends`: the lease, the
 * attempt in doubt, an event), answered, and the answer applied (an event). Finished: claimed again (`claim_looks`), looked up, and
 * delivered, or given back one time in ten (money, an event, the notification). A job of a queue is claimed once and completed
 * once: beside it stands the second half.
 */
export const engine: Section = {
  name: "engine, no upstream time",
  async open({ serverUrl, pace }) {
    const arena = await openArena(serverUrl, SHOPS);
    await warmUp(arena);
    const orders = pace.isQuick ? 2_000 : 40_000;
    return { contests: contestsOf(arena, orders), audit: arena.audit, close: arena.drop };
  },
};

function contestsOf(arena: Arena, orders: number): Contest[] {
  const upstream = createInstantProvider({ refundEvery: REFUND_EVERY });
  const own = createEngine(arena, upstream);
  const figure = { measure: "perSecond", unit: "/s", compare: "ratio" } as const;
  return [
    {
      name: "claim and finish, from the queue to the end, against the best of one-by-one workers",
      subject: { name: "the engine", run: () => sendAndFinish(arena, own, orders) },
      anchor: oneByOne(arena, upstream, orders),
      ...figure,
      target: { atLeast: 10 },
    },
    {
      name: "claim and finish what was sent, against graphile-worker's batched no-op",
      subject: { name: "the engine", run: () => finish(arena, own, orders) },
      anchor: {
        name: "graphile-worker, local queue and batched completion",
        run: async () => {
          await queueNoOps(arena.url, orders);
          return perSecond(orders, () => workOffNoOps(arena.url, orders));
        },
      },
      ...figure,
      target: { atLeast: 0.55 },
    },
  ];
}

export async function perSecond(orders: number, work: () => Promise<unknown>): Promise<Figures> {
  const startedAt = performance.now();
  await work();
  return { perSecond: (orders / (performance.now() - startedAt)) * 1_000 };
}

export async function fillQueue(arena: Arena, orders: number): Promise<void> {
  for (let placed = 0; placed < orders; placed += PLACED_TOGETHER) {
    const size = Math.min(PLACED_TOGETHER, orders - placed);
    const batch = Array.from({ length: size }, (_, n) => arena.placement(placed + n));
    const answers = await placeOrders(arena.sql, batch, null);
    if (answers.some(({ code }) => code !== "placed")) throw new Error("the queue could not be filled");
  }
}

/** Begins and ends with nothing open. */
async function sendAndFinish(arena: Arena, engine: BenchEngine, orders: number): Promise<Figures> {
  await fillQueue(arena, orders);
  engine.pass(1_000);
  return perSecond(orders, async () => {
    await untilNothingMoves(engine);
    engine.pass(FIRST_LOOK_PASSED_MS);
    await untilNothingMoves(engine);
    await expectNothingOpen(arena);
  });
}

async function finish(arena: Arena, engine: BenchEngine, orders: number): Promise<Figures> {
  await fillQueue(arena, orders);
  engine.pass(1_000);
  await untilNothingMoves(engine);
  engine.pass(FIRST_LOOK_PASSED_MS);
  return perSecond(orders, async () => {
    await untilNothingMoves(engine);
    await expectNothingOpen(arena);
  });
}

async function untilNothingMoves(engine: BenchEngine): Promise<void> {
  for (;;) {
    const { sent, looked, failed } = await engine.tick();
    if (failed > 0) throw new Error("the engine failed");
    if (sent + looked === 0) return;
  }
}

async function expectNothingOpen({ sql }: Arena): Promise<void> {
  const [row] = await sql<{ open: number }[]>`select count(*)::integer as open from orders where due_at is not null`;
  if (row?.open !== 0) throw new Error(`${row?.open} orders were left open`);
}

/** The same work order by order: each worker claims one, asks, applies, and only then claims the next. */
function oneByOne(arena: Arena, upstream: Upstream, orders: number): Side {
  // A tenth of the orders is enough to see how fast they are.
  const few = Math.ceil(orders / 10);
  return {
    name: `${WORKERS.join(", ")} workers`,
    run: async () => {
      const reached: number[] = [];
      for (const workers of WORKERS) {
        const engine = createEngine(arena, upstream);
        await fillQueue(arena, few);
        engine.pass(1_000);
        const work = async () => {
          await byWorkers(workers, () => sendOne(engine));
          engine.pass(FIRST_LOOK_PASSED_MS);
          await byWorkers(workers, () => finishOne(engine));
        };
        reached.push((await perSecond(few, work)).perSecond ?? 0);
        await expectNothingOpen(arena);
      }
      return { perSecond: Math.max(...reached) };
    },
  };
}

async function byWorkers(workers: number, workOnOne: () => Promise<boolean>): Promise<void> {
  await Promise.all(
    Array.from({ length: workers }, async () => {
      while (await workOnOne());
    }),
  );
}

async function sendOne(engine: BenchEngine): Promise<boolean> {
  const [order] = await claimSends(engine, 1, null);
  if (!order) return false;
  const { planCode, msisdn } = order;
  const answer = await engine.upstream.send({ planCode, msisdn, amountDinars: dinarsOf(order), ref: order.id });
  return applyOne(engine, outcomeOfSend(order, answer));
}

async function finishOne(engine: BenchEngine): Promise<boolean> {
  const [order] = await claimLooks(engine, 1, null);
  if (!order) return false;
  const answer = await engine.upstream.findById(order.topupId ?? "");
  if (answer.kind !== "found") throw new Error("the provider forgot an order");
  return applyOne(engine, outcomeOfFound(order, answer.value));
}

function dinarsOf(order: ClaimedOrder): number {
  return Number(order.faceCentimes / 100n);
}

async function applyOne(engine: BenchEngine, outcome: Outcome): Promise<boolean> {
  const [applied] = await applyOutcomes(engine, [outcome]);
  if (applied?.verdict !== "moved") throw new Error("an outcome moved nothing");
  return true;
}
