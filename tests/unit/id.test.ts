import { expect, test } from "vitest";
import { mintOrderId, ORDER_ID_PATTERN } from "@/lib/id";
import { placeOrderSchema } from "@/lib/orders/schema";

const NOW = Date.UTC(2026, 1, 3, 9, 14, 7, 881);

test("an id is a UUIDv7 that bears its millisecond", () => {
  const id = mintOrderId(NOW);
  expect(id).toMatch(ORDER_ID_PATTERN);
  expect(Number.parseInt(id.replaceAll("-", "").slice(0, 12), 16)).toBe(NOW);
});

test("ids of later milliseconds sort later, also past the thirty-two bits", () => {
  const at = [0, 2 ** 32 - 1, 2 ** 32, NOW, NOW + 1, 2 ** 47];
  const ids = at.map((ms) => mintOrderId(ms));
  expect([...ids].sort()).toEqual(ids);
});

test("ten thousand of one millisecond are ten thousand", () => {
  expect(new Set(Array.from({ length: 10_000 }, () => mintOrderId(NOW))).size).toBe(10_000);
});

test.each([
  "019C22C8-2138-7B48-88A4-A0528814ABE1",
  "019c22c8-2138-4b48-88a4-a0528814abe1",
  "019c22c8-2138-7b48-c8a4-a0528814abe1",
  "019c22c821387b4888a4a0528814abe1",
  "{019c22c8-2138-7b48-88a4-a0528814abe1}",
  "019c22c8-2138-7b48-88a4-a0528814abe1 ",
  "019c22c8-2138-7b48-88a4-a0528814abe1\n",
  "",
])("%j is not an order id", (text) => {
  expect(ORDER_ID_PATTERN.test(text)).toBe(false);
});

const form = {
  orderId: mintOrderId(NOW),
  msisdn: "0661 23 45 67",
  amount: "500",
  planCode: "PREPAID_MOBILIS",
  isRepeat: false,
  originOrderId: null,
};

test("the counter's form is taken as typed", () => {
  expect(placeOrderSchema.safeParse(form).success).toBe(true);
  expect(placeOrderSchema.safeParse({ ...form, originOrderId: mintOrderId(NOW), isRepeat: true }).success).toBe(true);
});

test.each([
  { orderId: "1" },
  { orderId: undefined },
  { msisdn: 661234567 },
  { msisdn: "0".repeat(65) },
  { amount: 500 },
  { amount: "5".repeat(33) },
  { planCode: "" },
  { planCode: "P".repeat(65) },
  { planCode: "PREPAID\u0000MOBILIS" },
  { isRepeat: "true" },
  { originOrderId: "" },
  { shopId: 2 },
  { chargeCentimes: "1" },
])("a forged form is not understood: %j", (change) => {
  expect(placeOrderSchema.safeParse({ ...form, ...change }).success).toBe(false);
});
