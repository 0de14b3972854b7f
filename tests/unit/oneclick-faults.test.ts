import { describe, expect, it } from "vitest";
import type { Upstream } from "@/lib/oneclick/types";
import { FAULT_KINDS } from "@/sandbox/model/faults";
import type { Endpoint, Fault, FaultKind } from "@/sandbox/model/faults";
import { hasOrder, house, request, sendAccepted } from "@/tests/support/local-provider";
import type { House } from "@/tests/support/local-provider";

/** How long a fault delays an answer: no caller here is that patient. */
const DELAY_MS = 30_000;

/** What each fault looks like from here: on a send, and on a reading of something that is there. */
const FAULT_LOOKS: Record<FaultKind, { readonly send: string; readonly read: string }> = {
  "drop-before-accept": { send: "unknown", read: "unknown" },
  "accept-then-drop": { send: "unknown", read: "unknown" },
  "accept-then-cut": { send: "unknown", read: "unknown" },
  "accept-then-500": { send: "unknown", read: "unknown" },
  "accept-then-502": { send: "unknown", read: "unknown" },
  "accept-then-504": { send: "unknown", read: "unknown" },
  "accept-then-html": { send: "unknown", read: "unknown" },
  delay: { send: "unknown", read: "unknown" },
  "delay-before-accept": { send: "unknown", read: "unknown" },
  "rate-limit": { send: "later", read: "later" },
  unavailable: { send: "later", read: "later" },
  "auth-unavailable": { send: "later", read: "later" },
  "error-before-accept": { send: "unknown", read: "unknown" },
  html: { send: "unknown", read: "unknown" },
  "router-not-found": { send: "unknown", read: "unknown" },
  "truncated-json": { send: "unknown", read: "unknown" },
  "empty-body": { send: "unknown", read: "unknown" },
  "success-without-id": { send: "unknown", read: "" },
  "not-found-for": { send: "", read: "absent" },
  "unknown-status": { send: "", read: "found" },
  "status-flap": { send: "", read: "found" },
};

/** The kinds of an object literal whose keys the compiler checked above. */
const KINDS = Object.keys(FAULT_LOOKS) as FaultKind[];

function fits(kind: FaultKind, endpoint: Endpoint): boolean {
  const endpoints: readonly Endpoint[] = FAULT_KINDS[kind];
  return endpoints.includes(endpoint);
}

function arm({ sandbox }: House, kind: FaultKind, endpoint: Endpoint, details: Partial<Fault> = {}): void {
  const ms = kind.startsWith("delay") ? { ms: DELAY_MS } : {};
  expect(sandbox.model.faults.arm([{ endpoint, kind, ...ms, ...details }])).toBeNull();
}

function clientFor(kind: FaultKind, { upstream, impatient }: House): Upstream {
  return kind.startsWith("delay") ? impatient : upstream;
}

describe("a fault on send", () => {
  it.each(KINDS.filter((kind) => fits(kind, "send")))("%s proves no more than it does", async (kind) => {
    const home = await house();
    const sent = request();
    arm(home, kind, "send");
    const outcome = await clientFor(kind, home).send(sent);
    expect(outcome.kind).toBe(FAULT_LOOKS[kind].send);
    // The oracle: what is said to have created nothing has created nothing.
    if (outcome.kind === "later" || outcome.kind === "refused") expect(hasOrder(home, sent.ref)).toBe(false);
    const existed = hasOrder(home, sent.ref);
    expect(await home.upstream.findByRef(sent.ref)).toMatchObject({ kind: existed ? "found" : "absent" });
    expect(await home.upstream.send(sent)).toMatchObject({ kind: existed ? "exists" : "accepted" });
    expect(home.sandbox.model.provider.book("sandbox").allOrders()).toHaveLength(1);
  });

  it.each([
    ["auth-unavailable", undefined, 5_000],
    ["rate-limit", 12, 12_000],
    ["rate-limit", undefined, null],
    ["unavailable", 86_400, 60_000],
  ] as const)("%s with Retry-After %s says when to come back", async (kind, retryAfter, retryAfterMs) => {
    const home = await house();
    arm(home, kind, "send", retryAfter === undefined ? {} : { retryAfter });
    expect(await home.upstream.send(request())).toMatchObject({ kind: "later", retryAfterMs });
  });
});

describe("a fault on reading", () => {
  const readings: readonly [
    Endpoint,
    (upstream: Upstream, topupId: string, ref: string) => Promise<{ kind: string }>,
  ][] = [
    ["ping", (upstream) => upstream.ping()],
    ["validate", (upstream) => upstream.validate()],
    ["balance", (upstream) => upstream.balance()],
    ["plans", (upstream) => upstream.listPlans()],
    ["transactions", (upstream) => upstream.listWalletLines({ page: 1, pageSize: 20 })],
    ["list", (upstream) => upstream.listOrders({ page: 1, pageSize: 100 })],
    ["check-id", (upstream, topupId) => upstream.findById(topupId)],
    ["check-ref", (upstream, _, ref) => upstream.findByRef(ref)],
  ];

  it.each(KINDS.filter((kind) => FAULT_LOOKS[kind].read !== ""))(
    "%s says nothing that is not so, anywhere",
    async (kind) => {
      const home = await house();
      const sent = request();
      const topupId = await sendAccepted(home.upstream, sent);
      const outcomes = await Promise.all(
        readings
          .filter(([endpoint]) => fits(kind, endpoint))
          .map(async ([endpoint, read]) => {
            arm(home, kind, endpoint);
            return [endpoint, (await read(clientFor(kind, home), topupId, sent.ref)).kind] as const;
          }),
      );
      // A list that hides an order is still a list.
      const expected = (endpoint: Endpoint) =>
        kind === "not-found-for" && endpoint === "list" ? "found" : FAULT_LOOKS[kind].read;
      expect(outcomes).toEqual(outcomes.map(([endpoint]) => [endpoint, expected(endpoint)]));
      expect(outcomes.length).toBeGreaterThan(0);
      for (const [, read] of readings)
        expect(await read(home.upstream, topupId, sent.ref)).toMatchObject({ kind: "found" });
    },
  );

  it("shows a status of tomorrow as unrecognised, and keeps the word", async () => {
    const home = await house();
    const topupId = await sendAccepted(home.upstream, request());
    arm(home, "unknown-status", "check-id", { word: "PARTIALLY_DONE" });
    expect(await home.upstream.findById(topupId)).toMatchObject({
      value: { status: "UNRECOGNISED", rawStatus: "PARTIALLY_DONE" },
    });
  });
});
