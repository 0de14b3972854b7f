import { createUpstream } from "@/lib/oneclick/client";
import { openArena, type Arena } from "./arena";
import { startChild, type Child } from "./child";
import { createEngine, warmUp } from "./engine-instance";
import { fillQueue } from "./engine-rows";
import type { Contest, Figures, Section } from "./row";

/** The mean of what the slow provider draws evenly from. */
const MEAN_LATENCY_MS = 175;
/** The lanes open with the first good answers; that is once in the life of a process, and not measured. */
const OPENING_MS = 3_000;

/**
 * How full the engine keeps its lanes where the provider takes 50 to 300 ms and the budget is no limit: requests answered, as a
 * share of what so many in the air at once could get (Little's law). Sends, through the real client over real sockets.
 */
export const inTheAir: Section = {
  name: "engine, requests in the air",
  async open({ serverUrl, pace }) {
    const arena = await openArena(serverUrl, 100);
    await warmUp(arena);
    const provider = await startChild("slow-provider.ts");
    const contest = (lanes: number, target: number): Contest => ({
      name: `requests answered, of what ${lanes} in the air could get, one process`,
      subject: { name: "the engine", run: (durationMs) => keepInTheAir(arena, provider, lanes, durationMs) },
      anchor: null,
      measure: "percent",
      unit: "%",
      compare: "value",
      target: { atLeast: target },
    });
    return {
      contests: pace.isQuick ? [contest(64, 93)] : [contest(256, 93), contest(1_024, 90)],
      audit: arena.audit,
      close: async () => {
        await provider.end();
        await arena.drop();
      },
    };
  },
};

async function keepInTheAir(arena: Arena, provider: Child, lanes: number, durationMs: number): Promise<Figures> {
  const possible = (lanes / MEAN_LATENCY_MS) * 1_000;
  await fillQueue(arena, Math.ceil((possible * (OPENING_MS + durationMs)) / 1_000) + 10 * lanes);
  const upstream = createUpstream({ baseUrl: `http://127.0.0.1:${String(provider.greeting.port)}`, apiKey: "bench" });
  const engine = createEngine(arena, upstream, { lanes });
  const openedAt = performance.now() + OPENING_MS;
  const reading: { before?: Promise<Reading>; after?: Promise<Reading> } = {};
  // The engine asks at every refill whether its time is up: the counts are read then.
  await engine.tick(() => {
    if (performance.now() > openedAt) reading.before ??= readCount(provider);
    if (performance.now() <= openedAt + durationMs) return false;
    reading.after ??= readCount(provider);
    return true;
  });
  const [before, after] = await Promise.all([reading.before, reading.after]);
  if (!before || !after) throw new Error("the queue was empty too soon");
  // What is left in the queue is nobody's any more.
  await arena.sql`update orders set due_at = 'infinity' where due_at is not null`;
  const seconds = (after.atMs - before.atMs) / 1_000;
  const perSecond = (after.answered - before.answered) / seconds;
  const cores = (after.cpuMicros - before.cpuMicros) / 1e6 / seconds;
  return { percent: (100 * perSecond) / possible, perSecond, cores };
}

type Reading = { readonly answered: number; readonly atMs: number; readonly cpuMicros: number };

async function readCount(provider: Child): Promise<Reading> {
  const { answered } = await provider.ask({});
  const { user, system } = process.cpuUsage();
  return { answered: Number(answered), atMs: performance.now(), cpuMicros: user + system };
}
