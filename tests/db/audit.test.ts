import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import postgres from "postgres";
import { depositTo } from "@/db/factories";
import { auditLedger } from "@/lib/ledger/audit";
import { dispatchOrder } from "@/lib/orders/dispatch-orders";
import { applyOutcomes } from "@/lib/orders/apply-outcomes";
import { useEngine } from "../support/engine";

/**
 * Each invariant is able to speak: one thing is made wrong behind the guards' back, and the audit says which, with the row. The
 * database refuses these changes, so they are made by a session that its triggers do not see.
 */
const engine = useEngine();
let sql: postgres.Sql<{ bigint: bigint }>;
const ids: Record<"delivered" | "refunded" | "reversed" | "waiting" | "cancelled", string> = {
  delivered: "",
  refunded: "",
  reversed: "",
  waiting: "",
  cancelled: "",
};

beforeAll(async () => {
  sql = postgres(engine.url, { max: 1, types: { bigint: postgres.BigInt } });
  ids.delivered = await engine.sell();
  ids.refunded = await engine.sell({ number: "0600000001" });
  ids.reversed = await engine.sell();
  ids.cancelled = await engine.sell();
  await applyOutcomes(engine.deps, [{ orderId: ids.cancelled, word: "cancel" }]);
  await engine.run(30_000, 5_000);
  await applyOutcomes(engine.deps, [{ orderId: ids.reversed, word: "seen", toStatus: "refunded" }]);
  ids.waiting = await engine.sell();
  await dispatchOrder(engine.deps, ids.waiting);
  await depositTo(engine.database.sql, { shopId: engine.shopId, book: "training" }, 100_000n);
});

afterAll(() => sql.end());
beforeEach(async () => expect(await auditLedger(engine.database.sql)).toEqual([]));

/** What the audit says while the wrong is there; everything is as before afterwards. */
async function speaksOf(wrong: string): Promise<string[]> {
  let names: string[] = [];
  const undo = new Error("undo");
  await sql
    .begin(async (tx) => {
      await tx`set local session_replication_role = replica`;
      await tx.unsafe(wrong);
      // The audit runs its statements one by one on whatever it is handed: here, the transaction that will not be.
      names = (await auditLedger(tx)).map((finding) => finding.name);
      throw undo;
    })
    .catch((error: unknown) => {
      if (error !== undo) throw error;
    });
  return names;
}

const BALANCE = "an account's balance is the sum of its transfers";
const FLOOR = "no account is below its floor";
const ZERO = "money is neither made nor lost: the accounts of a book sum to zero";
const STAYS = "a transfer stays in one shop and one book";
const CHAIN = "the balance after each transfer follows from the one before";
const HELD = "held money is the sum of the orders in flight";
const SOLD = "sold money is the sum of the orders delivered and not taken back";
const KINDS = "an order has one hold, and the settle or release that its status says";
const CHARGED = "a transfer of an order moves what the order was charged";
const EVENTS = "every order begins with its event and every transition follows from the one before";
const WAITS = "a final order waits for nothing";
const VOICES = "an order that people decided has the voices it needed, agreeing with what became of it";
const TAKEN_BACK = "a delivered order that was taken back is in the inbox, with the cash of its face";
const FITS = "an entry of the inbox fits its order";
const ROUTES = "a transfer joins the accounts of its kind";

const shop = "shop_id = (select min(shop_id) from orders) and book = 'live'";

test.each([
  {
    wrong: "a balance is changed",
    sql: () => `update accounts set balance_centimes = balance_centimes + 1 where ${shop} and kind = 'float'`,
    says: [BALANCE, ZERO],
  },
  {
    wrong: "two balances are changed",
    sql: () => `update accounts set balance_centimes = balance_centimes + case kind when 'float' then 1 else -1 end
      where ${shop} and kind in ('float', 'funding')`,
    says: [BALANCE],
  },
  {
    wrong: "an account is below its floor",
    sql: () => `update accounts set floor_centimes = 1000000000 where ${shop} and kind = 'sold'`,
    says: [FLOOR],
    drop: true,
  },
  {
    wrong: "a transfer is deleted",
    sql: () => `delete from transfers where kind = 'deposit' and reason is not null and from_account_id in
      (select id from accounts where book = 'training')`,
    says: [BALANCE],
  },
  {
    wrong: "a settle is deleted",
    sql: () => `delete from transfers where kind = 'settle' and order_id = '${ids.delivered}'`,
    says: [BALANCE, CHAIN, KINDS],
  },
  {
    wrong: "a transfer's amount is changed",
    sql: () =>
      `update transfers set amount_centimes = amount_centimes + 1 where kind = 'hold' and order_id = '${ids.delivered}'`,
    says: [BALANCE, CHAIN, CHARGED],
  },
  {
    wrong: "a balance after is changed",
    sql: () => `update transfers set to_balance_centimes = 7 where kind = 'hold' and order_id = '${ids.delivered}'`,
    says: [CHAIN],
  },
  {
    wrong: "a transfer goes to another book",
    sql: () => `update transfers set to_account_id = (select id from accounts where shop_id = (select min(shop_id) from orders) and book = 'training' and kind = 'held')
      where kind = 'hold' and order_id = '${ids.refunded}'`,
    says: [BALANCE, STAYS, CHAIN],
  },
  {
    wrong: "a transfer changes its kind",
    sql: () => `update transfers set kind = 'release' where kind = 'settle' and order_id = '${ids.delivered}'`,
    says: [KINDS, ROUTES],
  },
  {
    wrong: "an order is called delivered without its money",
    sql: () => `update orders set status = 'fulfilled', finished_at = now(), due_at = null where id = '${ids.waiting}'`,
    says: [HELD, SOLD, KINDS, EVENTS],
  },
  {
    wrong: "a refunded order is called delivered",
    sql: () => `update orders set status = 'fulfilled' where id = '${ids.refunded}'`,
    says: [SOLD, KINDS, EVENTS],
  },
  {
    wrong: "a delivered order is called open again",
    sql: () => `update orders set status = 'pending', finished_at = null, look_back_at = null, due_at = now()
      where id = '${ids.delivered}'`,
    says: [HELD, SOLD, KINDS, EVENTS],
  },
  {
    wrong: "a reversal is forgotten on the order",
    sql: () => `update orders set reversed_at = null where id = '${ids.reversed}'`,
    says: [SOLD, KINDS, FITS],
  },
  {
    wrong: "an entry of the inbox is deleted",
    sql: () => `delete from late_results where order_id = '${ids.reversed}'`,
    says: [TAKEN_BACK],
  },
  {
    wrong: "the cash to give back is changed",
    sql: () => `update late_results set cash_centimes = 1 where order_id = '${ids.reversed}'`,
    says: [TAKEN_BACK],
  },
  {
    wrong: "an order is called decided by people who have said nothing",
    sql: () => `update orders set verdict_at = now() where id = '${ids.delivered}'`,
    says: [VOICES],
  },
  {
    wrong: "a charge is changed",
    sql: () => `update orders set charge_centimes = charge_centimes - 1 where id = '${ids.cancelled}'`,
    says: [CHARGED],
  },
  {
    wrong: "an event is deleted",
    sql: () => `delete from order_events where order_id = '${ids.delivered}' and kind = 'accepted'`,
    says: [EVENTS],
  },
  {
    wrong: "all events of an order are deleted",
    sql: () => `delete from order_events where order_id = '${ids.cancelled}'`,
    says: [EVENTS],
  },
  {
    wrong: "an open order waits for nothing",
    sql: () => `update orders set due_at = null where id = '${ids.waiting}'`,
    says: [WAITS],
  },
  {
    wrong: "an order without its hold",
    sql: () => `delete from transfers where order_id = '${ids.waiting}'`,
    says: [BALANCE, KINDS],
  },
])("when $wrong, the audit says so", async ({ sql: wrong, says, drop = false }) => {
  const names = await speaksOf(
    drop ? `alter table accounts drop constraint accounts_above_floor; ${wrong()}` : wrong(),
  );
  expect(names.sort()).toEqual([...says].sort());
});

test("a finding names the rows, and twenty of them at most", async () => {
  const undo = new Error("undo");
  const findings = await sql
    .begin(async (tx) => {
      await tx`set local session_replication_role = replica`;
      await tx`insert into orders (id, shop_id, book, staff_id, msisdn, operator, plan_code, plan_name, face_centimes, charge_centimes,
          placed_at, status, due_at)
        select gen_random_uuid(), 999, 'live', 1, '0770445566', 'Djezzy', 'P', 'P', 1, 1, now(), 'queued', now() from generate_series(1, 25)`;
      const found = await auditLedger(tx);
      throw Object.assign(undo, { found });
    })
    .catch((error: unknown) => {
      if (error !== undo || !(error instanceof Error) || !("found" in error)) throw error;
      return error.found as Awaited<ReturnType<typeof auditLedger>>;
    });
  const kinds = findings.find((finding) => finding.name === KINDS);
  expect(kinds?.rows).toHaveLength(20);
  expect(kinds?.rows[0]).toMatchObject({ status: "queued", kinds: null });
});
