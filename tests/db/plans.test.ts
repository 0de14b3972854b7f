import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { findSessionOf } from "@/lib/auth/find-session";
import { listSessions } from "@/lib/auth/list-sessions";
import { findCredentials, hasShop, hasShops, hasStaff, listShops } from "@/lib/auth/queries";
import { mintOrderId } from "@/lib/id";
import { getBalance, listOrderTransfers, listStatement } from "@/lib/ledger/queries";
import { listBalances } from "@/lib/ledger/list-balances";
import { readChanges, readCursor, readMissed } from "@/lib/live/read-changes";
import { listLiveMessages } from "@/lib/orders/list-live-messages";
import { countReceipts } from "@/lib/orders/print-receipt";
import { listPauses, readPauses } from "@/lib/orders/list-pauses";
import { listRegulars } from "@/lib/orders/list-regulars";
import { listUncertain, readShelfCounts } from "@/lib/orders/list-uncertain";
import { findOrder, findOrderDetail, listOrders, listOrdersById, listSellers } from "@/lib/orders/queries";
import { listPlans } from "@/lib/plans/queries";
import { foldEvents } from "@/lib/reports/fold-events";
import { parsePeriod } from "@/lib/reports/parse-period";
import { readPace } from "@/lib/reports/read-pace";
import { readReport } from "@/lib/reports/read-report";
import { PERIOD_KINDS } from "@/lib/reports/view";
import { getReconcileView } from "@/lib/reconcile/queries";
import { getSettings } from "@/lib/settings/queries";
import { createTestDatabase, type TestDatabase } from "../support/database";
import { filters, pickKnown, type Known } from "../support/known-orders";
import { findGrowth, openExplained, type Bounds, type Explained, type PlanMode } from "../support/explained";
import { makeOrders } from "../support/made-orders";

/**
 * Every statement that the product sends, on a shop with much more behind it than any screen shows: none may read or sort what
 * grows with every sale. A reader or a function of the database that is not entered here fails the test.
 */
const ORDERS = 120_000;
const HOT_ORDERS = 25_000;

/** What a capped count reads is the most of all; what is put together for a page is sorted. */
const BOUNDS: Bounds = { read: 11_000, sorted: 8_000 };

const scene: { database?: TestDatabase; known?: Known } = {};

beforeAll(async () => {
  scene.database = await createTestDatabase();
  const { sql } = scene.database;
  await makeOrders(sql, {
    ...{ orders: ORDERS, shops: 400, hotOrders: HOT_ORDERS },
    ...{ inFlight: 400, late: 20_000, byPeople: 12_000 },
  });
  // What is made in one transaction is folded in one: the reports begin with everything in their cells.
  await foldEvents(sql, () => false);
  await sql`analyze`;
  scene.known = await pickKnown(sql, HOT_ORDERS);
}, 300_000);
afterAll(() => scene.database?.drop());

function known(): Known {
  if (!scene.known) throw new Error("the database is made before the first test");
  return scene.known;
}

type Read = (product: Explained, known: Known) => Promise<unknown>;

/** Every exported function of lib that reads, by its name. */
const READS: Readonly<Record<string, Read>> = {
  listOrders: async ({ db }, own) => {
    for (const filter of filters(own)) {
      await listOrders(db, own.shopId, filter, null);
      await listOrders(db, own.shopId, filter, own.cursor);
    }
    await listOrders(db, own.shopId, {}, null, 12);
  },
  listOrdersById: ({ db }, { shopId, orderId }) => listOrdersById(db, shopId, [orderId, mintOrderId()]),
  findOrder: ({ db }, { shopId, orderId }) => findOrder(db, shopId, orderId),
  findOrderDetail: ({ db }, { shopId, orderId }) => findOrderDetail(db, shopId, orderId, true),
  listSellers: ({ db }, { shopId }) => listSellers(db, shopId),
  listOrderTransfers: ({ db }, { shopId, orderId }) => listOrderTransfers(db, shopId, orderId),
  listStatement: async ({ db }, { shopId }) => {
    await listStatement(db, shopId, null);
    await listStatement(db, shopId, ORDERS);
  },
  getBalance: ({ db }, { shopId }) => getBalance(db, shopId),
  listRegulars: ({ db }, { shopId }) => listRegulars(db, shopId),
  listPauses: ({ sql }, { shopId }) => listPauses(sql, shopId),
  readPauses: ({ sql }, { shopId }) => readPauses(sql, shopId),
  readShelfCounts: ({ db }, { shopId }) => readShelfCounts(db, shopId),
  listUncertain: ({ db }, { shopId }) => listUncertain(db, shopId),
  listPlans: ({ db }, { shopId }) => listPlans(db, shopId),
  getSettings: ({ sql }, { shopId }) => getSettings(sql, shopId),
  getReconcileView: ({ sql }) => getReconcileView(sql),
  readReport: async ({ sql }, { shopId, day }) => {
    const now = new Date();
    for (const kind of PERIOD_KINDS) {
      const { period } = parsePeriod((name) => (name === "period" ? kind : day), now);
      await readReport(sql, shopId, period, { profit: true, cost: true }, now);
    }
  },
  readPace: ({ sql }, { shopId }) => readPace(sql, shopId, new Date()),
  readCursor: ({ sql }) => readCursor(sql),
  readChanges: ({ sql }, { moment }) => readChanges(sql, moment),
  readMissed: ({ sql }, { shopId, moment }) => readMissed(sql, [{ shopId, since: moment }]),
  listLiveMessages: ({ db }, { shopId, orderId }) =>
    listLiveMessages(db, [{ kind: "orders", shopId, orderIds: [orderId, mintOrderId()] }]),
  listBalances: ({ db }, { shopId }) => listBalances(db, [shopId]),
  listSessions: ({ db }, { owner }) =>
    listSessions(db, [{ claims: { staffId: owner, sessionVersion: 1 }, chosenShopId: null }]),
  countReceipts: ({ sql }, { shopId, orderId }) => countReceipts(sql, shopId, orderId),
  findSessionOf: ({ db }, { owner }) => findSessionOf(db, { staffId: owner, sessionVersion: 1 }, null),
  findCredentials: ({ db }) => findCredentials(db, "made-operator"),
  hasStaff: ({ db }) => hasStaff(db),
  hasShops: ({ db }) => hasShops(db),
  hasShop: ({ db }, { shopId }) => hasShop(db, shopId),
  listShops: ({ db }) => listShops(db),
};

/** Reads nothing that grows, or nothing at all of the database. */
const NO_READS: Readonly<Record<string, string>> = {
  readHealth: "asks of the newest migration and of the last tick, a row each",
  hashPassword: "hashes",
  findPass: "takes a cookie apart",
  countDueLooks: "called below, with the engine's own statements",
  countDueSends: "called below, with the engine's own statements",
};

/** Every function of the database that is called from without, by its name, as the product calls it. */
const CALLS: Readonly<Record<string, (known: Known) => string>> = {
  place_orders: ({
    shopId,
    owner,
    msisdn,
  }) => `select * from place_orders(array['${mintOrderId()}', '${mintOrderId()}']::uuid[],
    array[${shopId}, ${shopId}], array[${owner}, ${owner}], array['live', 'live'], array['${msisdn}', '0770123456'],
    array['PREPAID_MOBILIS', 'PREPAID_DJEZZY'], array[10000, 20000]::bigint[], array[false, true], array[null, null]::uuid[], null)`,
  claim_sends: () => "select * from claim_sends(200, 90000, null, now() + interval '1 hour')",
  claim_resend: ({ orderId }) => `select * from claim_resend('${orderId}', 3, 60000, 600000, 90000, null)`,
  claim_looks: () => "select * from claim_looks(200, 90000, null, now() + interval '2 hours')",
  claim_look_backs: () => "select * from claim_look_backs(200, 90000, now() + interval '1 day')",
  release_looks: ({ orderId }) =>
    `select release_looks(array['${orderId}']::uuid[], array[now()], array[now()], 90000)`,
  hasten_look: ({ orderId, shopId }) => `select hasten_look('${orderId}', ${shopId}, 1000, null)`,
  apply_outcomes: ({
    shopId,
  }) => `select * from apply_outcomes((select jsonb_agg(jsonb_build_object('order_id', id, 'word', 'seen',
    'to_status', 'fulfilled', 'provider_status', 'FULFILLED')) from (select id from orders where shop_id = ${shopId}
      and finished_at is null and status = 'pending' order by placed_at limit 20) open), null)`,
  give_verdict: ({
    shopId,
    owner,
  }) => `select give_verdict((select id from orders where shop_id = ${shopId} and finished_at is null
    and status = 'uncertain' limit 1), ${shopId}, ${owner}, 'delivered', 'asked the customer', 'a text message', 1000, null)`,
  close_late_result: ({
    shopId,
    owner,
  }) => `select close_late_result((select id from late_results where shop_id = ${shopId}
    and closed_at is null order by id limit 1), ${shopId}, ${owner}, null)`,
  print_receipt: ({ orderId, shopId, owner }) => `select print_receipt('${orderId}', ${shopId}, ${owner})`,
  judge_breakers: () => "select * from judge_breakers(0, 600000, 5, null, null)",
  fold_reports: () => "select fold_reports(1000)",
  take_rate_tokens: () => "select take_rate_tokens('orders', 120, 1, 0, null)",
};

/** Functions that no caller of CALLS is about, each with why. */
const NO_CALLS: Readonly<Record<string, string>> = {
  restart_reports: "empties the cells, to make all of them anew",
  ...Object.fromEntries(
    [
      "post_transfers",
      "agreed_verdict",
      "is_paused",
      "list_pauses",
      "take_probes",
      "is_about_account",
      "measure_delays",
      ...[
        "delay_bucket",
        "count_buckets",
        "add_counts",
        "report_facts",
        "report_parts",
        "known_report_cursor",
        "report_tail",
      ],
    ].map((name) => [name, "called by those above"]),
  ),
  ...Object.fromEntries(
    [
      ...["claim_reconcile", "open_reconcile", "conclude_reconcile", "hasten_reconciled", "name_reconcile_findings"],
      ...["store_reconcile_page", "store_reconcile_balance", "store_provider_orders", "store_provider_lines"],
      ...["close_reconcile_window", "is_reconcile_walked", "find_reconcile_cut", "list_reconciled_orders"],
      ...["list_reconcile_matches", "list_reconcile_orders", "list_order_findings", "list_foreign_findings"],
      "list_balance_jumps",
    ].map((name) => [name, "the daily comparison of the whole account reads all of it"]),
  ),
};

/** After five runs a connection weighs whether it goes on with one plan for all values. */
const RUNS = 7;

async function explained<T>(mode: PlanMode, work: (product: Explained) => Promise<T>): Promise<T> {
  if (!scene.database) throw new Error("the database is made before the first test");
  const product = openExplained(scene.database.url, mode);
  try {
    return await work(product);
  } finally {
    await product.close();
  }
}

async function listGrowth(mode: PlanMode, work: (product: Explained) => Promise<unknown>) {
  return explained(mode, async (product) => {
    const statements = await product.watch(() => work(product));
    return { count: statements.length, growth: statements.flatMap((statement) => findGrowth(statement, BOUNDS)) };
  });
}

describe.each<PlanMode>(["force_custom_plan", "force_generic_plan"])("with %s", { timeout: 120_000 }, (mode) => {
  it.each(Object.keys(READS))("%s reads no more than it shows", async (name) => {
    const { count, growth } = await listGrowth(mode, async (product) => READS[name]?.(product, known()));
    expect(count).toBeGreaterThan(0);
    expect(growth).toEqual([]);
  });
});

it.each(Object.keys(CALLS))(
  "%s reads no more than it moves, however often it runs",
  { timeout: 120_000 },
  async (name) => {
    const { count, growth } = await listGrowth("auto", async ({ sql }) => {
      for (let run = 0; run < RUNS; run += 1) await sql.unsafe(CALLS[name]?.(known()) ?? "", [], { prepare: true });
    });
    expect(count).toBeGreaterThan(0);
    expect(growth).toEqual([]);
  },
);

describe("the list of statements", () => {
  const root = fileURLToPath(new URL("../..", import.meta.url));

  it("has every exported reader of lib", () => {
    const files = readdirSync(join(root, "lib"), { recursive: true, encoding: "utf8" }).filter((file) =>
      file.endsWith(".ts"),
    );
    const readers = files.flatMap((file) =>
      [
        ...readFileSync(join(root, "lib", file), "utf8").matchAll(
          /export async function ((?:list|find|get|read|has|count)[A-Z]?\w*)/g,
        ),
      ].map(([, name]) => name),
    );
    expect(readers.length).toBeGreaterThan(20);
    expect(readers.filter((name = "") => !(name in READS) && !(name in NO_READS))).toEqual([]);
  });

  it("has every function of the database", async () => {
    const rows = await explained(
      "force_custom_plan",
      ({ sql }) => sql<{ name: string }[]>`
        select proname as name from pg_proc where pronamespace = 'public'::regnamespace and prorettype <> 'trigger'::regtype`,
    );
    const names = rows.map(({ name }) => name);
    expect(names.length).toBeGreaterThan(20);
    expect(names.filter((name) => !(name in CALLS) && !(name in NO_CALLS))).toEqual([]);
  });

  it.each([
    ["a whole table", "select max(face_centimes) from orders", "reads all of orders"],
    ["a whole index", "select id from orders order by id offset 5 limit 1", "reads all of orders_pkey"],
    ["a shop", "select count(*) from orders where shop_id = $shop and book = 'live'", "of orders"],
    [
      "a sort of a shop",
      "select id from orders where shop_id = $shop and book = 'live' order by msisdn limit 5",
      "sorts",
    ],
    [
      "what is filtered out",
      "select id from orders where shop_id = $shop and book = 'live' and face_centimes = 7",
      "reads",
    ],
  ])("would not pass with %s", async (_name, text, what) => {
    const statement = text.replace("$shop", String(known().shopId));
    const { growth } = await listGrowth("force_custom_plan", ({ sql }) => sql.unsafe(statement));
    expect(growth.join("\n")).toContain(what);
  });
});
