import { createUpstream } from "@/lib/oneclick/client";
import { KEYS } from "@/sandbox/model/accounts";
import { Model } from "@/sandbox/model/model";
import { receive } from "../simulation/provider-door";
import { openArena, type Arena } from "./arena";
import { createEngine, warmUp, type BenchEngine } from "./engine-instance";
import { fillQueue } from "./engine-rows";
import type { Figures, Section } from "./row";

const MINUTE = 60_000;
/** What a production key is allowed. */
const RATE_PER_MINUTE = 120;
/** The scheduler's pace. */
const TICK_MS = 2_000;
/** The orders were sent within so long, so that at the end of it none is older than ten minutes and left to people. */
const SENT_WITHIN_MS = 5 * MINUTE;
const WATCHED_MS = 4 * MINUTE;
/** Sales go on meanwhile. */
const SALES_PER_MINUTE = 12;
/** The provider's clock is ahead of ours. */
const PROVIDER_AHEAD_MS = 700;

/**
 * Under a virtual clock, against the local provider's model, which refuses what is above the limit: the longest that any order in
 * flight waits between two looks (or for its first, or since its last), with the tick as shipped.
 */
export const looking: Section = {
  name: "engine, looks under a small budget",
  async open({ serverUrl, pace }) {
    const arena = await openArena(serverUrl, 10);
    await warmUp(arena);
    const orders = pace.isQuick ? 1_000 : 5_000;
    return {
      contests: [
        {
          name: `longest wait between looks, ${orders} orders in flight, ${RATE_PER_MINUTE} requests a minute`,
          subject: { name: "the engine", run: () => watch(arena, orders) },
          anchor: null,
          measure: "waitMs",
          unit: "ms",
          compare: "value",
          target: { atMost: MINUTE },
          rounds: 1,
        },
      ],
      audit: arena.audit,
      close: arena.drop,
    };
  },
};

type Scene = { readonly arena: Arena; readonly model: Model; readonly clock: { nowMs: number }; refused: number };

async function watch(arena: Arena, orders: number): Promise<Figures> {
  const clock = { nowMs: Date.now() + MINUTE };
  // Nothing ends while it is watched.
  const timing = {
    handlingMs: 1_000,
    finalMs: 60 * MINUTE,
    scriptedFinalMs: 60 * MINUTE,
    unknownResolvesMs: 1_440 * MINUTE,
  };
  const model = new Model({
    source: () => clock.nowMs + PROVIDER_AHEAD_MS,
    seed: 1,
    profile: "live-2025-12",
    openingCentimes: 1_000_000_000_000n,
    timing: { ...timing, unknownOutcome: "never" },
  });
  const scene: Scene = { arena, model, clock, refused: 0 };
  await send(scene, orders);
  model.settings.perMinuteMax = RATE_PER_MINUTE;
  return watchLooks(scene, orders);
}

function engineOf(scene: Scene, ratePerMinute?: number): BenchEngine {
  const { arena, model, clock } = scene;
  const fetch: typeof globalThis.fetch = (input, init) => {
    const body = typeof init?.body === "string" ? init.body : null;
    const key = new Headers(init?.headers).get("x-access-token") ?? "";
    const { wire } = receive(model, { method: init?.method ?? "GET", url: new URL(String(input)), key, body }).run();
    if (wire.kind !== "reply") return Promise.reject(new Error("the provider cut the connection"));
    if (wire.reply.status === 429) scene.refused += 1;
    return Promise.resolve(
      new Response(wire.reply.payload, { status: wire.reply.status, headers: wire.reply.headers }),
    );
  };
  const upstream = createUpstream({ baseUrl: "http://provider.test", apiKey: KEYS.sandbox, fetch });
  return createEngine(arena, upstream, {
    now: () => clock.nowMs,
    ...(ratePerMinute !== undefined && { ratePerMinute }),
  });
}

/** Sent evenly over the time before, with a budget that nobody has. */
async function send(scene: Scene, orders: number): Promise<void> {
  const { arena, clock } = scene;
  const engine = engineOf(scene);
  const steps = 50;
  for (let step = 0; step < steps; step += 1) {
    await fillQueue(arena, orders / steps);
    // A tick sends by hundreds at a time; each has an instant of its own.
    clock.nowMs += SENT_WITHIN_MS / steps;
    await engine.tick();
  }
  await arena.sql`delete from rate_budgets`;
}

async function watchLooks(scene: Scene, orders: number): Promise<Figures> {
  const { arena, model, clock } = scene;
  const engine = engineOf(scene, RATE_PER_MINUTE);
  model.log.clear();
  const lookedAt = new Map<string, number>();
  const startMs = clock.nowMs;
  let waitMs = 0;
  for (let passed = 0; passed < WATCHED_MS; passed += TICK_MS) {
    clock.nowMs += TICK_MS;
    if ((passed / MINUTE) % (1 / SALES_PER_MINUTE) < TICK_MS / MINUTE / 2) await fillQueue(arena, 1);
    await engine.tick();
    model.log.clear();
    const rows = await arena.sql<{ id: string; at_ms: number }[]>`
      select id::text, (extract(epoch from coalesce(last_look_at, last_sent_at)) * 1000)::float8 as at_ms
      from orders where due_at is not null and last_sent_at is not null`;
    for (const { id, at_ms } of rows) {
      waitMs = Math.max(waitMs, clock.nowMs - Math.max(at_ms, startMs));
      lookedAt.set(id, at_ms);
    }
  }
  const never = [...lookedAt.values()].filter((atMs) => atMs < startMs).length;
  if (scene.refused > 0) throw new Error(`${scene.refused} requests above the limit`);
  if (lookedAt.size < orders) throw new Error(`only ${lookedAt.size} orders were in flight`);
  await arena.sql`update orders set due_at = 'infinity' where due_at is not null`;
  return { waitMs, orders: lookedAt.size, never };
}
