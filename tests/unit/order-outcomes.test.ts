import { describe, expect, test } from "vitest";
import { mintShopId } from "@/lib/auth/shop-id";
import type { ProviderOrder, ProviderStatus, SendOutcome } from "@/lib/oneclick/types";
import { mayResend } from "@/lib/orders/claim-orders";
import { outcomeOfSend } from "@/lib/orders/dispatch-orders";
import { describeMiss, outcomeOfFound, priceOfLook } from "@/lib/orders/look-up-orders";
import type { ClaimedOrder } from "@/lib/orders/types";

/** What an answer of the provider's means for one order of ours, before the database has its say. */
const NOW = Date.UTC(2026, 1, 3, 9, 14, 7);
const ID = "019c22c8-2138-7b48-88a4-a0528814abe1";
const TOPUP = "6981c39ff0a1b2c3d4e5f600";

function claimed(change: Partial<ClaimedOrder> = {}): ClaimedOrder {
  return {
    id: ID,
    shopId: mintShopId(1),
    status: "pending",
    msisdn: "0770445566",
    planCode: "PREPAID_DJEZZY",
    faceCentimes: 50_000n,
    topupId: TOPUP,
    sendCount: 1,
    missCount: 0,
    placedAt: new Date(NOW - 10_000),
    lastSentAt: new Date(NOW - 10_000),
    finishedAt: null,
    isByPeople: false,
    claimedAt: new Date(NOW),
    wasDueAt: new Date(NOW),
    ...change,
  };
}

function found(change: Partial<ProviderOrder> = {}): ProviderOrder {
  return {
    topupId: TOPUP,
    ref: `API-+213550112233-${ID}`,
    status: "PENDING",
    rawStatus: "PENDING",
    planCode: "PREPAID_DJEZZY",
    msisdn: "0770445566",
    amountDinars: 500,
    chargedCentimes: 49_625n,
    createdAt: null,
    refundMessage: null,
    offers: [],
    ...change,
  };
}

describe("what a found order means", () => {
  test.each<[ProviderStatus, string]>([
    ["PENDING", "pending"],
    ["HANDLING", "handling"],
    ["FULFILLED", "fulfilled"],
    ["REFUNDED", "refunded"],
    ["UNKNOWN_ERROR", "uncertain"],
    ["UNRECOGNISED", "uncertain"],
  ])("%s is %s", (status, toStatus) => {
    expect(outcomeOfFound(claimed(), found({ status, rawStatus: "its word" }))).toMatchObject({
      word: "seen",
      toStatus,
      answer: "its word",
    });
  });

  test.each<[string, Partial<ProviderOrder>]>([
    ["another number", { msisdn: "0770445567" }],
    ["another plan", { planCode: "FACTURE_DJEZZY" }],
    ["another amount", { amountDinars: 501 }],
    ["another order of the provider's", { topupId: "6981c39ff0a1b2c3d4e5f601" }],
  ])("%s is not our sale", (_name, change) => {
    const outcome = outcomeOfFound(claimed(), found({ status: "FULFILLED", ...change }));
    expect(outcome).toMatchObject({ word: "mismatch", answer: "mismatch" });
    expect(outcome).not.toHaveProperty("found");
  });

  test("a sale under another reference is not ours, were it the same to the dinar", () => {
    const unknown = claimed({ topupId: null });
    expect(
      outcomeOfFound(unknown, found({ ref: "API-+213550112233-019c22c8-2138-7b48-88a4-a0528814abe2" })),
    ).toMatchObject({ word: "mismatch" });
    expect(outcomeOfFound(unknown, found({ ref: "" }))).toMatchObject({ word: "seen" });
    expect(outcomeOfFound(unknown, found({ ref: ID }))).toMatchObject({ word: "seen" });
    // Under the id that the provider gave us for our POST, the spelling of the reference proves nothing.
    expect(outcomeOfFound(claimed(), found({ ref: "WEB-1" }))).toMatchObject({ word: "seen" });
  });

  test("no final word after ten minutes is uncertain; a final one is final however late", () => {
    const old = claimed({ lastSentAt: new Date(NOW - 10 * 60_000 - 1) });
    expect(outcomeOfFound(old, found({ status: "HANDLING" }))).toMatchObject({
      toStatus: "uncertain",
      dueInMs: 60_000,
    });
    expect(outcomeOfFound(old, found({ status: "FULFILLED" }))).toMatchObject({ toStatus: "fulfilled" });
    expect(outcomeOfFound(claimed({ lastSentAt: new Date(NOW - 10 * 60_000) }), found())).toMatchObject({
      toStatus: "pending",
    });
  });
});

describe("what the answer to a POST means", () => {
  const base = { requestId: "req-1", httpStatus: 200 };
  const answers: [SendOutcome, object][] = [
    [
      { ...base, kind: "accepted", topupId: TOPUP, topupRef: "x" },
      { word: "accepted", isAnswer: true, topupId: TOPUP, dueInMs: 4_000 },
    ],
    [
      { ...base, kind: "refused", scope: "order", code: "ERR_VALIDATION", message: "no" },
      { word: "refused", isAnswer: true, refusalCode: "ERR_VALIDATION", answer: "err_validation" },
    ],
    [
      { ...base, kind: "later", reason: "http 429", retryAfterMs: 9_000 },
      { word: "later", isAnswer: true, dueInMs: 9_000 },
    ],
    [
      { ...base, kind: "later", reason: "http 429", retryAfterMs: null },
      { word: "later", dueInMs: 5_000 },
    ],
    [
      { ...base, kind: "unknown", reason: "timeout" },
      { word: "unknown", isAnswer: true, answer: "timeout", dueInMs: 2_000 },
    ],
    // Taken by an earlier POST of ours: looked up at once, and nothing is proven before that.
    [
      { ...base, kind: "exists" },
      { word: "unknown", answer: "exists", dueInMs: 0 },
    ],
  ];

  test.each(answers)("%j", (answer, outcome) => {
    expect(outcomeOfSend(claimed({ sendCount: 3 }), answer)).toMatchObject({
      orderId: ID,
      detail: { attempt: 3 },
      ...outcome,
    });
  });
});

describe("whether a POST may be repeated", () => {
  const lost = {
    status: "sending",
    topupId: null,
    lastSentAt: new Date(NOW - 60_000),
    placedAt: new Date(NOW - 60_000),
  } as const;

  test("after three looks in vain, a minute after the POST, within ten minutes of the sale", () => {
    expect(mayResend(claimed(lost), 3)).toBe(true);
    expect(mayResend(claimed(lost), 2)).toBe(false);
    expect(mayResend(claimed({ ...lost, lastSentAt: new Date(NOW - 59_999) }), 9)).toBe(false);
    expect(mayResend(claimed({ ...lost, placedAt: new Date(NOW - 10 * 60_000) }), 9)).toBe(false);
  });

  test.each([{ topupId: TOPUP }, { status: "pending" }, { status: "uncertain" }, { lastSentAt: null }] as const)(
    "never with %j",
    (change) => {
      expect(mayResend(claimed({ ...lost, ...change }), 9)).toBe(false);
    },
  );
});

test("an order without the provider's id may take three requests to find", () => {
  expect([priceOfLook(claimed()), priceOfLook(claimed({ topupId: null }))]).toEqual([1, 3]);
});

test("why a read told nothing, in a word", () => {
  const base = { requestId: null, httpStatus: null };
  expect(describeMiss({ ...base, kind: "absent" })).toBe("absent");
  expect(describeMiss({ ...base, kind: "denied", code: "IP_BLOCKED", message: "" })).toBe("ip_blocked");
  expect(describeMiss({ ...base, kind: "unknown", reason: "http 502: foreign" })).toBe("http 502: foreign");
});
