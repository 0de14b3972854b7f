import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createTestDatabase, type TestDatabase } from "../support/database";

/**
 * All money of a shop shares its `shop_id`, so a distributed PostgreSQL would keep a shop's rows on one node. There, a key that is to
 * be unique, and a reference that is to be checked, must contain `shop_id` or be answered for otherwise. Whatever does not contain
 * it is listed here with what would become of it.
 */
const scene: { database?: TestDatabase } = {};
beforeAll(async () => {
  scene.database = await createTestDatabase();
});
afterAll(() => scene.database?.drop());

/** A number that the database hands out. */
const NUMBERED =
  "numbers come from one sequence, so `(shop_id, id)` is as unique; nobody asks for a row by the number alone";
/** UUIDv7 minted by the till, 74 random bits. */
const OF_ORDER = "an order's id is random, and its rows lie with its shop's; the key becomes `(shop_id, …)`";
/** `shops`, `staff` and `plans` are small, and copied to every node. */
const COPIED = "a small table of which every node has a copy";
const OF_ACCOUNT =
  "a finding is about the provider's account, which is one for all shops, and lies where the account's other rows lie";
const SAME_SHOP = "an order's rows lie with its shop's; the reference becomes `(shop_id, order_id)`";

const WITHOUT_SHOP: Readonly<Record<string, string>> = {
  accounts_pkey: NUMBERED,
  breaker_overrides_pkey: NUMBERED,
  late_results_pkey: NUMBERED,
  receipt_prints_pkey: NUMBERED,
  setting_changes_pkey: NUMBERED,
  verdicts_pkey: NUMBERED,
  transfers_pkey: `${NUMBERED}; within an account they must ascend, and an account lies on one node`,
  order_events_order_id_id_pk: OF_ORDER,
  orders_pkey:
    "the idempotency key: `place_orders` is told the shop, and finds a replay there. That no two shops use one id is then as sure as 74 random bits",
  transfers_order_outcome_key: OF_ORDER,
  late_results_once: OF_ORDER,
  receipt_prints_order_copy_key: OF_ORDER,
  transfers_request_key: "a deposit names its shop, so the key becomes `(shop_id, request_id)`",
  orders_topup_key:
    "one order of the provider's is one order of ours, whichever shop's: it needs a small table of its own, distributed by `topup_id`",
  staff_pkey: COPIED,
  staff_user_name_key: COPIED,
  reconcile_findings_pkey: OF_ACCOUNT,
  reconcile_findings_subject_key: OF_ACCOUNT,
  reconcile_findings_first_run_id_reconcile_runs_id_fk: OF_ACCOUNT,
  reconcile_findings_last_run_id_reconcile_runs_id_fk: OF_ACCOUNT,
  reconcile_findings_order_id_orders_id_fk: "the finding keeps the order's id, and no longer refers to it",
  orders_origin_order_id_orders_id_fk: SAME_SHOP,
  order_events_order_id_orders_id_fk: SAME_SHOP,
  transfers_order_id_orders_id_fk: SAME_SHOP,
  verdicts_order_id_orders_id_fk: SAME_SHOP,
  late_results_order_id_orders_id_fk: SAME_SHOP,
  receipt_prints_order_id_orders_id_fk: SAME_SHOP,
};

type Key = { readonly name: string; readonly table: string; readonly kind: string; readonly hasShop: boolean };

async function listKeys(sql: Pick<TestDatabase["sql"], "unsafe">): Promise<Key[]> {
  return sql.unsafe<Key[]>(`
    with tenant as (
      select c.oid from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attname = 'shop_id' and not a.attisdropped
      where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p'))
    select k.name, k.relid::regclass::text as "table", k.kind, exists (
        select from pg_attribute a where a.attrelid = k.relid and a.attname = 'shop_id' and a.attnum = any(k.columns)) as "hasShop"
    from (
      select conname as name, conrelid as relid, 'reference' as kind, conkey as columns from pg_constraint where contype = 'f'
      union all
      select i.indexrelid::regclass::text, i.indrelid, 'unique', i.indkey::int2[] from pg_index i where i.indisunique) k
    join tenant on tenant.oid = k.relid order by 1`);
}

/** A reference to what every node has a copy of needs no shop in it. */
const isToCopied = ({ name, kind }: Key) => kind === "reference" && /_(?:shops|staff|plans)_\w+_fk$/.test(name);

describe("keys and references of a shop's tables", () => {
  it("contain the shop, or are answered for", async () => {
    const sql = scene.database?.sql;
    if (!sql) throw new Error("the database is made before the first test");
    const keys = await listKeys(sql);
    expect(keys.length).toBeGreaterThan(30);
    const open = keys.filter((key) => !key.hasShop && !isToCopied(key)).map(({ name }) => name);
    expect(open.filter((name) => !(name in WITHOUT_SHOP))).toEqual([]);
    expect(Object.keys(WITHOUT_SHOP).filter((name) => !open.includes(name))).toEqual([]);
  });

  it("would be told from one that is new", async () => {
    const undone = new Error("undone");
    const changed = scene.database?.sql.begin(async (tx) => {
      await tx.unsafe("create unique index orders_charge_key on orders (charge_centimes, id)");
      await tx.unsafe("create unique index orders_shop_charge_key on orders (shop_id, charge_centimes, id)");
      const added = (await listKeys(tx)).filter(({ name }) => name.includes("_charge_"));
      expect(added.map(({ name, hasShop }) => [name, hasShop])).toEqual([
        ["orders_charge_key", false],
        ["orders_shop_charge_key", true],
      ]);
      throw undone;
    });
    await expect(changed).rejects.toBe(undone);
  });
});
