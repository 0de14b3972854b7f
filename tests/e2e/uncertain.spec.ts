import { expect, test } from "@/tests/support/e2e-test";
import type { Counter } from "@/tests/support/e2e-counter";
import type { OrderPage } from "@/tests/support/e2e-orders";
import type { Shop } from "@/tests/support/e2e-shop";

const UNKNOWN = "0600000003";

async function sellUncertain(counter: Counter, shop: Shop): Promise<string> {
  await counter.open();
  const row = await counter.sell(UNKNOWN, 500);
  await counter.expectStatus(row, "uncertain");
  return (await shop.onlyOrder()).id;
}

async function expectNoResend(order: OrderPage): Promise<void> {
  await expect(order.sendAgain).toHaveCount(0);
  await expect(order.cancel).toHaveCount(0);
  await expect(order.main.getByText("is not offered while the answer is open")).toBeVisible();
}

test("an uncertain sale says what to tell the customer, keeps the money held, and offers no resend", async ({
  counter,
  order,
  shop,
}) => {
  const id = await sellUncertain(counter, shop);
  const row = counter.rowOf(UNKNOWN);
  await expect(row).toContainText("Tell the customer: not confirmed yet, answer within 24 h. Do not send again.");
  await expect(row.getByRole("button")).toHaveCount(0);
  await order.open(id);
  await order.expectStatus("uncertain");
  await expect(order.main.getByText("What to tell the customer")).toBeVisible();
  await expect(order.main.getByText("Do not send it again: the customer might receive it twice.")).toBeVisible();
  await expectNoResend(order);
  expect(await shop.balances()).toEqual({ float: 1_951_000n, held: 49_000n, sold: 0n });
  expect(await shop.deliveries()).toEqual([]);
});

test("resolved by the provider as delivered: the screen follows, the money settles once", async ({
  counter,
  order,
  shop,
  world,
}) => {
  const id = await sellUncertain(counter, shop);
  await order.open(id);
  await world.provider.decide(id, "FULFILLED");
  await order.check();
  await order.expectStatus("fulfilled");
  await expect(order.main.getByText("The provider was asked: Delivered.")).toBeVisible();
  await expect(order.checkNow).toHaveCount(0);
  expect(await shop.balances()).toEqual({ float: 1_951_000n, held: 0n, sold: 49_000n });
  expect(await shop.deliveries()).toEqual([id]);
});

test("resolved by the provider as refunded: the money comes back, and only now may it be sent again", async ({
  counter,
  order,
  shop,
  world,
}) => {
  const id = await sellUncertain(counter, shop);
  await order.open(id);
  await expectNoResend(order);
  await world.provider.decide(id, "REFUNDED", { refund_message: "رقم غير صالح" });
  await order.check();
  await order.expectStatus("refunded");
  await expect(order.main.getByText("رقم غير صالح")).toBeVisible();
  await expect(order.sendAgain).toBeVisible();
  expect(await shop.balances()).toEqual({ float: 2_000_000n, held: 0n, sold: 0n });
  expect(await shop.deliveries()).toEqual([]);
});

test("an impatient second check is answered in words, and changes nothing", async ({ counter, order, shop }) => {
  const id = await sellUncertain(counter, shop);
  await order.open(id);
  await order.check();
  await expect(order.main.getByText("The provider was asked: Uncertain.")).toBeVisible();
  await order.checkNow.click();
  await expect(order.main.getByText("The provider was asked a moment ago.")).toBeVisible();
  expect(await shop.balances()).toEqual({ float: 1_951_000n, held: 49_000n, sold: 0n });
});
