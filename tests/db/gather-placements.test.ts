import { expect, test, vi } from "vitest";
import { gatherPlacements } from "@/lib/orders/gather-placements";
import type { Placement } from "@/lib/orders/place-orders";
import { useEngine } from "../support/engine";
import { findLies } from "../support/truth";

/** Sales that come at once share a statement; nobody notices. */
const engine = useEngine();

/** A gatherer of its own, and how many statements it made. */
function watch() {
  const spy = vi.fn();
  const sql = new Proxy(engine.database.sql, {
    apply: (target, self, args) => {
      spy();
      return Reflect.apply(target, self, args) as unknown;
    },
  });
  const gatherer = gatherPlacements(sql, engine.now);
  const codeOf = async (placement: Placement) => {
    const answer = await gatherer.gather(placement);
    return answer.ok ? answer.value.code : answer.error.code;
  };
  return { codeOf, statements: () => spy.mock.calls.length };
}

test("a lone sale is one statement, and so are the two hundred that come beside each other", async () => {
  const { codeOf, statements } = watch();
  expect(await codeOf(engine.placement())).toBe("placed");
  expect(statements()).toBe(1);
  const { shopId, staffId } = await engine.openShop(100_000);
  const answers = await Promise.all(
    Array.from({ length: 200 }, () => codeOf(engine.placement({ shopId, staffId, dinars: 100 }))),
  );
  expect(new Set(answers)).toEqual(new Set(["placed"]));
  expect(statements()).toBe(2);
  expect(await findLies(engine)).toEqual([]);
});

test("in a shop sales are judged in the order they came, and a refusal is one caller's own", async () => {
  const { codeOf } = watch();
  const { shopId, staffId } = await engine.openShop(980);
  const at = (dinars: number) => codeOf(engine.placement({ shopId, staffId, dinars }));
  expect(await Promise.all([at(600), at(500), at(400), codeOf(engine.placement()), at(100)])).toEqual([
    "placed",
    "insufficient_balance",
    "placed",
    "placed",
    "insufficient_balance",
  ]);
  expect(await findLies(engine)).toEqual([]);
});

test("a hundred sales that an empty float cannot pay for are refused in one statement", async () => {
  const { codeOf, statements } = watch();
  const { shopId, staffId } = await engine.openShop(98);
  const answers = await Promise.all(
    Array.from({ length: 100 }, () => codeOf(engine.placement({ shopId, staffId, dinars: 100 }))),
  );
  expect(answers).toEqual(["placed", ...Array.from({ length: 99 }, () => "insufficient_balance")]);
  expect(statements()).toBe(1);
});

test("what the database refuses outright fails alone: its neighbours are saved, once", async () => {
  const { codeOf } = watch();
  const [before, after] = [engine.placement(), engine.placement()];
  const answers = await Promise.allSettled([
    codeOf(before),
    codeOf(engine.placement({ staffId: 2_000_000_000 })),
    codeOf(after),
  ]);
  expect(answers).toMatchObject([
    { status: "fulfilled", value: "placed" },
    { status: "rejected", reason: { code: "23503" } },
    { status: "fulfilled", value: "placed" },
  ]);
  for (const { orderId } of [before, after]) expect(await engine.events(orderId)).toEqual(["placed"]);
  expect(await findLies(engine)).toEqual([]);
});

test("two instances at full load on one hot shop: the float pays for what it can, to the centime", async () => {
  const { shopId, staffId } = await engine.openShop(9_800);
  const instances = [engine.deps.placements, engine.twin.placements];
  const answers = await Promise.all(
    Array.from({ length: 240 }, async (_, n) => {
      const answer = await instances[n % 2]?.gather(engine.placement({ shopId, staffId, dinars: 100 }));
      return answer?.ok && answer.value.code;
    }),
  );
  // 9 800 DA at 98 DA each.
  expect(answers.filter((code) => code === "placed")).toHaveLength(100);
  expect(answers.filter((code) => code === "insufficient_balance")).toHaveLength(140);
  expect(await engine.balances(shopId)).toMatchObject({ float: 0n, held: 980_000n });
  expect(await findLies(engine)).toEqual([]);
});

test("the same sale from both instances in one moment is one sale", async () => {
  const placement = engine.placement();
  const answers = await Promise.all(
    [engine.deps, engine.twin, engine.deps, engine.twin].map(({ placements }) => placements.gather(placement)),
  );
  expect(answers.map((answer) => answer.ok && answer.value.code).sort()).toEqual([
    "placed",
    "replayed",
    "replayed",
    "replayed",
  ]);
});

test("when too many wait, the next one is refused before anything is begun, and sells a moment later", async () => {
  const { codeOf } = watch();
  const waiting = Array.from({ length: 2_500 }, () => codeOf(engine.placement({ planCode: "NOPE" })));
  const sale = engine.placement();
  expect(await codeOf(sale)).toBe("busy");
  expect(await engine.database.sql`select 1 from orders where id = ${sale.orderId}`).toHaveLength(0);
  expect(new Set(await Promise.all(waiting))).toEqual(new Set(["plan_unavailable"]));
  expect(await codeOf(sale)).toBe("placed");
  expect(await engine.events(sale.orderId)).toEqual(["placed"]);
});
