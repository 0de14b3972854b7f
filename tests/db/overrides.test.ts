import { beforeEach, expect, test } from "vitest";
import { mintShopId } from "@/lib/auth/shop-id";
import { can } from "@/lib/auth/roles";
import { listPauses } from "@/lib/orders/list-pauses";
import { overridePause } from "@/lib/orders/override-pause";
import { breakersOf, DJEZZY } from "../support/breakers";
import { useEngine } from "../support/engine";

/** A plan is paused, and somebody of the shop sells it all the same: in that shop, for half an hour, in that pause. */
const engine = useEngine();
const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const { beginAnew, end, failWith, isSent, judge, lines, pause } = breakersOf(engine);
beforeEach(beginAnew);

const say = (planCode = DJEZZY) =>
  overridePause(engine.deps, { shopId: engine.shopId, staffId: engine.staffId } as never, planCode);
const sendingOf = async (orderId: string) => {
  const [event] = await engine.database.sql<{ staff_id: number | null; detail: object }[]>`
    select staff_id, detail from order_events where order_id = ${orderId} and kind = 'sending'`;
  return { by: event?.staff_id, ...event?.detail };
};
/** As though the probe of this minute were taken: what is sent now is sent for another reason. */
const spendProbe = async () => {
  const probeAt = new Date(engine.now().getTime() + MINUTE);
  await engine.database
    .sql`update breakers set probe_at = ${probeAt.toISOString()}::timestamptz where closed_at is null`;
};
const pausedNow = async () =>
  (await listPauses(engine.database.sql, engine.shopId, engine.now())).find(({ planCode }) => planCode === DJEZZY);

test("who may decide it sells all the same for half an hour, in that shop alone", async () => {
  await pause();
  const other = await engine.openShop(10_000);
  const untilAt = new Date(engine.now().getTime() + 30 * MINUTE).toISOString();
  expect(await say()).toEqual({ ok: true, value: { planCode: DJEZZY, untilAt } });
  expect(await pausedNow()).toMatchObject({ overriddenUntil: untilAt });
  expect(await isSent(await engine.sell())).toBe(true);
  expect(await isSent(await engine.sell(other))).toBe(false);
  engine.pass(31 * MINUTE);
  await spendProbe();
  expect(await isSent(await engine.sell())).toBe(false);
  expect(await pausedNow()).toMatchObject({ overriddenUntil: null });
});

test("such a word ends with the pause it was said in: the next one is decided anew", async () => {
  await pause();
  expect(await say()).toMatchObject({ ok: true });
  engine.pass(SECOND);
  await end("fulfilled");
  expect(await judge()).toMatchObject([{ verdict: "closed" }]);
  engine.pass(SECOND);
  await failWith("refunded", 6);
  expect(await judge()).toMatchObject([{ subject: DJEZZY, verdict: "opened" }]);
  expect(await pausedNow()).toMatchObject({ overriddenUntil: null });
  expect(await isSent(await engine.sell())).toBe(false);
  expect(await say()).toMatchObject({ ok: true });
  expect(await isSent(await engine.sell())).toBe(true);
});

test("nor does it hold for the operator's pause when it was said in the plan's; said again, it holds for both", async () => {
  await pause();
  expect(await say()).toMatchObject({ ok: true });
  lines({ djezzy: "down" });
  await engine.database.sql`update upstream_state set pinged_at = null`;
  expect(await judge()).toMatchObject([{ scope: "operator", subject: "Djezzy", verdict: "opened" }]);
  await spendProbe();
  expect(await isSent(await engine.sell())).toBe(false);
  expect(await pausedNow()).toMatchObject({ overriddenUntil: null });
  expect(await say()).toMatchObject({ ok: true });
  expect(await isSent(await engine.sell())).toBe(true);
  expect(await say()).toEqual({ ok: false, error: { code: "not_paused" } });
});

test("what is sent in spite of a pause says so, and who wanted it; so does a probe; what was never paused says nothing", async () => {
  const before = await engine.sell();
  expect(await isSent(before)).toBe(true);
  expect(await sendingOf(before)).toEqual({ by: null, attempt: 1 });
  await pause();
  engine.pass(MINUTE);
  const probe = await engine.sell();
  expect(await isSent(probe)).toBe(true);
  expect(await sendingOf(probe)).toEqual({ by: null, attempt: 1, pause: "probe" });
  await say();
  const order = await engine.sell();
  expect(await isSent(order)).toBe(true);
  expect(await sendingOf(order)).toEqual({ by: engine.staffId, attempt: 1, pause: "override" });
});

test("an override is never changed or taken back", async () => {
  await pause();
  await say();
  const { sql } = engine.database;
  await expect(sql`update breaker_overrides set until_at = until_at + interval '1 day'`).rejects.toThrow("append only");
  await expect(sql`delete from breaker_overrides`).rejects.toThrow("append only");
});

test("what is not paused, or no plan at all, cannot be overridden", async () => {
  const session = { shopId: mintShopId(engine.shopId), staffId: engine.staffId } as never;
  expect(await overridePause(engine.deps, session, DJEZZY)).toEqual({ ok: false, error: { code: "not_paused" } });
  expect(await overridePause(engine.deps, session, "no such plan")).toEqual({
    ok: false,
    error: { code: "not_paused" },
  });
});

test("it is for owners and operators to say", () => {
  const allowed = (["cashier", "manager", "owner", "auditor", "operator"] as const).filter((role) =>
    can(role, "overridePause"),
  );
  expect(allowed).toEqual(["owner", "operator"]);
});
