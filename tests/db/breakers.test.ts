import { beforeEach, describe, expect, test } from "vitest";
import { auditLedger } from "@/lib/ledger/audit";
import { applyOutcomes } from "@/lib/orders/apply-outcomes";
import { claimSends } from "@/lib/orders/claim-orders";
import { judgeBreakers } from "@/lib/orders/judge-breakers";
import { listPauses, readPauses } from "@/lib/orders/list-pauses";
import { breakersOf, DJEZZY, type End } from "../support/breakers";
import { freshNumber, useEngine } from "../support/engine";

/** The provider fails with one plan: its orders wait, the others go on, and it is tried again until it works. */
const engine = useEngine();
const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const { beginAnew, end, failWith, isSent, judge, lines, pause } = breakersOf(engine);
beforeEach(beginAnew);

describe("what pauses a plan", () => {
  test.each<{ name: string; how: End }>([
    { name: "refunds without an offer", how: "refunded" },
    { name: "orders of which the provider knows nothing", how: "uncertain" },
    { name: "refusals that are the plan's", how: { refused: "ERR_STOCK" } },
  ])("five numbers with $name", async ({ how }) => {
    await failWith(how, 4);
    expect(await judge()).toEqual([]);
    await end(how);
    expect(await judge()).toMatchObject([{ scope: "plan", subject: DJEZZY, verdict: "opened", reason: "failing" }]);
    expect(await isSent(await engine.sell())).toBe(false);
    expect(await auditLedger(engine.database.sql)).toEqual([]);
  });

  test.each<{ name: string; how: End }>([
    { name: "an empty wallet", how: { refused: "INSUFFICIENT_BALANCE" } },
    { name: "a refused key", how: { refused: "API_DISABLED" } },
    { name: "refunds that offer what the number may take", how: { offers: true } },
  ])("not $name", async ({ how }) => {
    await failWith(how, 8);
    expect(await judge()).toEqual([]);
  });

  test("not one number that fails ten times", async () => {
    await failWith("refunded", 10, { number: freshNumber(), isRepeat: true });
    expect(await judge()).toEqual([]);
  });

  test("not five failures among more deliveries, nor what failed a quarter of an hour ago", async () => {
    await failWith("refunded", 5);
    await failWith("fulfilled", 6);
    expect(await judge()).toEqual([]);
    engine.pass(15 * MINUTE);
    await failWith("refunded", 4);
    expect(await judge()).toEqual([]);
  });

  test("two plans of an operator pause the operator, and every plan of it", async () => {
    await failWith("refunded", 3);
    await failWith("refunded", 2, { planCode: "FACTURE_DJEZZY" });
    expect(await judge()).toMatchObject([{ scope: "operator", subject: "Djezzy", verdict: "opened" }]);
    const pauses = await listPauses(engine.database.sql, engine.shopId);
    const sold = await engine.database.sql<{ code: string }[]>`
      select code from plans where operator = 'Djezzy' and is_enabled and kind <> 'getmenu' order by position`;
    expect(sold.length).toBeGreaterThan(2);
    expect(pauses.map(({ planCode }) => planCode)).toEqual(sold.map(({ code }) => code));
  });

  test("judged by two instances at once it is paused once", async () => {
    await failWith("refunded", 6);
    engine.pass(10 * SECOND);
    const changes = await Promise.all([engine.deps, engine.twin, engine.deps, engine.twin].map(judgeBreakers));
    expect(changes.flat()).toHaveLength(1);
  });
});

describe("while it is paused", () => {
  test("its orders wait with their money held and may be cancelled; other operators sell", async () => {
    await pause();
    const [waiting, other] = [
      await engine.sell(),
      await engine.sell({ planCode: "PREPAID_MOBILIS", number: "0661000001" }),
    ];
    engine.pass(10 * SECOND);
    await engine.tick();
    expect(await engine.order(waiting)).toMatchObject({ status: "queued", send_count: 0 });
    expect(await engine.order(other)).toMatchObject({ send_count: 1 });
    const [cancelled] = await applyOutcomes(engine.deps, [
      { orderId: waiting, word: "cancel", staffId: engine.staffId },
    ]);
    expect(cancelled).toMatchObject({ verdict: "moved", toStatus: "cancelled" });
    expect(await auditLedger(engine.database.sql)).toEqual([]);
  });

  test("one order a minute is let through, whoever asks and however many ask at once", async () => {
    await pause();
    for (let n = 0; n < 5; n += 1) await engine.sell();
    engine.pass(MINUTE);
    const claims = await Promise.all(
      [engine.deps, engine.twin, engine.deps, engine.twin].map((deps) => claimSends(deps, 4, null)),
    );
    expect(claims.flat()).toHaveLength(1);
    engine.pass(30 * SECOND);
    expect(await claimSends(engine.deps, 4, null)).toEqual([]);
    engine.pass(30 * SECOND);
    expect(await claimSends(engine.twin, 4, null)).toHaveLength(1);
  });

  test("a probe that fails leaves it paused, one that is delivered reopens it and everything leaves", async () => {
    await pause();
    const waiting = [await engine.sell(), await engine.sell(), await engine.sell()];
    engine.pass(MINUTE);
    await engine.run(2 * MINUTE, 5 * SECOND);
    for (const orderId of waiting) expect(await engine.order(orderId)).toMatchObject({ status: "fulfilled" });
    expect(await engine.database.sql`select 1 from breakers where closed_at is null`).toHaveLength(0);
    // What failed before is no reason to pause it again.
    expect(await judge()).toEqual([]);
    expect(await auditLedger(engine.database.sql)).toEqual([]);
  });

  test("without anything waiting, the next sale is the probe: it cannot stay shut for ever", async () => {
    await pause();
    engine.pass(5 * MINUTE);
    expect(await isSent(await engine.sell())).toBe(true);
    expect(await isSent(await engine.sell())).toBe(false);
  });

  test("a probe whose minute has come is sent at once, however many wait before it", async () => {
    await pause();
    const others = [];
    for (let n = 0; n < 3; n += 1)
      others.push(await engine.sell({ planCode: "PREPAID_MOBILIS", number: `066100001${n}` }));
    engine.pass(MINUTE);
    const waiting = await engine.sell();
    const [probe] = await claimSends(engine.deps, 1, null);
    expect(probe?.id).toBe(waiting);
    expect((await claimSends(engine.deps, 4, null)).map(({ id }) => id).sort()).toEqual(others.sort());
  });

  test("a clock that was put back keeps nothing shut", async () => {
    await pause();
    engine.pass(-120 * MINUTE);
    const orderId = await engine.sell();
    expect(await isSent(orderId)).toBe(true);
    engine.pass(120 * MINUTE);
  });

  test("when nobody has tried it for ten minutes and nobody waits, nothing is said of it any more", async () => {
    await pause();
    const waiting = await engine.sell();
    engine.pass(11 * MINUTE);
    expect(await judge()).toEqual([]);
    await applyOutcomes(engine.deps, [{ orderId: waiting, word: "cancel", staffId: engine.staffId }]);
    expect(await judge()).toMatchObject([{ scope: "plan", subject: DJEZZY, verdict: "closed", reason: "failing" }]);
  });
});

describe("what the provider says of its operators", () => {
  test("down pauses the operator, up reopens it", async () => {
    lines({ ooredoo: "down" });
    expect(await judge()).toMatchObject([
      { scope: "operator", subject: "Ooredoo", verdict: "opened", reason: "reported_down" },
    ]);
    lines({ ooredoo: "up" });
    expect(await judge()).toEqual([]);
    engine.pass(MINUTE);
    expect(await judge()).toMatchObject([{ subject: "Ooredoo", verdict: "closed" }]);
  });

  test("down for Mobilis's fixed plans pauses those and not its others", async () => {
    lines({ mobilisFixedPlans: "down" });
    await judge();
    const paused = (await listPauses(engine.database.sql, engine.shopId)).map(({ planCode }) => planCode);
    expect(paused).toContain("MIX500_MOBILIS");
    expect(paused).toContain("PIXX_500");
    expect(paused).not.toContain("PREPAID_MOBILIS");
  });

  test("a phone that was reached knows better", async () => {
    await end("fulfilled");
    lines({ djezzy: "down" });
    expect(await judge()).toEqual([]);
  });
});

test("a provider that answers no ping is told at the counter after the second, and no more once it answers", async () => {
  const silentSince = async () => (await readPauses(engine.database.sql, engine.shopId)).silentSince;
  engine.sandbox.model.faults.arm([{ endpoint: "ping", kind: "html", count: 2 }]);
  await judge();
  const sinceMs = engine.now().getTime();
  expect(await silentSince()).toBeNull();
  engine.pass(5 * SECOND);
  await judge();
  expect(await silentSince()).toBe(new Date(sinceMs).toISOString());
  engine.pass(5 * SECOND);
  await judge();
  expect(await silentSince()).toBeNull();
});

test("how long a plan takes is measured: as a rule, and of late", async () => {
  const deliver = async (count: number, seconds: number) => {
    for (let n = 0; n < count; n += 1) {
      const orderId = await engine.sell();
      await claimSends(engine.deps, 1, orderId);
      await applyOutcomes(engine.deps, [{ orderId, word: "accepted", isAnswer: true, topupId: `topup ${orderId}` }]);
      engine.pass(seconds * SECOND);
      await applyOutcomes(engine.deps, [{ orderId, word: "seen", toStatus: "fulfilled" }]);
    }
  };
  await engine.database.sql`delete from plan_delays`;
  await deliver(3, 8);
  await judge();
  const read = () => engine.database.sql`select usual_ms, present_ms from plan_delays where plan_code = ${DJEZZY}`;
  expect(await read()).toEqual([{ usual_ms: 8_000, present_ms: 8_000 }]);
  expect(await listPauses(engine.database.sql, engine.shopId)).toEqual([]);
  engine.pass(11 * MINUTE);
  await deliver(3, 120);
  await judge();
  expect(await read()).toEqual([{ usual_ms: 9_120, present_ms: 120_000 }]);
  expect(await listPauses(engine.database.sql, engine.shopId)).toMatchObject([
    { planCode: DJEZZY, pausedSince: null, usualMs: 9_120, presentMs: 120_000 },
  ]);
});
