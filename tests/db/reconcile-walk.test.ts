import { expect, test } from "vitest";
import { reconcile } from "@/lib/reconcile/reconcile";
import { useEngine } from "../support/engine";
import {
  ACCOUNT,
  countMirrors,
  fill,
  gist,
  readConcluded,
  reconcileDeps,
  reconcileNow,
  SETTLING_MS,
  step,
  sumOf,
  type DepsChange,
} from "../support/reconcile";

const engine = useEngine();
const DAY_MS = 24 * 60 * 60_000;

const provider = () => engine.sandbox.model.provider;
const sql: typeof engine.database.sql = ((...args: Parameters<typeof engine.database.sql>) =>
  engine.database.sql(...args)) as typeof engine.database.sql;

test(
  "days and pages are walked whole, a few requests at a time, and again without effect",
  { timeout: 30_000 },
  async () => {
    await engine.sell({ dinars: 500 });
    await engine.run(24_000, 4_000);
    fill(engine, 230);
    engine.pass(2 * DAY_MS);
    fill(engine, 120);
    engine.pass(SETTLING_MS);
    const first = await reconcileNow(engine);
    expect(first.faults).toEqual([]);
    expect(first.run).toMatchObject({ is_whole: true, rest_centimes: 0n });
    expect(first.findings).toHaveLength(350);
    expect(await countMirrors(engine)).toEqual({ orders: 351, lines: 351 });
    expect(sumOf(first)).toBe(provider().book("sandbox").wallet.balanceCentimes);
    const second = await reconcileNow(engine);
    expect(gist(second)).toEqual(gist(first));
    expect(await countMirrors(engine)).toEqual({ orders: 351, lines: 351 });
  },
);

test("a run that is left at any request is gone on with where it was", { timeout: 30_000 }, async () => {
  engine.pass(DAY_MS);
  fill(engine, 130);
  engine.pass(SETTLING_MS);
  const whole = await reconcileNow(engine);
  let asked = 0;
  for (let dyingAt = 1; dyingAt <= 6; dyingAt += 1) {
    let left = dyingAt;
    const dying: DepsChange = {
      takeRequest: async () => {
        left -= 1;
        asked += 1;
        if (left < 0) throw new Error("killed");
        return true;
      },
    };
    await expect(step(engine, "asked", dying)).rejects.toThrow("killed");
    // Nobody else takes it up until the lease is over.
    expect(await step(engine, "resume")).toEqual({ requests: 0, state: "idle" });
    engine.pass(46_000);
    expect(gist(await reconcileNow(engine))).toEqual(gist(whole));
  }
  expect(asked).toBeGreaterThan(0);
});

test("without budget nothing is asked, and the run waits for the next tick", async () => {
  expect(await step(engine, "asked", { takeRequest: async () => false })).toEqual({ requests: 0, state: "walking" });
  let granted = 2;
  const meagre: DepsChange = { takeRequest: async () => (granted -= 1) >= 0 };
  expect(await step(engine, "resume", meagre)).toEqual({ requests: 2, state: "walking" });
  expect((await reconcileNow(engine)).run).toMatchObject({ is_whole: true });
});

test("while a request waits for its answer, a second instance leaves the run alone, and a late answer is told to be stale", async () => {
  let release = () => undefined as void;
  const waiting = new Promise<void>((resolve) => (release = () => resolve()));
  const read = engine.deps.upstream.listOrders;
  const slow: DepsChange = {
    upstream: {
      listOrders: async (request) => {
        const answer = await read(request);
        await waiting;
        return answer;
      },
    },
  };
  const late = step(engine, "asked", slow);
  await expect.poll(async () => (await sql`select 1 from reconcile_runs where due_at is not null`).length).toBe(1);
  expect(await step(engine, "asked")).toEqual({ requests: 0, state: "idle" });
  engine.pass(46_000);
  const concluded = await reconcileNow(engine);
  release();
  expect(await late).toMatchObject({ state: "idle" });
  expect((await readConcluded(engine)).run.id).toBe(concluded.run.id);
});

test("a day has one run of its own, begun after four in the morning in Algiers", async () => {
  const runs = async () =>
    Number((await sql`select count(*)::integer as n from reconcile_runs where reason = 'daily'`)[0]?.n);
  const tick = () => reconcile(reconcileDeps(engine), "daily", () => false);
  const before = await runs();
  for (let hour = 0; hour < 72; hour += 1) {
    engine.pass(60 * 60_000);
    await tick();
  }
  expect((await runs()) - before).toBe(3);
  const hours = await sql`
    select extract(hour from started_at at time zone 'Africa/Algiers')::integer as hour from reconcile_runs
    where reason = 'daily' order by id desc limit 3`;
  expect(hours.map((row) => Number(row.hour))).toEqual([4, 4, 4]);
});

test("a busy account is explained as of the balance that was read", async () => {
  const balance = engine.deps.upstream.balance;
  const concluded = await reconcileNow(engine, {
    upstream: {
      balance: async () => {
        const answer = await balance();
        engine.pass(2_000);
        fill(engine, 3);
        return answer;
      },
    },
  });
  expect(concluded.run).toMatchObject({ is_whole: true, rest_centimes: 0n });
  expect(sumOf(concluded)).toBe(BigInt(String(concluded.run.balance_centimes)));
});

test("an order in flight that the list calls final is looked up the ordinary way, at once", async () => {
  const orderId = await engine.sell({ number: "0600000003", dinars: 500 });
  await engine.run(24_000, 4_000);
  expect(await engine.order(orderId)).toMatchObject({ status: "uncertain" });
  const [theirs] = provider()
    .book("sandbox")
    .allOrders()
    .filter(({ ref }) => ref === orderId);
  if (!theirs) throw new Error("not there");
  provider().command(theirs, { status: "FULFILLED", refundMessage: null, offers: [] });
  engine.pass(60_000);
  await reconcileNow(engine);
  expect(await engine.order(orderId)).toMatchObject({ status: "uncertain" });
  await engine.tick();
  expect(await engine.order(orderId)).toMatchObject({ status: "fulfilled" });
});

test("another account begins with books of its own", async () => {
  const other = { ...reconcileDeps(engine), findAccount: async () => "PRODUCTION:+213550112233" };
  await reconcile(other, "asked", () => false);
  const [run] = await sql`select * from reconcile_runs where account <> ${ACCOUNT}`;
  expect(run).toMatchObject({ is_whole: true, rest_centimes: 0n });
  expect(await sql`select kind from reconcile_findings where account <> ${ACCOUNT} and kind like '%there'`).toEqual([]);
});

test("nothing is asked while the key is not known", async () => {
  const shut = { ...reconcileDeps(engine), findAccount: async () => null };
  expect(await reconcile(shut, "asked", () => false)).toEqual({ requests: 0, state: "closed" });
});
