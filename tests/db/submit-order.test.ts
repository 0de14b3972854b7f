import { expect, test } from "vitest";
import type { Session } from "@/lib/auth/types";
import { mintOrderId } from "@/lib/id";
import { findOrder } from "@/lib/orders/queries";
import type { PlaceOrderInput } from "@/lib/orders/schema";
import { submitOrder } from "@/lib/orders/submit-order";
import { freshNumber, useEngine } from "../support/engine";

/** The counter's form, from what was typed to what was saved. In real time: this is the one path that takes no clock from outside. */
const engine = useEngine();

function session(): Session {
  const { shopId, staffId } = engine;
  return { shopId, staffId, shopName: "A shop", userName: "cashier", displayName: "Cashier", role: "cashier" };
}

function form(change: Partial<PlaceOrderInput> = {}): PlaceOrderInput {
  const orderId = mintOrderId();
  return {
    orderId,
    msisdn: freshNumber(),
    amount: "100",
    planCode: "PREPAID_DJEZZY",
    isRepeat: false,
    originOrderId: null,
    ...change,
  };
}

const submit = (change: Partial<PlaceOrderInput> = {}) => submitOrder(engine.deps, session(), form(change));

async function countRows(): Promise<unknown> {
  const [row] = await engine.database.sql`
    select (select count(*) from orders) as orders, (select count(*) from order_events) as events, (select count(*) from transfers) as transfers,
      (select sum(balance_centimes) from accounts where kind = 'float') as float`;
  return { ...row };
}

test("what is shown at once is what was saved, without reading it back", async () => {
  const submitted = await submit({ amount: "1 500" });
  if (!submitted.ok) throw new Error(submitted.error.code);
  expect(submitted.value).toMatchObject({
    isReplay: false,
    order: { status: "queued", faceCentimes: "150000", chargeCentimes: "147000" },
  });
  expect(submitted.value.order).toEqual(await findOrder(engine.database.db, engine.shopId, submitted.value.order.id));
  const { float, held } = await engine.balances();
  expect(submitted.value.balance).toEqual({ floatCentimes: String(float), heldCentimes: String(held) });
});

test.each(["0770 12 34 01", "0770.12.34.02", "+213770123403", "00213 770 12 34 04", "٠٧٧٠١٢٣٤٠٥", "770123406"])(
  "a number typed as %s is understood and kept in one form",
  async (msisdn) => {
    const submitted = await submit({ msisdn });
    if (!submitted.ok) throw new Error(submitted.error.code);
    expect(submitted.value.order.msisdn).toMatch(/^07701234\d\d$/);
  },
);

test.each<[Partial<PlaceOrderInput>, object]>([
  [{ msisdn: "" }, { code: "bad_number", reason: "too_short" }],
  [{ msisdn: "0770 12 34" }, { code: "bad_number", reason: "too_short" }],
  [{ msisdn: "0770 12 34 56 7" }, { code: "bad_number", reason: "too_long" }],
  [{ msisdn: "+33 6 12 34 56 78" }, { code: "bad_number", reason: "foreign" }],
  [{ msisdn: "021 23 45 67" }, { code: "bad_number", reason: "landline" }],
  [{ msisdn: "0870123456" }, { code: "bad_number", reason: "not_mobile" }],
  [{ msisdn: "number" }, { code: "bad_number", reason: "not_a_number" }],
  [{ msisdn: "0770123456'; drop table orders; --" }, { code: "bad_number" }],
  [{ amount: "" }, { code: "bad_amount", reason: "empty" }],
  [{ amount: "0" }, { code: "bad_amount", reason: "zero" }],
  [{ amount: "-100" }, { code: "bad_amount", reason: "negative" }],
  [{ amount: "99.5" }, { code: "bad_amount", reason: "fractional" }],
  [{ amount: "1e9" }, { code: "bad_amount", reason: "scientific" }],
  [{ amount: "99999999999999999999" }, { code: "bad_amount", reason: "too_large" }],
  [{ amount: "many" }, { code: "bad_amount", reason: "not_a_number" }],
  [{ amount: "99" }, { code: "amount_out_of_range", minCentimes: "10000", maxCentimes: "1000000" }],
  [{ amount: "10001" }, { code: "amount_out_of_range", minCentimes: "10000", maxCentimes: "1000000" }],
  [{ amount: "100000000" }, { code: "amount_out_of_range" }],
  [{ planCode: "PREPAID_VENUS" }, { code: "plan_unavailable" }],
  [{ planCode: "' or 1=1 --" }, { code: "plan_unavailable" }],
  [{ planCode: "GETMENU_Djezzy" }, { code: "plan_unavailable" }],
  [{ planCode: "DATA1GB_DJEZZY", amount: "300" }, { code: "plan_unavailable" }],
])("%j is refused in words, and nothing is saved", async (change, error) => {
  const before = await countRows();
  expect(await submit(change)).toMatchObject({ ok: false, error });
  expect(await countRows()).toEqual(before);
});

test("beyond the balance: both figures are said, and nothing is saved", async () => {
  const { shopId, staffId } = await engine.openShop(50);
  const before = await countRows();
  const answer = await submitOrder(engine.deps, { ...session(), shopId, staffId }, form());
  expect(answer).toEqual({
    ok: false,
    error: { code: "insufficient_balance", chargeCentimes: "9800", floatCentimes: "5000" },
  });
  expect(await countRows()).toEqual(before);
});

test("a form sent twice is one sale; sent again with other values it is refused", async () => {
  const typed = form();
  const send = (change: Partial<PlaceOrderInput> = {}) => submitOrder(engine.deps, session(), { ...typed, ...change });
  expect(await send()).toMatchObject({ ok: true, value: { isReplay: false } });
  const before = await countRows();
  expect(await send()).toMatchObject({ ok: true, value: { isReplay: true, order: { id: typed.orderId } } });
  // The same number in other clothes is the same number.
  expect(await send({ msisdn: `+213${typed.msisdn.slice(1)}`, amount: "100 DA" })).toMatchObject({
    ok: true,
    value: { isReplay: true },
  });
  expect(await send({ amount: "200" })).toEqual({ ok: false, error: { code: "id_conflict" } });
  expect(await send({ msisdn: freshNumber() })).toEqual({ ok: false, error: { code: "id_conflict" } });
  expect(await countRows()).toEqual(before);
});

test("a double click on two connections is one sale", async () => {
  const typed = form();
  const answers = await Promise.all([
    submitOrder(engine.deps, session(), typed),
    submitOrder(engine.twin, session(), typed),
    submitOrder(engine.deps, session(), typed),
    submitOrder(engine.twin, session(), typed),
  ]);
  expect(answers.every((answer) => answer.ok && answer.value.order.id === typed.orderId)).toBe(true);
  expect(answers.filter((answer) => answer.ok && !answer.value.isReplay)).toHaveLength(1);
});

test("the same sale a moment later asks first, and says which one it means", async () => {
  const typed = form();
  await submitOrder(engine.deps, session(), typed);
  const again = form({ msisdn: typed.msisdn });
  expect(await submitOrder(engine.deps, session(), again)).toMatchObject({
    ok: false,
    error: { code: "duplicate_recent", otherOrderId: typed.orderId },
  });
  // The very same form, once the person has said yes.
  expect(await submitOrder(engine.deps, session(), { ...again, isRepeat: true })).toMatchObject({
    ok: true,
    value: { isReplay: false, order: { isRepeat: true } },
  });
});
