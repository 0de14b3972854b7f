import { afterEach, expect, test } from "vitest";
import { claimLooks, claimSends } from "@/lib/orders/claim-orders";
import { dispatchOrder } from "@/lib/orders/dispatch-orders";
import { lookUpOrder } from "@/lib/orders/look-up-orders";
import type { FaultKind } from "@/sandbox/model/faults";
import { useEngine } from "../support/engine";
import { findLies } from "../support/truth";

/**
 * An order is left at each point where a process, a connection or an answer can be lost. Whoever ticks next must bring it to
 * the one right end: delivered once, paid once.
 */
const waiting: (() => void)[] = [];
const engine = useEngine({
  // The delays of faults pass when a test says so.
  sandbox: { wait: () => new Promise((resolve) => void waiting.push(resolve)) },
});

afterEach(() => {
  engine.sandbox.model.faults.clear();
  for (const resolve of waiting.splice(0)) resolve();
});

async function strandAfterClaim(orderId: string): Promise<void> {
  expect(await claimSends(engine.deps, 1, orderId)).toHaveLength(1);
}

async function strandAfterPost(orderId: string): Promise<void> {
  const [order] = await claimSends(engine.deps, 1, orderId);
  if (!order) throw new Error("not claimed");
  const sent = { planCode: order.planCode, msisdn: order.msisdn, amountDinars: 500, ref: order.id };
  expect(await engine.deps.upstream.send(sent)).toMatchObject({ kind: "accepted" });
}

async function strandAfterLook(orderId: string): Promise<void> {
  await dispatchOrder(engine.deps, orderId);
  engine.pass(20_000);
  const [order] = await claimLooks(engine.deps, 1, orderId);
  if (!order) throw new Error("not claimed");
  expect(await lookUpOrder(engine.deps, order, "+213550112233")).toMatchObject({ word: "seen", toStatus: "fulfilled" });
}

function strandByFault(kind: FaultKind): (orderId: string) => Promise<void> {
  return async (orderId) => {
    expect(
      engine.sandbox.model.faults.arm([{ endpoint: "send", kind, ...(kind.startsWith("delay") && { ms: 1 }) }]),
    ).toBeNull();
    await dispatchOrder(engine.depsWith({ sendMs: kind.startsWith("delay") ? 60 : 10_000 }), orderId);
    expect(await engine.order(orderId)).toMatchObject({ status: "sending", doubt_count: 1, topup_id: null });
  };
}

const points: { name: string; strand: (orderId: string) => Promise<void>; posts: number; attempts: number }[] = [
  { name: "placed, never dispatched", strand: async () => undefined, posts: 1, attempts: 1 },
  { name: "claimed, never posted", strand: strandAfterClaim, posts: 1, attempts: 2 },
  { name: "posted and accepted, the answer never applied", strand: strandAfterPost, posts: 1, attempts: 1 },
  { name: "looked up, what was found never applied", strand: strandAfterLook, posts: 1, attempts: 1 },
  {
    name: "the connection cut before anything was done",
    strand: strandByFault("drop-before-accept"),
    posts: 2,
    attempts: 2,
  },
  { name: "an error before anything was done", strand: strandByFault("error-before-accept"), posts: 2, attempts: 2 },
  { name: "a proxy's page instead of the service", strand: strandByFault("html"), posts: 2, attempts: 2 },
  { name: "the router's 404", strand: strandByFault("router-not-found"), posts: 2, attempts: 2 },
  ...(
    [
      "accept-then-drop",
      "accept-then-cut",
      "accept-then-500",
      "accept-then-502",
      "accept-then-504",
      "accept-then-html",
      "truncated-json",
      "empty-body",
      "success-without-id",
      "delay",
    ] as const
  ).map((kind) => ({ name: `accepted, then ${kind}`, strand: strandByFault(kind), posts: 1, attempts: 1 })),
];

test.each(points)("$name: delivered once, paid once", async ({ strand, posts, attempts }) => {
  const before = await engine.balances();
  const orderId = await engine.sell();
  await strand(orderId);
  expect(await engine.balances()).toMatchObject({ float: before.float! - 49_000n, held: before.held! + 49_000n });
  await engine.run(180_000, 5_000);
  expect(await engine.order(orderId)).toMatchObject({ status: "fulfilled", send_count: attempts, due_at: null });
  expect(engine.sendsOf(orderId)).toBe(posts);
  expect(await engine.balances()).toMatchObject({
    float: before.float! - 49_000n,
    held: before.held,
    sold: before.sold! + 49_000n,
  });
  expect(await findLies(engine)).toEqual([]);
});

test("a POST that arrives after its sender gave up and looked in vain is adopted, not repeated", async () => {
  const orderId = await engine.sell();
  await strandByFault("delay-before-accept")(orderId);
  await engine.run(20_000, 5_000);
  expect(await engine.order(orderId)).toMatchObject({ status: "sending", topup_id: null });
  await arrive(orderId);
  await engine.run(30_000, 5_000);
  expect(await engine.order(orderId)).toMatchObject({ status: "fulfilled", send_count: 1 });
  expect(await findLies(engine)).toEqual([]);
});

test("a POST that arrives after it was repeated is refused as a duplicate of the repetition", async () => {
  const orderId = await engine.sell();
  await strandByFault("delay-before-accept")(orderId);
  await engine.run(80_000, 5_000);
  expect(await engine.order(orderId)).toMatchObject({ send_count: 2 });
  for (const resolve of waiting.splice(0)) resolve();
  await engine.run(60_000, 5_000);
  expect(await engine.order(orderId)).toMatchObject({ status: "fulfilled", send_count: 2 });
  expect(await findLies(engine)).toEqual([]);
});

/** Lets the delayed request through and waits until the provider has it. */
async function arrive(orderId: string): Promise<void> {
  for (const resolve of waiting.splice(0)) resolve();
  for (let turn = 0; turn < 1_000 && !engine.sandbox.model.provider.book("sandbox").hasRef(orderId); turn += 1) {
    await new Promise((resolve) => setImmediate(resolve));
  }
}

test("a crash of the whole engine for three days loses nothing that the provider knows", async () => {
  const orderId = await engine.sell();
  await strandAfterPost(orderId);
  engine.pass(3 * 24 * 60 * 60_000);
  await engine.tick();
  expect(await engine.order(orderId)).toMatchObject({ status: "fulfilled" });
  expect(await findLies(engine)).toEqual([]);
});
