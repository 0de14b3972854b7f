import { readFileSync } from "node:fs";
import { join } from "node:path";
import { createLiveHub } from "@/lib/live/hub";
import { gatherPlacements } from "@/lib/orders/gather-placements";
import { placeOrders } from "@/lib/orders/place-orders";
import { projectDir } from "@/scripts/environment";
import { openArena, type Arena } from "./arena";
import { loadFor } from "./load";
import { loadByPgbench, ownStatement, writesInOneStatement } from "./pgbench";
import type { Contest, Section, Side } from "./row";
import { placeTheUsualWay } from "./usual-way";

const NO_PGBENCH = "no pgbench here: apt-get install postgresql-contrib";

/** Placing orders as shipped, beside what one would otherwise have. */
const beside: readonly Section[] = [
  { name: "place, 100 shops", shops: 100 },
  { name: "place, one hot shop", shops: 1 },
].map(({ name, shops }) => ({
  name,
  async open({ serverUrl, pgbench }) {
    const arena = await openArena(serverUrl, shops);
    return {
      contests: placeContests(shops === 1 ? "one hot shop" : `${shops} shops`, arena, pgbench),
      audit: arena.audit,
      close: arena.drop,
    };
  },
}));

/** In each of the shops somebody looks at the screen. */
const SUBSCRIBERS = 100;
const NOTIFY = "perform pg_notify('rasid_live', '');";

/**
 * What telling costs: the statement as it ships with a hub that listens, reads what changed and tells it to open streams, beside
 * the same statement without its one line that notifies, in a database where nobody listens.
 */
const live: Section = {
  name: "live on against live off",
  async open({ serverUrl }) {
    const [on, off] = [await openArena(serverUrl, 100), await openArena(serverUrl, 100)];
    await removeNotify(off);
    let told = 0;
    const hub = createLiveHub(on.sql, (error) => {
      throw error;
    });
    for (let n = 0; n < SUBSCRIBERS; n += 1) {
      await hub.subscribe(on.tills[n % on.tills.length]?.shopId ?? 0, () => void (told += 1));
    }
    const shipped = gathered(on, 64);
    return {
      contests: [
        {
          name: `place, 64 callers, 100 shops, with ${SUBSCRIBERS} streams open, against live off`,
          subject: {
            name: "live on",
            async run(durationMs) {
              const before = told;
              const load = await shipped.run(durationMs);
              if (told === before) throw new Error("nobody was told of anything");
              return load;
            },
          },
          anchor: { ...gathered(off, 64), name: "live off" },
          measure: "perSecond",
          unit: "/s",
          compare: "ratio",
          target: { atLeast: 0.97 },
        },
      ],
      audit: async () => [...(await on.audit()), ...(await off.audit())],
      async close() {
        await on.drop();
        await off.drop();
      },
    };
  },
};

async function removeNotify({ sql }: Arena): Promise<void> {
  const source = readFileSync(join(projectDir, "db/functions/3-place-orders.sql"), "utf8");
  const parts = source.split(NOTIFY);
  if (parts.length !== 2) throw new Error("the placing statement notifies in another way than was thought");
  await sql.unsafe(parts.join("")).simple();
}

export const placing: readonly Section[] = [...beside, live];

function placeContests(shops: string, arena: Arena, pgbench: string | null): Contest[] {
  const ours = (callers: number) => gathered(arena, callers);
  const byPgbench = (name: string, script: string, clients: number, perTransaction = 1): Contest["anchor"] =>
    pgbench === null
      ? { missing: NO_PGBENCH }
      : {
          name,
          run: async (durationMs) => {
            const load = await loadByPgbench(pgbench, arena.url, script, clients, durationMs);
            return { ...load, perSecond: load.perSecond * perTransaction };
          },
        };
  const isHot = arena.tills.length === 1;
  const writes = writesInOneStatement(arena);
  const contest = (callers: number, anchor: Contest["anchor"], against: string, target: number): Contest => ({
    name: `place, ${callers} ${callers === 1 ? "caller" : "callers"}, ${shops}, against ${against}`,
    subject: ours(callers),
    anchor,
    measure: "perSecond",
    unit: "/s",
    compare: "ratio",
    target: { atLeast: target },
  });
  return [
    contest(64, byPgbench("pgbench", writes, 64), "pgbench with the same writes in one statement", isHot ? 12 : 2.5),
    contest(64, usual(arena, 64), "the documented flow as a Drizzle transaction", isHot ? 30 : 14),
    contest(
      64,
      byPgbench("pgbench", ownStatement(arena, 64, 2), 2, 64),
      "pgbench running our own statement, 64 at a time",
      0.8,
    ),
    ...(isHot
      ? []
      : [
          contest(1, byPgbench("pgbench", writes, 1), "pgbench with the same writes", 0.9),
          contest(8, byPgbench("pgbench", writes, 8), "pgbench with the same writes", 1),
        ]),
    {
      ...contest(64, single(arena, 64), "the single prepared statement", 0),
      name: `p99 of place, 64 callers, ${shops}, against the single prepared statement`,
      measure: "p99Ms",
      unit: "ms",
      target: { atMost: isHot ? 0.1 : 0.35 },
    },
  ];
}

function gathered(arena: Arena, callers: number): Side {
  const gatherer = gatherPlacements(arena.sql, () => null);
  return {
    name: "as shipped",
    run: (durationMs) =>
      loadFor(callers, durationMs, async (caller) => {
        const answer = await gatherer.gather(arena.placement(caller));
        if (!answer.ok || answer.value.code !== "placed") throw new Error(`not placed: ${JSON.stringify(answer)}`);
      }),
  };
}

function single(arena: Arena, callers: number): Side {
  return {
    name: "one statement each",
    run: (durationMs) =>
      loadFor(callers, durationMs, async (caller) => {
        const [answer] = await placeOrders(arena.sql, [arena.placement(caller)], null);
        if (answer?.code !== "placed") throw new Error(`not placed: ${answer?.code}`);
      }),
  };
}

function usual(arena: Arena, callers: number): Side {
  return {
    name: "Drizzle",
    run: (durationMs) => loadFor(callers, durationMs, (caller) => placeTheUsualWay(arena, arena.placement(caller))),
  };
}
