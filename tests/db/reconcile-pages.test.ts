import { beforeAll, expect, test } from "vitest";
import type { Page, PageRequest, ReadOutcome } from "@/lib/oneclick/types";
import { useEngine } from "../support/engine";
import { countMirrors, fill, gist, reconcileNow, SETTLING_MS, type DepsChange } from "../support/reconcile";

const engine = useEngine();
const DAY_MS = 24 * 60 * 60_000;

// Two days of which the second has more rows than a page holds, so that there is a page for everything to happen to.
beforeAll(async () => {
  await engine.sell({ dinars: 500 });
  await engine.run(24_000, 4_000);
  fill(engine, 30);
  engine.pass(DAY_MS);
  fill(engine, 120);
  engine.pass(SETTLING_MS);
});

type Read<T> = (request: PageRequest) => Promise<ReadOutcome<Page<T>>>;

/** Answers the nth page that has rows otherwise: `spoil` is handed the true answer. */
function spoiling<T extends "listOrders" | "listWalletLines">(
  name: T,
  at: (request: PageRequest, nth: number) => boolean,
  spoil: (page: Page<never>, request: PageRequest) => Promise<Page<never>> | Page<never>,
): DepsChange {
  let nth = 0;
  // Both methods have this shape; which rows they bring is no matter to what is done to them.
  const read = engine.deps.upstream[name] as unknown as Read<never>;
  const spoilt: Read<never> = async (request) => {
    const answer = await read(request);
    if (answer.kind !== "found" || answer.value.rows.length === 0) return answer;
    nth += 1;
    if (!at(request, nth)) return answer;
    return { ...answer, value: await spoil(answer.value, request) };
  };
  return { upstream: { [name]: spoilt } };
}

const spoilt: [string, () => DepsChange, string[]][] = [
  [
    "arrives twice",
    () => {
      const read = engine.deps.upstream.listOrders as unknown as Read<never>;
      return spoiling(
        "listOrders",
        (request, nth) => request.page === 2 && nth <= 3,
        async (page, request) => {
          const first = await read({ ...request, page: 1 });
          return first.kind === "found" ? { ...page, rows: first.value.rows } : page;
        },
      );
    },
    ["repeated"],
  ],
  [
    "is another page than the one asked for",
    () =>
      spoiling(
        "listOrders",
        (_, nth) => nth === 1,
        (page) => ({ ...page, page: 7 }),
      ),
    ["wrong_page"],
  ],
  [
    "is out of order",
    () =>
      spoiling(
        "listWalletLines",
        () => true,
        (page) => ({ ...page, rows: [...page.rows].reverse() }),
      ),
    ["unsorted"],
  ],
  [
    "is truncated",
    () =>
      spoiling(
        "listOrders",
        (_, nth) => nth === 1,
        (page) => ({ ...page, rows: page.rows.slice(0, 3) }),
      ),
    ["truncated"],
  ],
  [
    "has rows of tomorrow",
    () =>
      spoiling(
        "listOrders",
        (_, nth) => nth === 1,
        (page) => ({
          ...page,
          rows: page.rows.map((row, at) =>
            at === 0 ? ({ ...(row as object), createdAt: new Date(engine.now().getTime() + DAY_MS) } as never) : row,
          ),
        }),
      ),
    ["future"],
  ],
  [
    "has rows without a time",
    () =>
      spoiling(
        "listWalletLines",
        (_, nth) => nth === 1,
        (page) => ({
          ...page,
          rows: page.rows.map((row, at) => (at === 0 ? ({ ...(row as object), at: null } as never) : row)),
        }),
      ),
    ["timeless"],
  ],
  [
    "has rows of another time than was asked for",
    () =>
      spoiling(
        "listOrders",
        (_, nth) => nth === 1,
        (page) => ({
          ...page,
          rows: page.rows.map((row, at) =>
            at === 0
              ? ({ ...(row as object), createdAt: new Date(engine.now().getTime() - 90 * DAY_MS) } as never)
              : row,
          ),
        }),
      ),
    ["outside"],
  ],
];

test.each(spoilt)("a page that %s changes nothing, and is reported", async (_name, change, kinds) => {
  const before = await reconcileNow(engine);
  const mirrors = await countMirrors(engine);
  const after = await reconcileNow(engine, change());
  expect(gist(after)).toEqual(gist(before));
  expect(await countMirrors(engine)).toEqual(mirrors);
  expect([...new Set(after.faults.map((fault) => fault.split(" ")[2]))]).toEqual(kinds);
});

test("a line that is told otherwise than the first time changes nothing, and is reported", async () => {
  const before = await reconcileNow(engine);
  const after = await reconcileNow(
    engine,
    spoiling(
      "listWalletLines",
      (_, nth) => nth === 1,
      (page) => ({
        ...page,
        rows: page.rows.map((row, at) => (at === 0 ? ({ ...(row as object), amountCentimes: 1n } as never) : row)),
      }),
    ),
  );
  expect(gist(after)).toEqual(gist(before));
  expect(after.faults).toEqual([expect.stringMatching(/^lines 1 rewritten$/)]);
});

test("an answer that is cut off on the wire is reported, waited out, and asked for again", async () => {
  const before = await reconcileNow(engine);
  engine.sandbox.model.faults.arm([
    { endpoint: "list", kind: "truncated-json" },
    { endpoint: "transactions", kind: "accept-then-502" },
    { endpoint: "balance", kind: "empty-body" },
  ]);
  const after = await reconcileNow(engine);
  expect(gist(after)).toEqual(gist(before));
  expect(after.faults).toEqual(["orders 1 unreadable", "balance null unreadable"]);
});

test("where a page stays truncated, nothing is concluded from what it does not hold", async () => {
  const orderId = await engine.sell({ dinars: 500 });
  await engine.run(24_000, 4_000);
  engine.pass(SETTLING_MS);
  const hidden = (await engine.order(orderId)).topup_id;
  const without = spoiling(
    "listOrders",
    () => true,
    (page) => ({
      ...page,
      rows: page.rows.filter((row) => (row as { topupId: string }).topupId !== hidden),
    }),
  );
  const concluded = await reconcileNow(engine, without);
  expect(concluded.run).toMatchObject({ is_whole: false, rest_centimes: 0n });
  expect(concluded.findings.filter((one) => one.order_id === orderId)).toEqual([]);
  expect(concluded.faults).toContain("orders 1 truncated");
  // The next run goes back to what was not read whole, and then there is nothing to say.
  const next = await reconcileNow(engine);
  expect(next.run).toMatchObject({ is_whole: true, rest_centimes: 0n });
  expect(next.findings.filter((one) => one.order_id === orderId)).toEqual([]);
});
