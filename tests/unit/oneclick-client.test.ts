import { randomUUID } from "node:crypto";
import { describe, expect, it } from "vitest";
import { createUpstream } from "@/lib/oneclick/client";
import type { SendRequest } from "@/lib/oneclick/types";
import { KEYS, USERNAMES } from "@/sandbox/model/accounts";
import { SCRIPTED } from "@/sandbox/model/scenario";
import { hasOrder, house, request, sendAccepted } from "@/tests/support/local-provider";

describe("every endpoint", () => {
  it("is understood", async () => {
    const { upstream, log, pass } = await house();
    expect(await upstream.ping()).toMatchObject({
      kind: "found",
      value: { isApiUp: true, operators: { mobilis: "up", djezzy: "up", ooredoo: "up", mobilisFixedPlans: "up" } },
    });
    expect(await upstream.validate()).toMatchObject({
      kind: "found",
      value: { environment: "SANDBOX", username: USERNAMES.sandbox, isEnabled: true, scope: "READ-WRITE" },
    });
    expect(await upstream.balance()).toMatchObject({ kind: "found", value: { balanceCentimes: 1_000_000_000n } });

    const sent = request();
    const topupId = await sendAccepted(upstream, sent);
    const order = {
      topupId,
      planCode: "PREPAID_DJEZZY",
      msisdn: sent.msisdn,
      amountDinars: 300,
      chargedCentimes: 29775n,
    };
    expect(await upstream.findById(topupId)).toMatchObject({ kind: "found", value: { ...order, status: "PENDING" } });
    pass(6_000);
    expect(await upstream.findByRef(sent.ref)).toMatchObject({
      kind: "found",
      value: { ...order, status: "HANDLING" },
    });
    pass(10_000);
    const listed = await upstream.listOrders({ page: 1, pageSize: 100 });
    expect(listed).toMatchObject({
      kind: "found",
      value: { rows: [{ ...order, status: "FULFILLED" }], totalPages: 1 },
    });
    expect(await upstream.listWalletLines({ page: 1, pageSize: 20 })).toMatchObject({
      kind: "found",
      value: { rows: [{ type: "FLEXY", amountCentimes: 29775n, objectId: topupId, newBalanceCentimes: 999_970_225n }] },
    });
    expect(log.filter(({ event }) => event === "dropped")).toEqual([]);
  });

  it("has a catalogue of all kinds, none of them lost", async () => {
    const { sandbox, upstream, log } = await house();
    const plans = await upstream.listPlans();
    if (plans.kind !== "found") throw new Error("no plans");
    expect(plans.value).toHaveLength(sandbox.model.settings.listPlans().length);
    expect(new Set(plans.value.map((plan) => plan.kind))).toEqual(new Set(["dynamic", "getmenu", "fixed"]));
    expect(plans.value.some((plan) => !plan.isEnabled)).toBe(true);
    expect(plans.value.find((plan) => plan.code === "GROS_MOBILIS")).toMatchObject({
      operator: "GMobilis",
      costRatio: null,
    });
    expect(log.filter(({ event }) => event === "dropped")).toEqual([]);
  });

  it("has no order that was never sent", async () => {
    const { upstream } = await house();
    expect(await upstream.findById("6981c39ff0a1b2c3d4e5f600")).toMatchObject({ kind: "absent", httpStatus: 404 });
    expect(await upstream.findByRef(randomUUID())).toMatchObject({ kind: "absent", httpStatus: 404 });
    expect(await upstream.listOrders({ page: 1, pageSize: 100 })).toMatchObject({
      value: { rows: [], totalResults: 0 },
    });
  });

  it("pages through all orders, each once, and by a window", async () => {
    const { upstream, pass } = await house();
    const ids: string[] = [];
    for (let count = 0; count < 7; count += 1) {
      ids.push(await sendAccepted(upstream, request()));
      pass(60_000);
    }
    const walked: string[] = [];
    for (let page = 1, totalPages = 1; page <= totalPages; page += 1) {
      const listed = await upstream.listOrders({ page, pageSize: 3 });
      if (listed.kind !== "found") throw new Error("no page");
      totalPages = listed.value.totalPages;
      walked.push(...listed.value.rows.map(({ topupId }) => topupId));
    }
    expect(walked).toEqual(ids.toReversed());
    const from = new Date(Date.UTC(2026, 1, 3, 9, 15, 0));
    const to = new Date(Date.UTC(2026, 1, 3, 9, 16, 30));
    expect(await upstream.listOrders({ page: 1, pageSize: 100, from, to })).toMatchObject({
      value: { rows: [{ topupId: ids[2] }, { topupId: ids[1] }], totalResults: 2 },
    });
  });
});

describe("the scripted numbers", () => {
  it("end refunded, refunded with offers, and uncertain", async () => {
    const { upstream, pass } = await house();
    const refunded = await sendAccepted(upstream, request({ msisdn: SCRIPTED.refunded }));
    const offered = await sendAccepted(upstream, request({ msisdn: SCRIPTED.offered }));
    const unknown = await sendAccepted(upstream, request({ msisdn: SCRIPTED.unknown }));
    pass(15_000);
    expect(await upstream.findById(refunded)).toMatchObject({
      value: { status: "REFUNDED", chargedCentimes: 0n, offers: [], refundMessage: expect.stringMatching(/\S/) },
    });
    expect(await upstream.findById(offered)).toMatchObject({
      value: {
        status: "REFUNDED",
        refundMessage: "هذا رقم الهاتف لا يقبل العرض المرسل، الرجاء إرسال أحد العروض التالية",
        offers: [{ name: "FACTURE | فاتورة", planCode: "FACTURE_DJEZZY", amountDinars: 300 }],
      },
    });
    expect(await upstream.findById(unknown)).toMatchObject({
      value: { status: "UNKNOWN_ERROR", chargedCentimes: 29775n, refundMessage: expect.stringMatching(/\S/) },
    });
    pass(24 * 60 * 60 * 1000);
    expect(await upstream.findById(unknown)).toMatchObject({ value: { status: "FULFILLED" } });
  });

  it("have offers to ask for, all of which can be sold", async () => {
    const { upstream, pass } = await house({ dialect: { dirtyOffers: true } });
    const topupId = await sendAccepted(upstream, request({ planCode: "GETMENU_Djezzy", amountDinars: 0 }));
    pass(15_000);
    const found = await upstream.findById(topupId);
    if (found.kind !== "found") throw new Error("no order");
    expect(found.value.offers.length).toBeGreaterThan(1);
    expect(found.value.offers.every((offer) => offer.planCode !== "" && offer.amountDinars > 0)).toBe(true);
  });
});

describe("a refusal", () => {
  it.each<[string, Partial<SendRequest>, string]>([
    ["an unknown plan", { planCode: "PREPAID_NOBODY" }, "order"],
    ["a disabled plan", { planCode: "MIX2000_MOBILIS" }, "order"],
    ["an amount below the range", { amountDinars: 99 }, "order"],
    ["an amount above the range", { amountDinars: 10_001 }, "order"],
  ])("of %s is the order's, and creates nothing", async (_, change, scope) => {
    const home = await house();
    const sent = request(change);
    expect(await home.upstream.send(sent)).toMatchObject({ kind: "refused", scope, code: "ERR_VALIDATION" });
    expect(hasOrder(home, sent.ref)).toBe(false);
  });

  it.each([
    ["nobody's", randomUUID(), "INVALID_ACCESS_TOKEN", "denied"],
    ["disabled", KEYS.disabled, "API_DISABLED", "denied"],
    ["bound to another address", KEYS.ipListed, "IP_NOT_ALLOWED", "denied"],
    ["read-only", KEYS.readOnly, "ERR_SCOPE", "found"],
  ])("of a key that is %s is the account's", async (_, key, code, reading) => {
    const home = await house();
    const upstream = home.clientOf(key);
    const sent = request();
    expect(await upstream.send(sent)).toMatchObject({ kind: "refused", scope: "account", code });
    expect(await upstream.balance()).toMatchObject({ kind: reading });
    expect(hasOrder(home, sent.ref)).toBe(false);
  });

  it("for want of money is the account's", async () => {
    const home = await house({ openingCentimes: 10_000n });
    expect(await home.upstream.send(request())).toMatchObject({ scope: "account", code: "INSUFFICIENT_BALANCE" });
  });

  it("of a second request with the ref is that it exists, also once the wallet is empty", async () => {
    const { upstream } = await house({ openingCentimes: 29_775n });
    const sent = request();
    await sendAccepted(upstream, sent);
    expect(await upstream.send(sent)).toMatchObject({ kind: "exists", httpStatus: 403 });
  });

  it("by the rate limit is later, with its wait", async () => {
    const { upstream } = await house({ perMinuteMax: 1 });
    expect(await upstream.balance()).toMatchObject({ kind: "found" });
    expect(await upstream.send(request())).toMatchObject({ kind: "later", retryAfterMs: 60_000 });
    expect(await upstream.balance()).toMatchObject({ kind: "later", retryAfterMs: 60_000 });
  });

  it("by a wrong base URL is no answer about an order", async () => {
    const { sandbox } = await house();
    const address = sandbox.app.listeningOrigin;
    const upstream = createUpstream({ baseUrl: `${address}/wrong`, apiKey: KEYS.sandbox });
    expect(await upstream.send(request())).toMatchObject({ kind: "unknown", httpStatus: 404 });
    expect(await upstream.findByRef(randomUUID())).toMatchObject({ kind: "unknown", httpStatus: 404 });
  });
});
