import { randomUUID } from "node:crypto";
import { describe, expect, it } from "vitest";
import { isSameRef, prefixedRef } from "@/lib/oneclick/ref";
import { KEYS, USERNAMES } from "@/sandbox/model/accounts";
import { DIALECT_ROWS } from "@/sandbox/model/dialect";
import type { Dialect, Profile } from "@/sandbox/model/dialect";
import { SCRIPTED } from "@/sandbox/model/scenario";
import { house, request, sendAccepted } from "@/tests/support/local-provider";
import type { House } from "@/tests/support/local-provider";

/** One sale and every way to see it again, whatever the spelling. */
async function sellInAnyDialect(home: House): Promise<void> {
  const { upstream, pass, log } = home;
  expect(await upstream.validate()).toMatchObject({ kind: "found", value: { environment: "SANDBOX" } });
  expect(await upstream.balance()).toMatchObject({ kind: "found" });
  expect(await upstream.listPlans()).toMatchObject({ kind: "found" });
  const sent = request();
  const topupId = await sendAccepted(upstream, sent);
  expect(await upstream.send(sent)).toMatchObject({ kind: "exists" });
  pass(20_000);
  const byId = await upstream.findById(topupId);
  expect(byId).toMatchObject({ kind: "found", value: { status: "FULFILLED", amountDinars: 300 } });
  const byRef = [
    await upstream.findByRef(sent.ref),
    await upstream.findByRef(prefixedRef(USERNAMES.sandbox, sent.ref)),
  ];
  const found = byRef.filter(({ kind }) => kind === "found");
  expect(found.length).toBeGreaterThan(0);
  expect(byRef.filter(({ kind }) => kind === "absent")).toHaveLength(2 - found.length);
  const listed = await upstream.listOrders({ page: 1, pageSize: 100 });
  if (listed.kind !== "found" || byId.kind !== "found") throw new Error("no order");
  expect(listed.value.rows.filter((row) => isSameRef(row.ref, sent.ref))).toMatchObject([{ topupId }]);
  expect(isSameRef(byId.value.ref, sent.ref)).toBe(true);
  expect(await upstream.send(request({ planCode: "PIXX_500", msisdn: "0661234567", amountDinars: 500 }))).toMatchObject(
    {
      kind: "accepted",
    },
  );
  expect(await home.clientOf(KEYS.readOnly).send(request())).toMatchObject({ kind: "refused", scope: "account" });
  expect(await home.clientOf(randomUUID()).send(request())).toMatchObject({
    kind: "refused",
    scope: "account",
    code: "INVALID_ACCESS_TOKEN",
  });
  expect(log.filter(({ event }) => event === "dropped")).toEqual([]);
}

describe("a dialect", () => {
  const rows = Object.entries(DIALECT_ROWS).flatMap(([row, choices]) =>
    choices.map((choice) => [row, choice] as const),
  );

  it.each(rows)("with %s %s is understood", async (row, choice) => {
    // Each choice comes from its own row just above; the pairing is lost to the compiler only.
    await sellInAnyDialect(await house({ dialect: { [row]: choice } as Partial<Dialect> }));
  });

  it.each<Profile>(["docs-en", "live-2025-12"])("of the profile %s is understood", async (profile) => {
    await sellInAnyDialect(await house({ profile }));
  });

  it.each([1, 2, 3, 4, 5, 6, 7, 8])("drawn by chance (seed %d) is understood", async (seed) => {
    await sellInAnyDialect(await house({ profile: "hostile", seed }));
  });

  it("that says FAILED for refunded leaves the money question open", async () => {
    const { upstream, pass } = await house({ dialect: { finalWords: "SUCCESS/FAILED" } });
    const topupId = await sendAccepted(upstream, request({ msisdn: SCRIPTED.refunded }));
    pass(20_000);
    expect(await upstream.findById(topupId)).toMatchObject({ value: { status: "UNRECOGNISED", rawStatus: "FAILED" } });
  });
});
