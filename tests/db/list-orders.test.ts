import { beforeAll, expect, test } from "vitest";
import { createStaff } from "@/db/factories";
import { mintOrderId } from "@/lib/id";
import { listStatement } from "@/lib/ledger/queries";
import { listOrders } from "@/lib/orders/queries";
import { placeOrders, type Placement } from "@/lib/orders/place-orders";
import { parseOrderFilter } from "@/lib/orders/parse-filter";
import type { OrderFilter } from "@/lib/orders/view";
import { ORDER_STATUSES } from "@/lib/orders/status";
import { useEngine } from "../support/engine";

/** The orders list: filters, search, pages, counts. */
const engine = useEngine();
const at = (text: string) => new Date(text);

/** Sold at a chosen moment, whatever the clock of the engine says. */
async function sellAt(
  placedAt: Date,
  change: Partial<Placement> & { number?: string; dinars?: number } = {},
): Promise<string> {
  const placement = engine.placement({
    dinars: 100,
    isRepeat: true,
    orderId: mintOrderId(placedAt.getTime()),
    ...change,
  });
  const [placed] = await placeOrders(engine.database.sql, [placement], placedAt);
  if (placed?.code !== "placed") throw new Error(`not placed: ${placed?.code}`);
  return placement.orderId;
}

async function list(filter: OrderFilter): Promise<string[]> {
  const { rows, countCapped } = await listOrders(engine.database.db, engine.shopId, filter, null);
  expect(countCapped).toBe(rows.length);
  return rows.map((row) => row.id);
}

async function walk(filter: OrderFilter, pageSize: number): Promise<string[]> {
  const ids: string[] = [];
  let cursor: string | null = null;
  do {
    const page = await listOrders(engine.database.db, engine.shopId, filter, cursor, pageSize);
    expect(page.rows.length).toBeLessThanOrEqual(pageSize);
    ids.push(...page.rows.map((row) => row.id));
    cursor = page.nextCursor;
  } while (cursor !== null);
  return ids;
}

const known: Record<string, string> = {};
const DAY = "2026-01-10";

beforeAll(async () => {
  known.lastOfNinth = await sellAt(at("2026-01-09T22:59:59.999Z"), {
    number: "0551000001",
    planCode: "PREPAID_OOREDOO",
  });
  known.firstOfTenth = await sellAt(at("2026-01-09T23:00:00.000Z"), {
    number: "0661234567",
    planCode: "PREPAID_MOBILIS",
  });
  known.noon = await sellAt(at("2026-01-10T11:00:00.000Z"), { number: "0770112233" });
  known.lastOfTenth = await sellAt(at("2026-01-10T22:59:59.999Z"), {
    number: "0661999967",
    planCode: "PREPAID_MOBILIS",
  });
  known.firstOfEleventh = await sellAt(at("2026-01-10T23:00:00.000Z"), { number: "0771112233" });
});

// Beyond the days of the other tests.
beforeAll(async () => {
  known.round = await sellAt(at("2025-12-31T11:00:00.000Z"), { number: "0770990100" });
});

const of = (...names: string[]) => names.map((name) => known[name]);

test("newest first, and a day is a day in Algiers", async () => {
  expect(await list({})).toEqual(of("firstOfEleventh", "lastOfTenth", "noon", "firstOfTenth", "lastOfNinth", "round"));
  expect(await list({ day: DAY })).toEqual(of("lastOfTenth", "noon", "firstOfTenth"));
  expect(await list({ day: "2026-01-09" })).toEqual(of("lastOfNinth"));
  expect(await list({ day: "2026-01-11" })).toEqual(of("firstOfEleventh"));
  expect(await list({ day: "2026-01-12" })).toEqual([]);
});

test("by operator and by seller, and together with a day", async () => {
  expect(await list({ operator: "Mobilis" })).toEqual(of("lastOfTenth", "firstOfTenth"));
  expect(await list({ operator: "Djezzy", day: DAY })).toEqual(of("noon"));
  expect(await list({ operator: "mobilis" })).toEqual([]);
  const { staffId } = await createStaff(engine.database.sql, { shopId: engine.shopId });
  known.colleague = await sellAt(at("2026-01-12T11:00:00Z"), { staffId, number: "0779000000" });
  expect(await list({ staffId })).toEqual(of("colleague"));
});

test.each([
  ["first digits", "0661", ["lastOfTenth", "firstOfTenth"]],
  ["last digits", "2233", ["firstOfEleventh", "noon"]],
  ["last two digits", "67", ["lastOfTenth", "firstOfTenth"]],
  ["a whole number", "0770112233", ["noon"]],
  ["a number as it is said", "0770 11 22 33", ["noon"]],
  ["a number with dots", "0770.11.22.33", ["noon"]],
  ["a number with its country", "+213 770 11 22 33", ["noon"]],
  ["a number with its country, dialled", "00213770112233", ["noon"]],
  ["last digits that begin with noughts", "0100", ["round"]],
  ["Arabic digits", "٠٧٧٠١١٢٢٣٣", ["noon"]],
  ["the last ones in Arabic digits", "٢٢٣٣", ["firstOfEleventh", "noon"]],
  ["digits of the middle", "1122", []],
  ["more digits than a number has", "07701122334", []],
  ["digits with a letter among them", "0770x", []],
  ["a foreign number", "+33 6 12 34 56 78", []],
])("search by %s", async (_name, q, names) => {
  expect(await list({ q })).toEqual(of(...names));
});

test("search by id, in any case; half an id is nothing", async () => {
  const id = known.noon ?? "";
  expect(await list({ q: id })).toEqual([id]);
  expect(await list({ q: ` ${id.toUpperCase()} ` })).toEqual([id]);
  expect(await list({ q: id.slice(0, 18) })).toEqual([]);
});

test.each(["%", "_", "%%%", "0_6", "\\", "'", "' or 1=1 --", "null", "abc", "٪", "*", "+", "\u0000"])(
  "search for %j matches nothing that it does not say",
  async (q) => {
    const found = await list({ q });
    // Digits count, signs do not: `0_6` is a search for `06`.
    const digits = q.replace(/[^0-9]/g, "");
    if (digits === "" || q.includes("or")) expect(found).toEqual([]);
    else expect(found).toEqual(await list({ q: digits }));
  },
);

test.each(ORDER_STATUSES)("by status %s", async (status) => {
  const ids = await list({ status });
  const rows = await engine.database.sql`select id from orders where status = ${status} and shop_id = ${engine.shopId}`;
  expect(ids.sort()).toEqual(rows.map((row) => String(row.id)).sort());
});

test("pages lose nothing and repeat nothing, also among orders of one millisecond", async () => {
  const { shopId, staffId } = await engine.openShop(20_000);
  const ids: string[] = [];
  for (const second of [0, 0, 0, 1, 2]) {
    const batch = Array.from({ length: 9 }, () => engine.placement({ shopId, staffId, dinars: 100 }));
    await placeOrders(engine.database.sql, batch, at(`2026-01-20T10:00:0${second}.123Z`));
    ids.push(...batch.map((placement) => placement.orderId));
  }
  const db = engine.database.db;
  for (const pageSize of [1, 7, 9, 44, 45, 46]) {
    const seen: string[] = [];
    let cursor: string | null = null;
    do {
      const page = await listOrders(db, shopId, {}, cursor, pageSize);
      seen.push(...page.rows.map((row) => row.id));
      cursor = page.nextCursor;
    } while (cursor !== null);
    expect(seen).toHaveLength(45);
    expect(new Set(seen)).toEqual(new Set(ids));
  }
});

test("what is sold while somebody turns pages moves nothing they have yet to read", async () => {
  const before = await walk({}, 2);
  const first = await listOrders(engine.database.db, engine.shopId, {}, null, 2);
  known.between = await sellAt(at("2026-01-25T11:00:00Z"), { number: "0779000001" });
  const rest: string[] = [];
  let cursor = first.nextCursor;
  while (cursor !== null) {
    const page = await listOrders(engine.database.db, engine.shopId, {}, cursor, 2);
    rest.push(...page.rows.map((row) => row.id));
    cursor = page.nextCursor;
  }
  expect([...first.rows.map((row) => row.id), ...rest]).toEqual(before);
});

test.each([
  "",
  "_",
  "nonsense",
  "2026-01-10T11:00:00.000Z",
  "2026-13-45T99:00:00.000Z_019c22c8-2138-7b48-88a4-a0528814abe1",
  "0000-01-01T00:00:00.000Z_019c22c8-2138-7b48-88a4-a0528814abe1",
  "2026-01-10T11:00:00.000Z_not-an-id",
  "2026-01-10T11:00:00.000Z_019c22c8-2138-7b48-88a4-a0528814abe1'; --",
])("a cursor that nobody issued is the first page: %s", async (cursor) => {
  const { rows } = await listOrders(engine.database.db, engine.shopId, {}, cursor, 2);
  expect(rows).toHaveLength(2);
  expect(rows[0]?.id).toBe((await list({}))[0]);
});

test("whatever stands in the URL, the list answers", async () => {
  const words = [
    "",
    "0000-01-01",
    "9999-12-31",
    "2026-02-30",
    "\u0000",
    "%00",
    "1e9",
    "-1",
    "99999999999",
    "a".repeat(500),
    "🙂",
  ];
  for (const word of words) {
    for (const field of ["status", "operator", "staffId", "day", "q"]) {
      const { filter } = parseOrderFilter((name) => (name === field ? word : null));
      expect(Array.isArray((await listOrders(engine.database.db, engine.shopId, filter, null)).rows)).toBe(true);
    }
  }
});

test("counting stops at ten thousand and one", async () => {
  const { shopId, staffId } = await engine.openShop(0);
  await engine.database.sql.begin(async (tx) => {
    await tx`set local session_replication_role = replica`;
    await tx`
      insert into orders (id, shop_id, book, staff_id, msisdn, operator, plan_code, plan_name, face_centimes, charge_centimes, placed_at,
        status, finished_at)
      select gen_random_uuid(), ${shopId}, 'live', ${staffId}, '0770445566', 'Djezzy', 'P', 'P', 1, 1, now(), 'cancelled', now()
      from generate_series(1, 10005)`;
  });
  const { rows, countCapped, nextCursor } = await listOrders(engine.database.db, shopId, { status: "cancelled" }, null);
  expect([rows.length, countCapped]).toEqual([50, 10_001]);
  expect(nextCursor).not.toBeNull();
});

test("a statement's pages follow each other, and each line carries the balance after it", async () => {
  const { shopId, staffId } = await engine.openShop(20_000);
  const batch = Array.from({ length: 60 }, () => engine.placement({ shopId, staffId, dinars: 100 }));
  await placeOrders(engine.database.sql, batch, engine.now());
  const first = await listStatement(engine.database.db, shopId, null);
  const second = await listStatement(engine.database.db, shopId, Number(first.nextCursor));
  expect([first.rows.length, second.rows.length, second.nextCursor]).toEqual([50, 11, null]);
  const lines = [...first.rows, ...second.rows].reverse();
  const balances = lines.map((line) => (line.kind === "deposit" ? line.toBalanceCentimes : line.fromBalanceCentimes));
  expect(balances).toEqual(lines.map((_line, n) => String(2_000_000 - n * 9_800)));
});
