import { setTimeout as delay } from "node:timers/promises";
import type { Sql } from "@/db/types";
import { placeOrders } from "@/lib/orders/place-orders";
import { openCrowd, type Crowd, type Heard, type Sold } from "../support/live-crowd";
import { openArena, type Arena } from "./arena";
import { startProduct, type Door, type Product } from "./live-product";
import { quantile } from "./load";
import type { Arranged, Bench, Contest, Figures, Section } from "./row";

/** Sales a second in each shop, told to each of its screens. */
const SALES_PER_SHOP = 10;
/** Sold in one statement, as placements gather under load. */
const BATCH = 10;

const WARM_UP_MS = 1_000;

type Scale = { readonly shops: number; readonly few: number; readonly many: number };
/** Screens a shop; with the shops and their sales, 10 000 and 50 000 deliveries a second. */
const FULL: Scale = { shops: 100, few: 10, many: 50 };
const QUICK: Scale = { shops: 10, few: 10, many: 50 };

/** From the commit of a sale to a screen that has read it, over HTTP: through the built product, and through its code alone. */
export const live: readonly Section[] = [
  { name: "live", open: (bench) => openLive(bench, "built") },
  { name: "live, behind node:http", open: (bench) => openLive(bench, "bare") },
];

async function openLive({ serverUrl, pace }: Bench, door: Door): Promise<Arranged> {
  const scale = pace.isQuick ? QUICK : FULL;
  const arena = await openArena(serverUrl, scale.shops);
  const product = await startProduct(arena, door);
  const hall = createHall(arena, product);
  return {
    contests: [...contestsOf(hall, scale, scale.few, 8), ...contestsOf(hall, scale, scale.many, 40)],
    audit: arena.audit,
    async close() {
      await hall.close();
      await product.stop();
      await arena.drop();
    },
  };
}

function contestsOf(hall: Hall, { shops }: Scale, screens: number, p99MaxMs: number): Contest[] {
  const name = `${shops * screens} streams, ${shops * screens * SALES_PER_SHOP} deliveries/s`;
  const measured: Figures[] = [];
  const base = { anchor: null, compare: "value" } as const;
  return [
    {
      ...base,
      name: `commit to screen, ${name}, p99`,
      subject: {
        name: "over HTTP",
        async run(durationMs) {
          const figures = await hall.run(screens, durationMs);
          measured.push(figures);
          return figures;
        },
      },
      measure: "p99Ms",
      unit: "ms",
      target: { atMost: p99MaxMs },
    },
    {
      ...base,
      name: `lost deliveries, ${name}`,
      subject: {
        name: "all runs of the row above",
        async run(durationMs) {
          if (measured.length === 0) measured.push(await hall.run(screens, durationMs));
          return { lost: measured.reduce((sum, { lost = 0 }) => sum + lost, 0) };
        },
      },
      measure: "lost",
      unit: "",
      target: { atMost: 0 },
      rounds: 1,
    },
  ];
}

type Hall = {
  /** Sells for so long while so many screens of each shop listen. */
  run(screens: number, durationMs: number): Promise<Figures>;
  close(): Promise<void>;
};

/** Opening a crowd takes longer than listening to it, so it stays open from run to run. */
function createHall(arena: Arena, product: Product): Hall {
  let open: { readonly screens: number; readonly crowd: Crowd; readonly kBPerStream: number } | null = null;

  async function gather(screens: number) {
    if (open?.screens === screens) return open;
    await open?.crowd.close();
    const before = product.readMemory();
    const cookies = await Promise.all(arena.tills.map((till) => product.cookieOf(till)));
    const listeners = cookies.flatMap((cookie, till) => Array.from({ length: screens }, () => ({ cookie, till })));
    const crowd = await openCrowd(`${product.url}/api/live`, listeners);
    open = { screens, crowd, kBPerStream: (product.readMemory() - before) / listeners.length };
    // Once unmeasured: connections are opened, statements planned and code compiled.
    await crowd.account(await sellEvenly(arena, WARM_UP_MS));
    return open;
  }

  return {
    async run(screens, durationMs) {
      const { crowd, kBPerStream } = await gather(screens);
      const [startedAt, processorTime] = [performance.now(), product.readProcessorTime()];
      const sold = await sellEvenly(arena, durationMs);
      const seconds = (performance.now() - startedAt) / 1000;
      const cores = (product.readProcessorTime() - processorTime) / seconds;
      const heard = await crowd.account(sold);
      return { ...figuresOf(heard, seconds), cores, kBPerStream, sold: sold.length };
    },
    async close() {
      await open?.crowd.close();
    },
  };
}

function figuresOf({ latenciesMs, lost, returns }: Heard, seconds: number): Figures {
  return {
    p50Ms: quantile(latenciesMs, 0.5),
    p99Ms: quantile(latenciesMs, 0.99),
    worstMs: latenciesMs.at(-1) ?? 0,
    perSecond: latenciesMs.length / seconds,
    lost,
    returns,
  };
}

/** All shops sell at one pace, in batches; a batch that is late is made up for. */
async function sellEvenly(arena: Arena, durationMs: number): Promise<Sold[]> {
  const everyMs = (1000 * BATCH) / (arena.tills.length * SALES_PER_SHOP);
  const batches = Math.floor(durationMs / everyMs);
  const sold: Sold[] = [];
  const selling: Promise<void>[] = [];
  const startedAt = performance.now();
  for (let n = 0; n < batches; n += 1) {
    const waitMs = startedAt + n * everyMs - performance.now();
    if (waitMs > 0) await delay(waitMs);
    selling.push(sellBatch(arena, n * BATCH).then((batch) => void sold.push(...batch)));
  }
  await Promise.all(selling);
  return sold;
}

async function sellBatch(arena: Arena, first: number): Promise<Sold[]> {
  const tills = Array.from({ length: BATCH }, (_, n) => (first + n) % arena.tills.length);
  const placements = tills.map((till) => arena.placement(till));
  const atNs = await arena.sql.begin(async (tx) => {
    // A transaction runs statements as the pool does, and that is all that placing asks of it.
    const answers = await placeOrders(tx as unknown as Sql, placements, null);
    if (answers.some(({ code }) => code !== "placed")) throw new Error(`not placed: ${JSON.stringify(answers)}`);
    return process.hrtime.bigint();
  });
  return placements.map(({ orderId }, n) => ({ orderId, till: tills[n] ?? 0, atNs }));
}
