import { expect, test } from "vitest";
import { openLanes, type Lanes } from "@/lib/orders/open-lanes";

/** How many requests an instance may have in the air, by what it has heard of its key. */
const ABSENT = { kind: "absent", httpStatus: 404, requestId: null } as const;
const REFUSED_KEY = {
  kind: "denied",
  code: "INVALID_ACCESS_TOKEN",
  message: "",
  httpStatus: 401,
  requestId: null,
} as const;
const TOO_MANY = { kind: "later", reason: "", retryAfterMs: null, httpStatus: 429, requestId: null } as const;
const SILENCE = { kind: "unknown", reason: "network: timeout", httpStatus: null, requestId: null } as const;

function proven(ratePerMinute: number, answers: number): Lanes {
  const lanes = openLanes(ratePerMinute);
  lanes.renew("validated", 1_000);
  for (let n = 0; n < answers; n += 1) lanes.heed(ABSENT);
  return lanes;
}

test("an unknown key never sees more than four", () => {
  const lanes = openLanes(100_000);
  expect(lanes.free()).toBe(4);
  for (let n = 0; n < 4; n += 1) lanes.enter();
  expect(lanes.free()).toBe(0);
});

test("each good answer adds one, up to a second of the budget and to what a process can hold", () => {
  expect(proven(60_000, 10).width()).toBe(14);
  expect(proven(6_000, 5_000).width()).toBe(100);
  expect(proven(10_000_000, 5_000).width()).toBe(1_024);
});

test.each([60, 120, 240])("with %i requests a minute there are never more than four", (ratePerMinute) => {
  expect(proven(ratePerMinute, 5_000).width()).toBe(4);
});

test.each([REFUSED_KEY, TOO_MANY])("a closed door narrows them to four: $kind", (answer) => {
  const lanes = proven(60_000, 100);
  lanes.heed(answer);
  expect(lanes.width()).toBe(4);
});

test("silence proves nothing either way", () => {
  const lanes = proven(60_000, 100);
  lanes.heed(SILENCE);
  expect(lanes.width()).toBe(104);
});

test("another validation, a pause of anybody's, or a quiet spell narrow them", () => {
  const other = proven(60_000, 100);
  other.renew("validated again", 1_500);
  expect(other.width()).toBe(4);
  const quiet = proven(60_000, 100);
  quiet.renew("validated", 10_900);
  expect(quiet.width()).toBe(104);
  quiet.renew("validated", 11_100);
  expect(quiet.width()).toBe(4);
});
