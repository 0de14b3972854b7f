import { describe, expect, test } from "vitest";
import {
  canCancel,
  canLookUp,
  canMove,
  canSendAgain,
  FINAL_STATUSES,
  isFinal,
  isInFlight,
  isOrderStatus,
  ORDER_STATUSES,
  SETTLED_STATUSES,
  type OrderStatus,
} from "@/lib/orders/status";

/** The machine written a second time, as a picture: who may go where. A change to one must be meant in the other. */
const PICTURE = `
             queued sending pending handling uncertain fulfilled refunded rejected cancelled
  queued       .      x       .       .         .         .        .        .         x
  sending      x      .       x       x         x         x        x        x         .
  pending      .      .       .       x         x         x        x        .         .
  handling     .      .       .       .         x         x        x        .         .
  uncertain    .      .       .       .         .         x        x        x         .
  fulfilled    .      .       .       .         .         .        .        .         .
  refunded     .      .       .       .         .         .        .        .         .
  rejected     .      .       .       .         .         .        .        .         .
  cancelled    .      .       .       .         .         .        .        .         .`;

const [header = [], ...lines] = PICTURE.trim()
  .split("\n")
  .map((line) => line.trim().split(/\s+/));
const pairs = lines.flatMap(([from, ...marks]) => marks.map((mark, n) => ({ from, to: header[n], may: mark === "x" })));

const statusOf = (text: string | undefined): OrderStatus => {
  if (text === undefined || !isOrderStatus(text)) throw new Error(`no status ${text}`);
  return text;
};

test("the picture shows every pair", () => {
  expect(pairs).toHaveLength(81);
  expect(new Set(header)).toEqual(new Set(ORDER_STATUSES));
});

test.each(pairs)("$from → $to: $may", ({ from, to, may }) => {
  expect(canMove(statusOf(from), statusOf(to))).toBe(may);
});

describe("what the screens and the engine ask of a status", () => {
  const asked = (ask: (status: OrderStatus) => boolean) => ORDER_STATUSES.filter(ask);

  test("four are final, the others are in flight", () => {
    expect(FINAL_STATUSES).toEqual(["fulfilled", "refunded", "rejected", "cancelled"]);
    expect(asked(isFinal)).toEqual(FINAL_STATUSES);
    expect(asked(isInFlight)).toEqual(["queued", "sending", "pending", "handling", "uncertain"]);
  });

  test("only what has not left can be called back", () => {
    expect(asked(canCancel)).toEqual(["queued"]);
  });

  test("whatever has left and is not final can be asked for", () => {
    expect(asked(canLookUp)).toEqual(["sending", "pending", "handling", "uncertain"]);
  });

  test("selling the same again is offered only for what certainly did not arrive", () => {
    expect(asked(canSendAgain)).toEqual(["refunded", "rejected", "cancelled"]);
    expect(asked((status) => canSendAgain(status) && SETTLED_STATUSES.includes(status))).toEqual([]);
  });

  test("an order can always reach an end, and never comes back from it", () => {
    for (const start of ORDER_STATUSES) {
      const reached = new Set<OrderStatus>([start]);
      for (const from of reached) for (const to of ORDER_STATUSES) if (canMove(from, to)) reached.add(to);
      expect(isFinal(start) ? reached.size : FINAL_STATUSES.some((end) => reached.has(end))).toBe(
        isFinal(start) ? 1 : true,
      );
    }
  });

  test.each(["", "Queued", "SUCCESS", "toString", "queued "])("%j is no status", (text) => {
    expect(isOrderStatus(text)).toBe(false);
  });
});
