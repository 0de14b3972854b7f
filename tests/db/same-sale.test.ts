import { expect, test } from "vitest";
import { applyOutcomes } from "@/lib/orders/apply-outcomes";
import { placeOrders, type Placed } from "@/lib/orders/place-orders";
import { freshNumber, useEngine } from "../support/engine";
import { findLies } from "../support/truth";

/** The guard against a second sale that nobody meant, and the races that try to get past it, or past the last dinar. */
const engine = useEngine();
const MINUTE = 60_000;

const countOf = (answers: readonly Placed[], code: Placed["code"]) => answers.filter((one) => one.code === code).length;

test("the same number and amount within ten minutes asks first, and says which sale it means", async () => {
  const number = freshNumber();
  const first = await engine.sell({ number });
  const firstAt = engine.now();
  engine.pass(3 * MINUTE);
  const asked = await engine.place({ number });
  expect(asked).toMatchObject({ code: "duplicate_recent", otherOrderId: first, otherPlacedAt: firstAt });
  expect(await engine.place({ number, dinars: 501 })).toMatchObject({ code: "placed" });
  expect(await engine.place({ number, planCode: "FACTURE_DJEZZY" })).toMatchObject({ code: "duplicate_recent" });
  expect(await engine.place({ number: freshNumber() })).toMatchObject({ code: "placed" });
  const other = await engine.openShop(1_000);
  expect(await engine.place({ number, ...other })).toMatchObject({ code: "placed" });
  expect(await engine.place({ number, book: "training" })).toMatchObject({ code: "insufficient_balance" });
});

test("meant as a second sale, it is one", async () => {
  const number = freshNumber();
  await engine.sell({ number });
  engine.pass(MINUTE);
  const second = await engine.sell({ number, isRepeat: true });
  expect(await engine.order(second)).toMatchObject({ is_repeat: true });
  expect(await engine.place({ number })).toMatchObject({ code: "duplicate_recent", otherOrderId: second });
});

test("the window ends, and a shop may set another", async () => {
  const number = freshNumber();
  const first = await engine.sell({ number });
  await engine.run(20_000, 5_000);
  expect(await engine.order(first)).toMatchObject({ status: "fulfilled" });
  engine.pass(10 * MINUTE - 20_000 - 1);
  expect(await engine.place({ number })).toMatchObject({ code: "duplicate_recent" });
  engine.pass(1);
  expect(await engine.place({ number })).toMatchObject({ code: "placed" });
  await engine.database.sql`update shops set repeat_window_seconds = 0 where id = ${engine.shopId}`;
  expect(await engine.place({ number })).toMatchObject({ code: "placed" });
  await engine.database.sql`update shops set repeat_window_seconds = 600 where id = ${engine.shopId}`;
});

test("while the first one's fate is open, the window does not end", async () => {
  const number = freshNumber();
  const first = await engine.sell({ number });
  engine.pass(60 * MINUTE);
  expect(await engine.place({ number })).toMatchObject({ code: "duplicate_recent", otherOrderId: first });
});

test("a sale that did not happen is no reason to ask: refunded, rejected, cancelled", async () => {
  const number = freshNumber();
  const cancelled = await engine.sell({ number });
  await applyOutcomes(engine.deps, [{ orderId: cancelled, word: "cancel" }]);
  const rejected = await engine.sell({ number });
  engine.sandbox.model.settings.changePlan("PREPAID_DJEZZY", { isEnabled: false });
  await engine.tick();
  engine.sandbox.model.settings.changePlan("PREPAID_DJEZZY", { isEnabled: true });
  expect(await engine.order(rejected)).toMatchObject({ status: "rejected" });
  await engine.sell({ number });
  const refunded = await engine.sell({ number: "0600000001" });
  await engine.run(20_000, 5_000);
  expect(await engine.order(refunded)).toMatchObject({ status: "refunded" });
  expect(await engine.place({ number: "0600000001" })).toMatchObject({ code: "placed" });
});

test("two tills selling the same thing at the same moment: one sells, the other is asked, in every round", async () => {
  for (let round = 0; round < 15; round += 1) {
    const number = freshNumber();
    const at = (deps: typeof engine.deps) =>
      placeOrders(deps.sql, [engine.placement({ number, dinars: 100 })], engine.now());
    const answers = (await Promise.all([at(engine.deps), at(engine.twin), at(engine.deps), at(engine.twin)])).flat();
    expect([countOf(answers, "placed"), countOf(answers, "duplicate_recent")]).toEqual([1, 3]);
  }
  await engine.run(30_000, 5_000);
  expect(await findLies(engine)).toEqual([]);
});

test("the same form twenty times at once on two instances: one order, one hold", async () => {
  const placement = engine.placement({ dinars: 100 });
  const { held } = await engine.balances();
  const answers = await Promise.all(
    Array.from({ length: 20 }, (_, n) =>
      placeOrders((n % 2 ? engine.deps : engine.twin).sql, [placement], engine.now()),
    ),
  );
  expect([countOf(answers.flat(), "placed"), countOf(answers.flat(), "replayed")]).toEqual([1, 19]);
  expect(await engine.balances()).toMatchObject({ held: held! + 9_800n });
  expect(await engine.events(placement.orderId)).toEqual(["placed"]);
});

test("the same id from two shops at once: one of them has it", async () => {
  for (let round = 0; round < 10; round += 1) {
    const [one, other] = [await engine.openShop(1_000), await engine.openShop(1_000)];
    const placement = engine.placement();
    const answers = await Promise.all([
      placeOrders(engine.deps.sql, [{ ...placement, ...one }], engine.now()),
      placeOrders(engine.twin.sql, [{ ...placement, ...other }], engine.now()),
    ]);
    expect(
      answers
        .flat()
        .map((answer) => answer.code)
        .sort(),
    ).toEqual(["id_conflict", "placed"]);
    const held = await Promise.all([one, other].map(async ({ shopId }) => (await engine.balances(shopId)).held));
    expect(held.sort()).toEqual([0n, 49_000n]);
  }
});

test.each([
  { at: "once", callers: 2, dinars: 500, fits: 1 },
  { at: "once", callers: 50, dinars: 100, fits: 5 },
])("$callers sales on the last dinars at $at: exactly those that fit", async ({ callers, dinars, fits }) => {
  const { shopId, staffId } = await engine.openShop(Math.ceil(fits * dinars * 0.98) + 50);
  const answers = await Promise.all(
    Array.from({ length: callers }, (_, n) =>
      placeOrders(
        (n % 2 ? engine.deps : engine.twin).sql,
        [engine.placement({ shopId, staffId, dinars })],
        engine.now(),
      ),
    ),
  );
  expect([countOf(answers.flat(), "placed"), countOf(answers.flat(), "insufficient_balance")]).toEqual([
    fits,
    callers - fits,
  ]);
  const charge = BigInt(dinars) * 98n;
  expect(await engine.balances(shopId)).toMatchObject({ held: charge * BigInt(fits) });
  expect(await findLies(engine)).toEqual([]);
});
