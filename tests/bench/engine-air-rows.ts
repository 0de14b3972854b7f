import { createUpstream } from "@/lib/oneclick/client";
import { setTimeout as delay } from "node:timers/promises";
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
  const endAt = performance.now() + OPENING_MS + durationMs;
  const run = engine.tick(() => performance.now() > endAt);
  await delay(OPENING_MS);
  const cpuBefore = process.cpuUsage();
  const before = await readCount(provider);
  await delay(Math.max(0, endAt - performance.now()));
  const after = await readCount(provider);
  const cpu = process.cpuUsage(cpuBefore);
  await run;
  // What is left in the queue is nobody's any more.
  await arena.sql`update orders set due_at = 'infinity' where due_at is not null`;
  const seconds = (after.atMs - before.atMs) / 1_000;
  const perSecond = (after.answered - before.answered) / seconds;
  return { percent: (100 * perSecond) / possible, perSecond, cores: (cpu.user + cpu.system) / 1e6 / seconds };
}

async function readCount(provider: Child): Promise<{ answered: number; atMs: number }> {
  const { answered } = await provider.ask({});
  return { answered: Number(answered), atMs: performance.now() };
}
