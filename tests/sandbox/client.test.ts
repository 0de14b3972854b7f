import { describe, expect, test } from "vitest";
import { createUpstream } from "@/lib/oneclick/client";
import { isSameRef, prefixedRef } from "@/lib/oneclick/ref";
import type { SendRequest } from "@/lib/oneclick/types";
import { fetchInto } from "@/sandbox/in-process";
import { KEYS } from "@/sandbox/model/accounts";
import type { FaultKind } from "@/sandbox/model/faults";
import type { SandboxOptions } from "@/sandbox/server";
import { NUMBER, openSandbox } from "./support";

const REQUEST: SendRequest = { planCode: "PREPAID_DJEZZY", msisdn: NUMBER, amountDinars: 300, ref: "shop7-1" };

async function meet(options: SandboxOptions = {}) {
  const sandbox = await openSandbox(options);
  const upstream = createUpstream({
    baseUrl: "http://sandbox.test",
    apiKey: KEYS.sandbox,
    fetch: fetchInto(sandbox),
    timeouts: { sendMs: 200, readMs: 200 },
  });
  return { sandbox, upstream };
}

const DIALECTS: [string, SandboxOptions][] = [
  ["docs-en", { profile: "docs-en" }],
  ["live-2025-12", { profile: "live-2025-12" }],
  ...Array.from({ length: 30 }, (_none, seed): [string, SandboxOptions] => [
    `hostile ${seed}`,
    { profile: "hostile", seed },
  ]),
];

describe("our client and the sandbox understand each other", () => {
  test.each(DIALECTS)("in every dialect: %s", async (_name, options) => {
    const { sandbox, upstream } = await meet(options);
    const accepted = await upstream.send(REQUEST);
    if (accepted.kind !== "accepted") throw new Error(accepted.kind);
    expect(await upstream.send(REQUEST)).toMatchObject({ kind: "exists" });
    sandbox.pass(15_000);

    const found = await upstream.findById(accepted.topupId);
    const value = { status: "FULFILLED", amountDinars: 300, chargedCentimes: 29_775n, msisdn: NUMBER };
    expect(found).toMatchObject({ kind: "found", value });
    const spellings = [REQUEST.ref, prefixedRef("+213550112233", REQUEST.ref)];
    const byRef = await Promise.all(spellings.map((ref) => upstream.findByRef(ref)));
    expect(byRef.map(({ kind }) => kind)).toContain("found");
    const listed = await upstream.listOrders({ page: 1, pageSize: 100 });
    if (listed.kind !== "found") throw new Error(listed.kind);
    expect(listed.value.rows.filter(({ ref }) => isSameRef(ref, REQUEST.ref))).toHaveLength(1);

    expect(await upstream.findById("0".repeat(24))).toMatchObject({ kind: "absent" });
    expect(await upstream.validate()).toMatchObject({ kind: "found", value: { environment: "SANDBOX" } });
    expect(await upstream.ping()).toMatchObject({ kind: "found", value: { isApiUp: true } });
    expect(await upstream.balance()).toMatchObject({ kind: "found", value: { balanceCentimes: 999_970_225n } });
    const lines = await upstream.listWalletLines({ page: 1, pageSize: 10 });
    expect(lines).toMatchObject({ kind: "found", value: { rows: [{ objectId: accepted.topupId }] } });
    const plans = await upstream.listPlans();
    if (plans.kind !== "found") throw new Error(plans.kind);
    expect(plans.value).toHaveLength(sandbox.model.settings.listPlans().length);
  });

  const CASES: [FaultKind, string, number][] = [
    ["drop-before-accept", "unknown", 0],
    ["accept-then-drop", "unknown", 1],
    ["accept-then-cut", "unknown", 1],
    ["accept-then-500", "unknown", 1],
    ["accept-then-502", "unknown", 1],
    ["accept-then-504", "unknown", 1],
    ["accept-then-html", "unknown", 1],
    ["html", "unknown", 0],
    ["error-before-accept", "unknown", 0],
    ["truncated-json", "unknown", 1],
    ["empty-body", "unknown", 1],
    ["success-without-id", "unknown", 1],
    ["router-not-found", "unknown", 0],
    ["rate-limit", "later", 0],
    ["unavailable", "later", 0],
    ["auth-unavailable", "later", 0],
  ];

  test.each(CASES)("%s on a send is read as %s, with %i order(s) behind it", async (kind, outcome, count) => {
    const { sandbox, upstream } = await meet();
    sandbox.model.faults.arm([{ endpoint: "send", kind }]);
    expect(await upstream.send(REQUEST)).toMatchObject({ kind: outcome });
    expect((await sandbox.dump()).orders).toHaveLength(count);
    expect(await upstream.send(REQUEST)).toMatchObject({ kind: count === 1 ? "exists" : "accepted" });
  });

  test("an answer that comes too late is unknown, and the order stands", async () => {
    const { sandbox, upstream } = await meet();
    sandbox.model.faults.arm([{ endpoint: "send", kind: "delay", ms: 60_000 }]);
    expect(await upstream.send(REQUEST)).toMatchObject({ kind: "unknown" });
    expect((await sandbox.dump()).orders).toHaveLength(1);
  });

  test("a simulation lets delays pass on its own clock", async () => {
    const waited: number[] = [];
    const { sandbox, upstream } = await meet({ wait: async (ms) => void waited.push(ms) });
    sandbox.model.faults.arm([{ endpoint: "send", kind: "delay-before-accept", ms: 45_000 }]);
    expect(await upstream.send(REQUEST)).toMatchObject({ kind: "accepted" });
    expect(waited).toEqual([45_000]);
  });
});
