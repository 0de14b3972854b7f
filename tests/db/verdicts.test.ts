import { beforeAll, expect, test } from "vitest";
import { createStaff } from "@/db/factories";
import type { Session } from "@/lib/auth/types";
import { auditLedger } from "@/lib/ledger/audit";
import { applyOutcomes } from "@/lib/orders/apply-outcomes";
import { dispatchOrder } from "@/lib/orders/dispatch-orders";
import { listUncertain } from "@/lib/orders/list-uncertain";
import { resolveOrder } from "@/lib/orders/resolve-order";
import type { VerdictWord } from "@/lib/orders/view";
import { SCRIPTED } from "@/sandbox/model/scenario";
import { DEFAULT_TIMING } from "@/sandbox/model/timing";
import { useEngine } from "../support/engine";

const HOUR = 3_600_000;

/** What people may decide of an order whose fate the provider does not know, and what happens when it speaks after all. */
const engine = useEngine({ sandbox: { timing: { ...DEFAULT_TIMING, unknownOutcome: "never" } } });
const staff: Record<"operator" | "colleague" | "owner" | "cashier" | "stranger", number> = {
  operator: 0,
  colleague: 0,
  owner: 0,
  cashier: 0,
  stranger: 0,
};

beforeAll(async () => {
  const { sql } = engine.database;
  const { shopId } = engine;
  staff.operator = (await createStaff(sql, { shopId: null, displayName: "Operator" })).staffId;
  staff.colleague = (await createStaff(sql, { shopId: null, displayName: "Colleague" })).staffId;
  staff.owner = (await createStaff(sql, { shopId, role: "owner", displayName: "Owner" })).staffId;
  staff.cashier = engine.staffId;
  const other = await engine.openShop(0);
  staff.stranger = (await createStaff(sql, { shopId: other.shopId, role: "owner" })).staffId;
});

/** An order that the provider has given up on: UNKNOWN_ERROR. */
async function sellUncertain(dinars = 500): Promise<string> {
  const id = await engine.sell({ number: SCRIPTED.unknown, planCode: "PREPAID_MOBILIS", dinars, isRepeat: true });
  await dispatchOrder(engine.deps, id);
  await engine.run(20_000, 5_000);
  expect(await engine.order(id)).toMatchObject({ status: "uncertain", provider_status: "UNKNOWN_ERROR" });
  return id;
}

async function say(
  who: keyof typeof staff,
  orderId: string,
  said: VerdictWord,
  evidence = "The operator's receipt, 14:02",
) {
  // The command reads no more of a session than this.
  const session = { shopId: engine.shopId, staffId: staff[who] } as Session;
  const answer = await resolveOrder(engine.deps, session, { orderId, said, reason: "Called the operator", evidence });
  return answer.ok ? answer.value.state : answer.error.code;
}

/** The provider changes its word, and the engine comes by at its own pace. */
async function providerSays(orderId: string, status: string): Promise<void> {
  const { provider } = engine.sandbox.model;
  const order = provider
    .book("sandbox")
    .allOrders()
    .find((one) => one.ref.endsWith(orderId));
  if (!order) throw new Error("the provider has no such order");
  provider.command(order, { status, refundMessage: null, offers: [] });
}

function kindsOf(orderId: string) {
  return engine.database.sql<
    { kind: string }[]
  >`select kind from transfers where order_id = ${orderId} order by id`.then((rows) => rows.map((row) => row.kind));
}

async function entriesOf(orderId: string) {
  const rows = await engine.database.sql`
    select kind, said, cash_centimes from late_results where order_id = ${orderId} order by id`;
  return rows.map((row) => ({ ...row }));
}

test.each([
  ["delivered", "fulfilled", "settle"],
  ["not_delivered", "refunded", "release"],
] as const)(
  "an operator's word %s ends an order as %s, with who, why and what was seen",
  async (said, status, move) => {
    const id = await sellUncertain();
    expect(await say("operator", id, said)).toBe("decided");
    expect(await engine.order(id)).toMatchObject({ status, due_at: null, verdict_at: expect.anything() });
    expect(await kindsOf(id)).toEqual(["hold", move]);
    const [event] = await engine.database
      .sql`select * from order_events where order_id = ${id} order by id desc limit 1`;
    expect(event).toMatchObject({
      kind: "verdict",
      staff_id: staff.operator,
      detail: { said, reason: "Called the operator", evidence: "The operator's receipt, 14:02" },
    });
    expect(await auditLedger(engine.database.sql)).toEqual([]);
  },
);

test("above the shop's amount two people must agree, and one person is not two", async () => {
  const id = await sellUncertain(2_500);
  expect(await say("operator", id, "delivered")).toBe("second_needed");
  expect(await engine.order(id)).toMatchObject({ status: "uncertain" });
  expect(await say("operator", id, "delivered")).toBe("already_said");
  expect(await say("owner", id, "not_delivered")).toBe("disputed");
  expect(await engine.order(id)).toMatchObject({ status: "uncertain" });
  expect(await kindsOf(id)).toEqual(["hold"]);
  const [shown] = (await listUncertain(engine.database.db, engine.shopId)).orders.filter((order) => order.id === id);
  expect(shown).toMatchObject({ voicesNeeded: 2, voices: [{ said: "delivered" }, { said: "not_delivered" }] });
  // The owner changes their mind.
  expect(await say("owner", id, "delivered")).toBe("decided");
  expect(await kindsOf(id)).toEqual(["hold", "settle"]);
  expect(await auditLedger(engine.database.sql)).toEqual([]);
});

test("two owners are not an operator, and the owner of another shop is nobody", async () => {
  const id = await sellUncertain();
  expect(await say("owner", id, "not_delivered")).toBe("second_needed");
  expect(await say("stranger", id, "not_delivered")).toBe("forbidden");
  expect(await say("cashier", id, "not_delivered")).toBe("forbidden");
  expect(await engine.order(id)).toMatchObject({ status: "uncertain" });
  expect(await say("colleague", id, "not_delivered")).toBe("decided");
});

test("there is nothing to say of an order that is final, on its way, or another shop's", async () => {
  const id = await sellUncertain();
  expect(await say("operator", id, "delivered")).toBe("decided");
  expect(await say("colleague", id, "not_delivered")).toBe("already_final");
  expect(await say("operator", await engine.sell(), "delivered")).toBe("not_uncertain");
  const session = { shopId: engine.shopId + 1, staffId: staff.operator } as Session;
  const input = { orderId: id, said: "delivered", reason: "because", evidence: "seen" } as const;
  expect(await resolveOrder(engine.deps, session, input)).toMatchObject({ ok: false, error: { code: "not_found" } });
});

test("two people who decide at the same moment decide once", async () => {
  const id = await sellUncertain();
  const answers = await Promise.all([say("operator", id, "delivered"), say("colleague", id, "not_delivered")]);
  expect(answers.sort()).toEqual(["already_final", "decided"]);
  expect(await kindsOf(id)).toHaveLength(2);
});

test("whoever writes past the program is refused by the database", async () => {
  const id = await sellUncertain(2_500);
  const { sql } = engine.database;
  const now = engine.now().toISOString();
  const insert = (who: number, reason = "because", evidence = "seen") => sql`
    insert into verdicts (shop_id, order_id, staff_id, is_operator, voices_needed, said, reason, evidence)
    values (${engine.shopId}, ${id}, ${who}, true, 1, 'delivered', ${reason}, ${evidence}) returning is_operator, voices_needed`;
  const force = sql`update orders set status = 'fulfilled', verdict_at = ${now}, finished_at = ${now}, due_at = null where id = ${id}`;
  await expect(force).rejects.toMatchObject({ code: "23001" });
  await expect(insert(staff.cashier)).rejects.toMatchObject({ code: "42501" });
  await expect(insert(staff.stranger)).rejects.toMatchObject({ code: "42501" });
  await expect(insert(staff.operator, "  ")).rejects.toMatchObject({ constraint_name: "verdicts_reason_given" });
  await expect(insert(staff.operator, "because", "")).rejects.toMatchObject({
    constraint_name: "verdicts_evidence_given",
  });
  // What it knows better than the writer it writes itself.
  expect(await insert(staff.owner)).toMatchObject([{ is_operator: false, voices_needed: 2 }]);
  const [applied] = await applyOutcomes(engine.deps, [
    { orderId: id, word: "verdict" as "cancel", staffId: staff.operator },
  ]);
  expect(applied).toMatchObject({ verdict: "refused" });
  await expect(sql`update verdicts set said = 'not_delivered'`).rejects.toMatchObject({ code: "23001" });
  await expect(sql`delete from verdicts`).rejects.toMatchObject({ code: "23001" });
  expect(await kindsOf(id)).toEqual(["hold"]);
});

test.each([
  ["delivered", "FULFILLED"],
  ["not_delivered", "REFUNDED"],
] as const)(
  "a provider that comes to agree with %s is heard within the hour and asked less often from then on",
  async (said, word) => {
    const id = await sellUncertain();
    await say("operator", id, said);
    await providerSays(id, word);
    await engine.run(HOUR + 60_000, HOUR + 60_000);
    expect(await engine.order(id)).toMatchObject({ provider_status: word });
    const { look_back_at: next } = await engine.order(id);
    expect(new Date(String(next)).getTime() - engine.now().getTime()).toBeGreaterThan(20 * HOUR);
    expect(await engine.events(id)).not.toContain("contradiction");
  },
);

test.each([
  ["delivered", "REFUNDED", "settle", { from: "sold", to: "float" }],
  ["not_delivered", "FULFILLED", "release", { from: "float", to: "sold" }],
] as const)(
  "a provider that contradicts %s raises one alarm with the movement that would put it right, and moves nothing",
  async (...row) => {
    const [said, word, move, correction] = row;
    const id = await sellUncertain();
    await say("operator", id, said);
    const balances = await engine.balances();
    const alarms = engine.alarms.length;
    await providerSays(id, word);
    for (let days = 0; days < 5; days += 1) await engine.run(24 * HOUR, 12 * HOUR);
    expect(await engine.balances()).toEqual(balances);
    expect(await kindsOf(id)).toEqual(["hold", move]);
    expect((await engine.events(id)).filter((kind) => kind === "contradiction")).toHaveLength(1);
    expect(engine.alarms.slice(alarms)).toMatchObject([{ orderId: id, verdict: "contradiction" }]);
    const [entry] = (await listUncertain(engine.database.db, engine.shopId)).results.filter(
      (result) => result.order.id === id && result.kind === "contradiction",
    );
    expect(entry).toMatchObject({
      said: word,
      isByPeople: true,
      corrections: [{ ...correction, amountCentimes: "49000" }],
    });
    expect(await auditLedger(engine.database.sql)).toEqual([]);
  },
);

test("a verdict is a late result: the customer must be told, and given the cash back", async () => {
  const [delivered, not] = [await sellUncertain(), await sellUncertain()];
  await say("operator", delivered, "delivered");
  await say("operator", not, "not_delivered");
  expect(await entriesOf(delivered)).toEqual([{ kind: "delivered_late", said: "verdict", cash_centimes: 0n }]);
  expect(await entriesOf(not)).toEqual([{ kind: "refunded_late", said: "verdict", cash_centimes: 50_000n }]);
});
