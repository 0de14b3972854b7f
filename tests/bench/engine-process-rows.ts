import { openArena, type Arena } from "./arena";
import { startChild, type Child } from "./child";
import { warmUp } from "./engine-instance";
import type { Contest, Figures, Section } from "./row";

const CALLERS = 64;
/** So that there is something to send and to look up from the first moment on. */
const HEAD_START_MS = 500;

function startWorker(arena: Arena, refundEvery: number, flags: string[] = []): Promise<Child> {
  return startChild("engine-process.ts", { DATABASE_URL: arena.url, REFUND_EVERY: String(refundEvery) }, flags);
}

/** Two processes that place, and two that send, look up and give back three orders in ten, all over the same shops. */
export const together: Section = {
  name: "engine, four processes at once",
  async open({ serverUrl }) {
    const arena = await openArena(serverUrl, 100);
    await warmUp(arena);
    const [one, two, ...finishers] = await Promise.all([1, 2, 3, 4].map(() => startWorker(arena, 3)));
    const placers = [one, two].filter((child) => child !== undefined);
    const place = async (durationMs: number): Promise<number> => {
      const told = await Promise.all(
        placers.map((child) => child.ask({ kind: "place", callers: CALLERS, durationMs })),
      );
      return told.reduce((sum, { perSecond }) => sum + Number(perSecond), 0);
    };
    const beside = async (durationMs: number): Promise<Figures> => {
      await place(HEAD_START_MS);
      const [perSecond, ...finished] = await Promise.all([
        place(durationMs),
        ...finishers.map((child) => child.ask({ kind: "finish", durationMs })),
      ]);
      const finishedPerSecond = finished.reduce((sum, told) => sum + Number(told.perSecond), 0);
      return { perSecond, finishedPerSecond, deadlocks: await countDeadlocks(arena) };
    };
    const subject = { name: "placing beside two that finish", run: beside };
    const contests: Contest[] = [
      {
        name: "placing while two processes finish orders, 3 in 10 given back, against placing alone",
        subject,
        anchor: { name: "placing alone", run: async (durationMs) => ({ perSecond: await place(durationMs) }) },
        ...{ measure: "perSecond", unit: "/s", compare: "ratio", target: { atLeast: 0.35 } },
      },
      {
        name: "deadlocks meanwhile",
        subject,
        anchor: null,
        ...{ measure: "deadlocks", unit: "", compare: "value", target: { atMost: 0 }, rounds: 1 },
      },
    ];
    return {
      contests,
      // A statement that the database gave up to end a deadlock would have failed its process, too.
      audit: async () => {
        const deadlocks = await countDeadlocks(arena);
        return [...(await arena.audit()), ...(deadlocks > 0 ? [`${deadlocks} deadlocks`] : [])];
      },
      close: async () => {
        await Promise.all([...placers, ...finishers].map((child) => child.end()));
        await arena.drop();
      },
    };
  },
};

async function countDeadlocks({ sql }: Arena): Promise<number> {
  const [row] = await sql<{ deadlocks: number }[]>`
    select deadlocks::integer from pg_stat_database where datname = current_database()`;
  return row?.deadlocks ?? 0;
}

/** What a process that sells, sends, looks up and tells takes once it has seen many orders, beside when it has seen few. */
export const memory: Section = {
  name: "engine, memory",
  async open({ serverUrl, pace }) {
    const arena = await openArena(serverUrl, 100);
    await warmUp(arena);
    const [few, many] = pace.isQuick ? [1_000, 5_000] : [10_000, 1_000_000];
    let child: Child | null = null;
    let own: Promise<Figures> | null = null;
    // One process, measured twice on its way: the later figure is the subject's.
    const measureBoth = async (): Promise<Figures> => {
      child = await startWorker(arena, 10, ["--expose-gc"]);
      const ask = async (orders: number) => {
        const told = (await child?.ask({ kind: "live", callers: 500, orders })) ?? {};
        return { rss: Number(told.rss) / 1e6, heap: Number(told.heapUsed) / 1e6 };
      };
      const early = await ask(few);
      const late = await ask(many);
      return { rssMb: late.rss, heapMb: late.heap, earlyRssMb: early.rss, earlyHeapMb: early.heap };
    };
    const both = () => (own ??= measureBoth());
    const contest = (what: string, early: string, late: string): Contest => ({
      name: `${what} of the app after ${many} orders, against after ${few}`,
      subject: { name: "later", run: both },
      anchor: { name: "earlier", run: async () => ({ [late]: (await both())[early] ?? 0 }) },
      ...{ measure: late, unit: "MB", compare: "ratio", target: { atMost: 1.2 }, rounds: 1 },
    });
    return {
      contests: [contest("memory", "earlyRssMb", "rssMb"), contest("heap", "earlyHeapMb", "heapMb")],
      audit: arena.audit,
      close: async () => {
        await child?.end();
        await arena.drop();
      },
    };
  },
};
