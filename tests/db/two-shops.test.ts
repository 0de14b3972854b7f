import { beforeAll, expect, test } from "vitest";
import type { Session } from "@/lib/auth/types";
import type { ShopId } from "@/lib/id";
import { getBalance, listOrderTransfers, listStatement } from "@/lib/ledger/queries";
import { cancelOrder } from "@/lib/orders/cancel-order";
import { checkOrder } from "@/lib/orders/check-order";
import { listLiveMessages } from "@/lib/orders/list-live-messages";
import { findOrder, findOrderDetail, listOrders, listOrdersById, listSellers } from "@/lib/orders/queries";
import { submitOrder } from "@/lib/orders/submit-order";
import { freshNumber, useEngine } from "../support/engine";
import { findLies } from "../support/truth";

/** Another shop's order is an order that does not exist: for every reading, and for every command. */
const engine = useEngine();
let other: { shopId: ShopId; staffId: number };
let ours: string;
let theirs: string;

beforeAll(async () => {
  other = await engine.openShop(10_000);
  ours = await engine.sell();
  theirs = await engine.sell({ ...other });
  await engine.sell({ originOrderId: ours });
  await engine.run(30_000, 5_000);
});

const db = () => engine.database.db;

function sessionOf({ shopId, staffId }: { shopId: ShopId; staffId: number }): Session {
  return { shopId, staffId, shopName: "A shop", userName: "someone", displayName: "Someone", role: "owner" };
}

test("what one shop can read of its own order, the other cannot", async () => {
  expect(await findOrder(db(), engine.shopId, ours)).toMatchObject({ id: ours });
  expect(await findOrder(db(), other.shopId, ours)).toBeNull();
  expect(await findOrderDetail(db(), engine.shopId, ours, true)).toMatchObject({
    id: ours,
    followUps: [{ status: "fulfilled" }],
  });
  expect(await findOrderDetail(db(), other.shopId, ours, true)).toBeNull();
  expect(await listOrdersById(db(), engine.shopId, [ours, theirs])).toMatchObject([{ id: ours }]);
  expect(await listOrdersById(db(), other.shopId, [ours, theirs])).toMatchObject([{ id: theirs }]);
  const asks = [engine.shopId, other.shopId].map((shopId) => ({
    kind: "orders" as const,
    shopId,
    orderIds: [ours, theirs],
  }));
  expect(await listLiveMessages(db(), asks)).toMatchObject([{ orders: [{ id: ours }] }, { orders: [{ id: theirs }] }]);
  expect(await listOrderTransfers(db(), engine.shopId, ours)).toHaveLength(2);
  expect(await listOrderTransfers(db(), other.shopId, ours)).toEqual([]);
});

test("lists, statements, balances and sellers are each shop's own", async () => {
  const { rows, countCapped } = await listOrders(db(), other.shopId, {}, null);
  expect([rows.map((row) => row.id), countCapped]).toEqual([[theirs], 1]);
  const { msisdn } = await engine.order(ours);
  expect((await listOrders(db(), other.shopId, { q: String(msisdn) }, null)).rows).toEqual([]);
  expect((await listOrders(db(), other.shopId, { q: ours }, null)).rows).toEqual([]);
  expect((await listOrders(db(), other.shopId, { staffId: engine.staffId }, null)).rows).toEqual([]);
  const statement = await listStatement(db(), other.shopId, null);
  expect(statement.rows.map((row) => [row.kind, row.orderId])).toEqual([
    ["hold", theirs],
    ["deposit", null],
  ]);
  expect(await getBalance(db(), other.shopId)).toEqual({ floatCentimes: "951000", heldCentimes: "0" });
  expect(await listSellers(db(), other.shopId)).toMatchObject([{ staffId: other.staffId }]);
});

test("a cursor of one shop's list opens nothing in another's", async () => {
  const page = await listOrders(db(), engine.shopId, {}, null, 1);
  expect(page.nextCursor).not.toBeNull();
  const { rows } = await listOrders(db(), other.shopId, {}, page.nextCursor);
  expect(rows.every((row) => row.id === theirs)).toBe(true);
  const lines = await listStatement(db(), engine.shopId, null);
  const past = await listStatement(db(), other.shopId, Number(lines.rows[0]?.id));
  expect(past.rows.every((row) => row.orderId === theirs || row.kind === "deposit")).toBe(true);
});

test("a command on another shop's order is answered as one on no order, and does nothing", async () => {
  const waiting = await engine.sell();
  const stranger = sessionOf(other);
  const nobody = "019c22c8-2138-7b48-88a4-a0528814abe1";
  for (const id of [waiting, nobody]) {
    expect(await cancelOrder(engine.deps, stranger, id)).toEqual({ ok: false, error: { code: "not_found" } });
    expect(await checkOrder(engine.deps, stranger, id)).toEqual({ ok: false, error: { code: "not_found" } });
  }
  expect(await engine.order(waiting)).toMatchObject({ status: "queued", version: 1 });
  expect(await cancelOrder(engine.deps, sessionOf(engine), waiting)).toMatchObject({
    ok: true,
    value: { status: "cancelled" },
  });
  // Whoever did not hear the first answer presses again: it is cancelled, once.
  expect(await cancelOrder(engine.deps, sessionOf(engine), waiting)).toMatchObject({
    ok: true,
    value: { status: "cancelled" },
  });
  expect(await engine.events(waiting)).toEqual(["placed", "cancel"]);
  const sent = await engine.sell();
  await engine.tick();
  expect(await cancelOrder(engine.deps, sessionOf(engine), sent)).toEqual({
    ok: false,
    error: { code: "too_late_to_cancel" },
  });
  expect(await findLies(engine)).toEqual([]);
});

test("a form that bears another shop's order id is refused without a word about it", async () => {
  const form = {
    orderId: ours,
    msisdn: freshNumber(),
    amount: "500",
    planCode: "PREPAID_DJEZZY",
    isRepeat: false,
    originOrderId: null,
  };
  expect(await submitOrder(engine.deps, sessionOf(other), form)).toEqual({ ok: false, error: { code: "id_conflict" } });
});

test("checking now: a queued order is sent, one in flight is looked at, and not again at once", async () => {
  const session = sessionOf(engine);
  const orderId = await engine.sell();
  expect(await checkOrder(engine.deps, session, orderId)).toMatchObject({ ok: true, value: { status: "pending" } });
  engine.pass(16_000);
  const asks = await Promise.all([
    checkOrder(engine.deps, session, orderId),
    checkOrder(engine.twin, session, orderId),
  ]);
  expect(asks.some((answer) => answer.ok)).toBe(true);
  expect(await checkOrder(engine.deps, session, orderId)).toEqual({ ok: false, error: { code: "nothing_to_check" } });
  const uncertain = await engine.sell({ number: "0600000003" });
  await engine.run(20_000, 5_000);
  expect(await checkOrder(engine.deps, session, uncertain)).toMatchObject({ ok: true, value: { status: "uncertain" } });
  expect(await checkOrder(engine.deps, session, uncertain)).toEqual({ ok: false, error: { code: "checked_just_now" } });
  engine.pass(3_000);
  expect(await checkOrder(engine.deps, session, uncertain)).toMatchObject({ ok: true, value: { status: "uncertain" } });
});

test("asking ever so often while the POST is in the air repeats nothing", async () => {
  engine.sandbox.model.faults.arm([{ endpoint: "send", kind: "drop-before-accept" }]);
  const orderId = await engine.sell();
  for (let asked = 0; asked < 15; asked += 1) {
    await checkOrder(engine.deps, sessionOf(engine), orderId);
    engine.pass(3_000);
  }
  expect(await engine.order(orderId)).toMatchObject({ status: "sending", send_count: 1 });
  expect(engine.sendsOf(orderId)).toBe(1);
  await engine.run(90_000, 5_000);
  expect(await engine.order(orderId)).toMatchObject({ status: "fulfilled", send_count: 2 });
  expect(await findLies(engine)).toEqual([]);
});
