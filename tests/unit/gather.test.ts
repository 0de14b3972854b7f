import fc from "fast-check";
import { expect, test } from "vitest";
import { createGatherer, type GathererOptions } from "@/lib/gather";
import { ok } from "@/lib/result";

const UNDONE = new Error("nothing was kept");

/** A gatherer of numbers that are doubled when the test lets their batch go. */
function scene(change: Partial<GathererOptions<number, number>> = {}) {
  const batches: { items: readonly number[]; go: (error?: unknown) => void }[] = [];
  const gatherer = createGatherer<number, number>({
    run: async (items) => {
      await new Promise<void>((resolve, reject) => {
        batches.push({ items, go: (error) => (error === undefined ? resolve() : reject(error as Error)) });
      });
      return items.map((item) => item * 2);
    },
    batchMax: 4,
    runningMax: 1,
    queueMax: 10,
    isUndone: (error) => error === UNDONE,
    ...change,
  });
  return { gatherer, batches, items: () => batches.map((batch) => batch.items) };
}

const settle = () => new Promise((resolve) => setImmediate(resolve));

test("whoever comes alone goes at once", async () => {
  const { gatherer, batches } = scene();
  const answer = gatherer.gather(7);
  await Promise.resolve();
  expect(batches.map(({ items }) => items)).toEqual([[7]]);
  batches[0]?.go();
  expect(await answer).toEqual(ok(14));
});

test("while one batch is under way the next one fills, up to its size, and each gets its own answer", async () => {
  const { gatherer, batches, items } = scene();
  const first = gatherer.gather(0);
  await settle();
  const rest = [1, 2, 3, 4, 5].map((item) => gatherer.gather(item));
  await settle();
  expect(items()).toEqual([[0]]);
  batches[0]?.go();
  expect(await first).toEqual(ok(0));
  await settle();
  expect(items()).toEqual([[0], [1, 2, 3, 4]]);
  batches[1]?.go();
  await settle();
  batches[2]?.go();
  expect(await Promise.all(rest)).toEqual([2, 4, 6, 8, 10].map(ok));
});

test("no more batches are under way than are meant to be", async () => {
  const { gatherer, items } = scene({ runningMax: 2, batchMax: 1 });
  void [1, 2, 3].map((item) => gatherer.gather(item));
  await settle();
  expect(items()).toEqual([[1], [2]]);
});

test("a full queue refuses, and what is in it is not disturbed", async () => {
  const { gatherer, batches } = scene({ queueMax: 2 });
  const first = gatherer.gather(1);
  await settle();
  const [second, third, fourth] = [2, 3, 4].map((item) => gatherer.gather(item));
  expect(await fourth).toEqual({ ok: false, error: { code: "busy" } });
  batches[0]?.go();
  await settle();
  batches[1]?.go();
  expect(await Promise.all([first, second, third])).toEqual([2, 4, 6].map(ok));
});

test("a batch that left nothing behind is repeated one by one: only the guilty one fails", async () => {
  const tried: (readonly number[])[] = [];
  const { gatherer } = scene({
    run: (items) => {
      tried.push(items);
      if (items.includes(13)) return Promise.reject(UNDONE);
      return Promise.resolve(items.map((item) => item * 2));
    },
  });
  const answers = await Promise.allSettled([1, 13, 2].map((item) => gatherer.gather(item)));
  expect(tried).toEqual([[1, 13, 2], [1], [13], [2]]);
  expect(answers).toEqual([
    { status: "fulfilled", value: ok(2) },
    { status: "rejected", reason: UNDONE },
    { status: "fulfilled", value: ok(4) },
  ]);
});

test("a batch that may have been kept is not repeated", async () => {
  const { gatherer, batches } = scene();
  const answers = Promise.allSettled([1, 2].map((item) => gatherer.gather(item)));
  await settle();
  batches[0]?.go(new Error("the connection is gone"));
  expect((await answers).map(({ status }) => status)).toEqual(["rejected", "rejected"]);
  const next = gatherer.gather(3);
  await settle();
  expect(batches).toHaveLength(2);
  batches[1]?.go();
  expect(await next).toEqual(ok(6));
});

test("an answer too few is a bug, and is told to everybody of the batch", async () => {
  const { gatherer } = scene({ run: () => Promise.resolve([1]) });
  const answers = await Promise.allSettled([1, 2].map((item) => gatherer.gather(item)));
  expect(answers.map(({ status }) => status)).toEqual(["rejected", "rejected"]);
});

test("two of the same key are never in one batch, and stay in their order", async () => {
  const { gatherer, batches, items } = scene({ keyOf: (item) => String(item % 10) });
  void [1, 11, 2, 21].map((item) => gatherer.gather(item));
  for (const batch of [0, 1, 2]) {
    await settle();
    batches[batch]?.go();
  }
  await settle();
  expect(items()).toEqual([[1, 2], [11], [21]]);
});

test("whatever comes whenever: every item is worked on once, in order, and answered with its own", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.nat({ max: 3 }), { maxLength: 40 }),
      fc.integer({ min: 1, max: 5 }),
      async (pauses, batchMax) => {
        const seen: number[] = [];
        const gatherer = createGatherer<number, number>({
          run: async (items) => {
            seen.push(...items);
            await settle();
            return items.map((item) => item * 2);
          },
          batchMax,
          runningMax: 1,
          queueMax: 1_000,
          isUndone: () => false,
        });
        const answers: Promise<unknown>[] = [];
        for (const [index, pause] of pauses.entries()) {
          answers.push(gatherer.gather(index));
          for (let turn = 0; turn < pause; turn += 1) await Promise.resolve();
          if (pause === 3) await settle();
        }
        expect(await Promise.all(answers)).toEqual(pauses.map((_, index) => ok(index * 2)));
        expect(seen).toEqual(pauses.map((_, index) => index));
      },
    ),
    { numRuns: 100 },
  );
});

test("a lane is in one batch at a time; other lanes go beside it, and who waits for theirs stays in order", async () => {
  const { gatherer, batches, items } = scene({ runningMax: 2, batchMax: 10, laneOf: (item) => String(item % 10) });
  void gatherer.gather(1);
  await settle();
  void [11, 2, 21, 12].map((item) => gatherer.gather(item));
  await settle();
  expect(items()).toEqual([[1], [2, 12]]);
  void gatherer.gather(31);
  batches[1]?.go();
  await settle();
  expect(items()).toEqual([[1], [2, 12]]);
  batches[0]?.go();
  await settle();
  expect(items()).toEqual([[1], [2, 12], [11, 21, 31]]);
});

test("lanes that come together are shared out among the batches that may start, in shares worth a batch", async () => {
  const laneOf = (item: number) => String(item % 10);
  const shared = scene({ runningMax: 2, batchMax: 10, laneOf, shareMin: 2 });
  void [1, 2, 3, 4, 11].map((item) => shared.gatherer.gather(item));
  await settle();
  expect(shared.items()).toEqual([[1, 2, 3, 11], [4]]);
  const few = scene({ runningMax: 2, batchMax: 10, laneOf, shareMin: 4 });
  void [1, 2, 3, 4].map((item) => few.gatherer.gather(item));
  await settle();
  expect(few.items()).toEqual([[1, 2, 3, 4]]);
});

test("with lanes, whatever comes whenever: each once, in its lane's order, and never two batches of a lane at once", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.record({ lane: fc.nat({ max: 3 }), pause: fc.nat({ max: 3 }) }), { maxLength: 40 }),
      fc.integer({ min: 1, max: 5 }),
      fc.integer({ min: 1, max: 3 }),
      async (arrivals, batchMax, runningMax) => {
        const laneOf = (item: number) => String(arrivals[item]?.lane);
        const seen: number[] = [];
        const underWay = new Set<string>();
        const gatherer = createGatherer<number, number>({
          run: async (items) => {
            const lanes = new Set(items.map(laneOf));
            for (const lane of lanes) expect(underWay.has(lane)).toBe(false);
            for (const lane of lanes) underWay.add(lane);
            seen.push(...items);
            for (let turn = 0; turn <= (items[0] ?? 0) % 3; turn += 1) await settle();
            for (const lane of lanes) underWay.delete(lane);
            return items.map((item) => item * 2);
          },
          batchMax,
          runningMax,
          queueMax: 1_000,
          isUndone: () => false,
          laneOf,
        });
        const answers: Promise<unknown>[] = [];
        for (const [index, { pause }] of arrivals.entries()) {
          answers.push(gatherer.gather(index));
          for (let turn = 0; turn < pause; turn += 1) await Promise.resolve();
          if (pause === 3) await settle();
        }
        expect(await Promise.all(answers)).toEqual(arrivals.map((_, index) => ok(index * 2)));
        for (const lane of ["0", "1", "2", "3"]) {
          const own = seen.filter((item) => laneOf(item) === lane);
          expect(own).toEqual(own.toSorted((a, b) => a - b));
        }
        expect(seen.toSorted((a, b) => a - b)).toEqual(arrivals.map((_, index) => index));
      },
    ),
    { numRuns: 100 },
  );
});
