import { expect, test } from "@/tests/support/e2e-test";
import { captureCall, expectAnswer, forge, type Call } from "@/tests/support/e2e-action";
import type { Counter } from "@/tests/support/e2e-counter";
import { Shop } from "@/tests/support/e2e-shop";
import { mintOrderId } from "@/lib/id";

type Sale = Record<string, unknown> & { orderId: string };

/** A sale really made, and the call that made it. */
async function makeSale(counter: Counter, number: string): Promise<{ call: Call; sale: Sale }> {
  await counter.open();
  await counter.fill(number, 300);
  const call = await captureCall(counter.page, () => counter.amount.press("Enter"));
  await expect(counter.number).toHaveValue("");
  const [sale] = JSON.parse(call.body) as [Sale];
  return { call, sale };
}

test("a replayed form is the same sale; with other values it is refused", async ({ counter, page, shop }) => {
  const { call, sale } = await makeSale(counter, "0661400001");
  await expectAnswer(await forge(page, call, [sale]), {
    ok: true,
    value: { isReplay: true, order: { id: sale.orderId } },
  });
  for (const change of [{ amount: "3000" }, { msisdn: "0661400009" }, { planCode: "FACTURE_MOBILIS" }]) {
    await expectAnswer(await forge(page, call, [{ ...sale, ...change }]), {
      ok: false,
      error: { code: "id_conflict" },
    });
  }
  expect(await shop.onlyOrder()).toMatchObject({ msisdn: "0661400001", faceCentimes: 30_000n });
});

test("forged plans, amounts and numbers are judged by the server as by the form", async ({ counter, page, shop }) => {
  const { call, sale } = await makeSale(counter, "0661400002");
  const attempt = async (change: Record<string, unknown>, error: Record<string, unknown>) =>
    expectAnswer(await forge(page, call, [{ ...sale, orderId: mintOrderId(), msisdn: "0661400003", ...change }]), {
      ok: false,
      error,
    });
  await attempt({ planCode: "PREPAID_NOBODY" }, { code: "plan_unavailable" });
  await attempt({ planCode: "MIX2000_MOBILIS", amount: "2000" }, { code: "plan_unavailable" });
  await attempt({ planCode: "GETMENU_Mobilis" }, { code: "plan_unavailable" });
  await attempt(
    { planCode: "MIX500_MOBILIS", amount: "50" },
    { code: "amount_out_of_range", minCentimes: "50000", maxCentimes: "50000" },
  );
  await attempt({ amount: "4000" }, { code: "amount_out_of_range", minCentimes: "4000", maxCentimes: "399900" });
  await attempt({ amount: "0" }, { code: "bad_amount", reason: "zero" });
  await attempt({ amount: "-5" }, { code: "bad_amount", reason: "negative" });
  await attempt({ amount: "1.5" }, { code: "bad_amount", reason: "fractional" });
  await attempt({ amount: "1e9" }, { code: "bad_amount", reason: "scientific" });
  await attempt({ msisdn: "+33661234567" }, { code: "bad_number", reason: "foreign" });
  await attempt({ msisdn: "066140000" }, { code: "bad_number", reason: "too_short" });
  await attempt(
    { planCode: "FACTURE_MOBILIS", amount: "50000" },
    { code: "insufficient_balance", chargeCentimes: "4900000", floatCentimes: "1970600" },
  );
  expect(await shop.orders()).toHaveLength(1);
});

test("what no form of ours sends is not understood", async ({ counter, page, shop }) => {
  const { call, sale } = await makeSale(counter, "0661400004");
  const bodies = [
    [{ ...sale, orderId: "1" }],
    [{ ...sale, orderId: sale.orderId.toUpperCase() }],
    [{ ...sale, orderId: mintOrderId(), extra: true }],
    [{ ...sale, orderId: mintOrderId(), amount: 300 }],
    [{ ...sale, orderId: mintOrderId(), msisdn: "0".repeat(65) }],
    [null],
    [],
    [[sale]],
  ];
  for (const body of bodies) {
    await expectAnswer(await forge(page, call, body), { ok: false, error: { code: "not_understood" } });
  }
  expect(await shop.orders()).toHaveLength(1);
});

test("another shop's order is nobody's origin, and its id is taken", async ({ counter, page, shop, world }) => {
  const { call, sale } = await makeSale(counter, "0661400005");
  const neighbour = await Shop.open(world);
  const [theirs] = await neighbour.place([{ number: "0771400001", dinars: 300 }]);
  await expectAnswer(await forge(page, call, [{ ...sale, orderId: theirs }]), {
    ok: false,
    error: { code: "id_conflict" },
  });
  const own = { ...sale, orderId: mintOrderId(), msisdn: "0661400006", originOrderId: theirs };
  await expectAnswer(await forge(page, call, [own]), { ok: true, value: { order: { msisdn: "0661400006" } } });
  const [, second] = await shop.orders();
  expect(second?.originOrderId, "no line leads from shop to shop").toBeNull();
  expect(await neighbour.onlyOrder()).toMatchObject({ id: theirs, msisdn: "0771400001" });
});

test("without a session nothing is sold, and the answer says so", async ({ counter, openAs, shop }) => {
  const { call, sale } = await makeSale(counter, "0661400007");
  const stranger = await openAs(null);
  const fresh = { ...sale, orderId: mintOrderId(), msisdn: "0661400008" };
  await expectAnswer(await forge(stranger, call, [fresh]), { ok: false, error: { code: "signed_out" } });
  await stranger.context().addCookies([{ name: "next-auth.session-token", value: "forged.token", url: call.url }]);
  await expectAnswer(await forge(stranger, call, [fresh]), { ok: false, error: { code: "signed_out" } });
  expect(await shop.orders()).toHaveLength(1);
});

test("a body of a megabyte is refused, and the server goes on", async ({ counter, page, shop }) => {
  const { call, sale } = await makeSale(counter, "0661400010");
  const response = await forge(page, call, [{ ...sale, orderId: mintOrderId(), planCode: "x".repeat(1_048_576) }]);
  expect(response.status()).toBeGreaterThanOrEqual(400);
  expect(await response.text()).not.toMatch(/node_modules|\.next\/|at [A-Za-z]+ \(/);
  await expectAnswer(await forge(page, call, [sale]), { ok: true, value: { isReplay: true } });
  expect(await shop.orders()).toHaveLength(1);
});

test("a call from another site is turned away", async ({ counter, page, shop }) => {
  const { call, sale } = await makeSale(counter, "0661400011");
  const response = await page.request.post(call.url, {
    headers: { ...call.headers, origin: "https://evil.example" },
    data: JSON.stringify([{ ...sale, orderId: mintOrderId(), msisdn: "0661400012" }]),
  });
  expect(response.status()).toBeGreaterThanOrEqual(400);
  expect(await shop.orders()).toHaveLength(1);
});
