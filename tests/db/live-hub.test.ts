import { afterAll, beforeAll, expect, test } from "vitest";
import { openDatabase } from "@/db/client";
import { depositTo } from "@/db/factories";
import type { Database } from "@/db/types";
import { createLiveHub, type LiveHub, type LiveNews } from "@/lib/live/hub";
import { defer } from "../support/deferred";
import { useEngine } from "../support/engine";
import { Line } from "../support/line";

/** The one listener of an instance: tells each shop's subscribers what changed, and survives its line. */
const engine = useEngine();
let database: Database;
let hub: LiveHub;
const errors: unknown[] = [];
const line = new Line();

beforeAll(async () => {
  database = openDatabase(await line.open(engine.url), { max: 2 });
  hub = createLiveHub(database.sql, (error) => errors.push(error));
});
afterAll(async () => {
  await database.sql.end({ timeout: 1 });
  await line.close();
});

/** What a subscriber hears, and a way to wait for it. */
async function listen(shopId: number) {
  const news: LiveNews[] = [];
  let wake = (): void => undefined;
  const leave = await hub.subscribe(shopId, (one) => {
    news.push(one);
    wake();
  });
  const hears = async (isIt: (one: LiveNews) => boolean): Promise<LiveNews> => {
    for (;;) {
      const found = news.find(isIt);
      if (found) return found;
      await new Promise<void>((resolve) => (wake = resolve));
    }
  };
  const hearsOf = (orderId: string) => hears((one) => one.kind === "orders" && one.orderIds.includes(orderId));
  return { news, leave, hears, hearsOf };
}

test("subscribers hear of their own shop's orders and of nobody else's", async () => {
  const other = await engine.openShop(1_000);
  const [ours, alsoOurs, theirs] = [
    await listen(engine.shopId),
    await listen(engine.shopId),
    await listen(other.shopId),
  ];
  const [own, foreign] = [await engine.sell(), await engine.sell({ ...other })];
  await Promise.all([ours.hearsOf(own), alsoOurs.hearsOf(own), theirs.hearsOf(foreign)]);
  const heard = (news: readonly LiveNews[]) => news.flatMap((one) => (one.kind === "orders" ? one.orderIds : []));
  expect(heard(ours.news)).not.toContain(foreign);
  expect(heard(theirs.news)).not.toContain(own);
  for (const listener of [ours, alsoOurs, theirs]) listener.leave();
});

test("who has left hears nothing more", async () => {
  const [gone, here] = [await listen(engine.shopId), await listen(engine.shopId)];
  gone.leave();
  const orderId = await engine.sell();
  await here.hearsOf(orderId);
  expect(gone.news).toEqual([]);
  here.leave();
});

test("a deposit is told as a change of the balance, to its shop", async () => {
  const other = await engine.openShop(0);
  const [ours, theirs] = [await listen(engine.shopId), await listen(other.shopId)];
  await depositTo(engine.database.sql, { shopId: other.shopId }, 5_000n);
  await theirs.hears((one) => one.kind === "balance");
  expect(ours.news.filter((one) => one.kind === "balance")).toEqual([]);
  ours.leave();
  theirs.leave();
});

test("a batch is told in few words, and every order of it is named", async () => {
  const { news, hearsOf, leave } = await listen(engine.shopId);
  const ids: string[] = [];
  for (let n = 0; n < 30; n += 1) ids.push(await engine.sell({ dinars: 100 }));
  await Promise.all(ids.map(hearsOf));
  expect(news.filter((one) => one.kind !== "orders")).toEqual([]);
  leave();
});

test("its connection ended by the database: what happened meanwhile is told after it is back", async () => {
  const { hearsOf, leave } = await listen(engine.shopId);
  const ended = await engine.database.sql`
    select pg_terminate_backend(pid) from pg_stat_activity
    where datname = current_database() and query ilike 'listen%' and pid <> pg_backend_pid()`;
  expect(ended.length).toBeGreaterThan(0);
  const orderId = await engine.sell();
  await hearsOf(orderId);
  const next = await engine.sell();
  await hearsOf(next);
  leave();
});

test("the whole line down for a while, and connections refused: it comes back by itself", async () => {
  const { news, hearsOf, leave } = await listen(engine.shopId);
  line.cut();
  const missed = await engine.sell();
  await line.refused(3);
  line.mend();
  await hearsOf(missed);
  const next = await engine.sell();
  await hearsOf(next);
  expect(news.filter((one) => one.kind === "reset")).toEqual([]);
  leave();
});

test("many who subscribe at the first moment share one listener and miss nothing of it", async () => {
  const fresh = openDatabase(await line.open(engine.url), { max: 4 });
  const young = createLiveHub(fresh.sql, (error) => errors.push(error));
  const heard: string[][] = Array.from({ length: 6 }, () => []);
  const told = defer();
  await Promise.all(
    heard.map((ids) =>
      young.subscribe(engine.shopId, (news) => {
        if (news.kind === "orders") ids.push(...news.orderIds);
        if (heard.every((one) => one.length > 0)) told.resolve();
      }),
    ),
  );
  const orderId = await engine.sell();
  await told.promise;
  expect(heard.every((ids) => ids.includes(orderId))).toBe(true);
  const listeners = await engine.database.sql`
    select 1 from pg_stat_activity where datname = current_database() and query ilike 'listen%' and pid <> pg_backend_pid()`;
  expect(listeners).toHaveLength(2);
  await fresh.sql.end({ timeout: 1 });
});
