import { drizzle } from "drizzle-orm/postgres-js";
import postgres from "postgres";
import { z } from "zod";
import { openDatabase } from "@/db/client";
import * as schema from "@/db/schema";
import type { Database } from "@/db/types";
import { findSessionOf } from "@/lib/auth/find-session";
import { mintShopId } from "@/lib/auth/shop-id";
import { mintOrderId, type ShopId } from "@/lib/id";
import { auditLedger } from "@/lib/ledger/audit";
import { getBalance, listStatement } from "@/lib/ledger/queries";
import { formatSlipCode } from "@/lib/orders/format-slip-code";
import { gatherPlacements } from "@/lib/orders/gather-placements";
import { listRegulars } from "@/lib/orders/list-regulars";
import { listUncertain, readShelfCounts } from "@/lib/orders/list-uncertain";
import type { Placement } from "@/lib/orders/place-orders";
import { findOrderDetail, listOrders, listOrdersById, listSellers } from "@/lib/orders/queries";
import type { OrderFilter } from "@/lib/orders/view";
import { parseMsisdn } from "@/lib/phone/msisdn";
import { FACE_CENTIMES, openArena, PLAN, type Arena } from "./arena";
import { loadFor } from "./load";
import { LARGE, openMadeDatabase, QUICK, SMALL } from "./made-database";
import type { Bench, Contest, Section, Side } from "./row";

/** Each of the many reads is short, and there are many of them. */
const READ_SHARE = 0.1;
/** Sales of the number that is searched for: more than a page. */
const REGULAR_TIMES = 55;
const PLACING_SHOPS = 100;
const PLACING_CALLERS = 64;
const READING_CALLERS = 8;

/** What a screen's reads are asked with, in the largest shop of a database. */
type Counter = Database & {
  readonly url: string;
  readonly shopId: ShopId;
  readonly orderId: string;
  readonly msisdn: string;
  readonly day: string;
  readonly owner: number;
  readonly rareSeller: number;
  /** The end of the page before the ten thousandth, or of the last that there is. */
  readonly deep: string;
  readonly deepStatement: number;
};

/** One business with ten million orders behind it, and one with ten thousand. */
export const scaling: readonly Section[] = [
  {
    name: "ten million orders",
    async open(bench) {
      const isFresh = process.argv.includes("--fresh");
      const large = await openCounter(await openMadeDatabase(bench.serverUrl, sizeOf(bench), isFresh));
      const small = await openCounter(await openMadeDatabase(bench.serverUrl, SMALL, isFresh));
      const empty = await openArena(bench.serverUrl, PLACING_SHOPS);
      const placing = await placeContest(large, empty);
      return {
        contests: [
          ...readContests(large, small, bench),
          ...deepContests(large),
          ...hotContests(large),
          placing.contest,
        ],
        async audit() {
          // Nothing else has written.
          if (!placing.takeHasPlaced()) return [];
          const findings = [...(await auditLedger(large.sql)), ...(await auditLedger(empty.sql))];
          return findings.map(({ name }) => name);
        },
        async close() {
          await Promise.all([large.sql.end({ timeout: 5 }), small.sql.end({ timeout: 5 })]);
          await empty.drop();
        },
      };
    },
  },
];

const sizeOf = ({ pace }: Bench) => (pace.isQuick ? QUICK : LARGE);

async function openCounter(url: string): Promise<Counter> {
  const database = openDatabase(url);
  const { sql } = database;
  const [shop] = await sql<{ id: number; first: number; last: number }[]>`
    select s.id, min(p.id) as first, max(p.id) as last from shops s join staff p on p.shop_id = s.id
    where s.id = (select min(id) from shops) group by s.id`;
  if (!shop) throw new Error("no shops were made");
  // The page before the ten thousandth, or as deep as a smaller shop is.
  const [deep] = await sql<{ id: string; msisdn: string; placed_at: string }[]>`
    select id, msisdn, placed_at from orders where id = (
      select id from (select id, placed_at from orders where shop_id = ${shop.id} and book = 'live'
        order by placed_at desc, id desc limit 499950) newest order by placed_at, id limit 1)`;
  const [transfer] = await sql<{ id: string }[]>`
    select min(id)::text as id from transfers where order_id = ${deep?.id ?? mintOrderId()}`;
  if (!deep || !transfer) throw new Error("the shop is empty");
  const placedAt = new Date(deep.placed_at).toISOString();
  const number = await pickRegular(sql, mintShopId(shop.id));
  return {
    ...database,
    url,
    shopId: mintShopId(shop.id),
    ...{ orderId: deep.id, msisdn: number, day: placedAt.slice(0, 10) },
    ...{ owner: shop.first, rareSeller: shop.last },
    ...{ deep: `${placedAt}_${deep.id}`, deepStatement: Number(transfer.id) },
  };
}

/** A number that the shop knows well, and as well in a large shop as in a small one. */
async function pickRegular(sql: Database["sql"], shopId: ShopId): Promise<string> {
  const [regular] = await sql<{ msisdn: string }[]>`
    select msisdn from orders where shop_id = ${shopId} group by msisdn having count(*) >= ${REGULAR_TIMES}
    order by count(*), msisdn limit 1`;
  if (!regular) throw new Error("the shop has no regulars");
  return regular.msisdn;
}

type Read = (counter: Counter) => Promise<unknown>;

const listed =
  (filter: (counter: Counter) => OrderFilter): Read =>
  (counter) =>
    listOrders(counter.db, counter.shopId, filter(counter), null);

/** Every read of every page, and the list by each of its filters. */
const READS: Readonly<Record<string, Read>> = {
  "the orders list": listed(() => ({})),
  "by status delivered": listed(() => ({ status: "fulfilled" })),
  "by status refunded": listed(() => ({ status: "refunded" })),
  "by status uncertain": listed(() => ({ status: "uncertain" })),
  "by operator": listed(() => ({ operator: "Mobilis" })),
  "by an operator hardly sold": listed(() => ({ operator: "Pixx" })),
  "by seller": listed(({ owner }) => ({ staffId: owner })),
  "by a seller who hardly sells": listed(({ rareSeller }) => ({ staffId: rareSeller })),
  "by seller and operator without a match": listed(({ rareSeller }) => ({ staffId: rareSeller, operator: "Pixx" })),
  "by day": listed(({ day }) => ({ day })),
  "by day, operator and status": listed(({ day }) => ({ day, operator: "Djezzy", status: "fulfilled" })),
  "by a whole number": listed(({ msisdn }) => ({ q: msisdn })),
  "by the first two digits": listed(({ msisdn }) => ({ q: msisdn.slice(0, 2) })),
  "by the first four digits": listed(({ msisdn }) => ({ q: msisdn.slice(0, 4) })),
  "by the first seven digits": listed(({ msisdn }) => ({ q: msisdn.slice(0, 7) })),
  "by the last two digits": listed(({ msisdn }) => ({ q: msisdn.slice(-2) })),
  "by the last four digits": listed(({ msisdn }) => ({ q: msisdn.slice(-4) })),
  "by the last six digits": listed(({ msisdn }) => ({ q: msisdn.slice(-6) })),
  "by id": listed(({ orderId }) => ({ q: orderId })),
  "by the code of a slip": listed(({ orderId }) => ({ q: formatSlipCode(orderId) })),
  "one order": ({ db, shopId, orderId }) => findOrderDetail(db, shopId, orderId, true),
  "orders that changed": ({ db, shopId, orderId }) => listOrdersById(db, shopId, [orderId]),
  "the statement": ({ db, shopId }) => listStatement(db, shopId, null),
  "the balance": ({ db, shopId }) => getBalance(db, shopId),
  sellers: ({ db, shopId }) => listSellers(db, shopId),
  "the shelf": ({ db, shopId }) => listUncertain(db, shopId),
  "the shelf's count": ({ db, shopId }) => readShelfCounts(db, shopId),
  regulars: ({ db, shopId }) => listRegulars(db, shopId),
};

/** The raw figures also say how many rows came back and how many were counted, because both sides must show as much to compare. */
function reading(name: string, counter: Counter, read: Read, callers = 1): Side {
  return {
    name,
    async run(durationMs) {
      const shown = pageSchema.safeParse(await read(counter));
      const load = await loadFor(callers, durationMs * READ_SHARE, async () => void (await read(counter)));
      return { ...load, ...(shown.success && { rows: shown.data.rows.length, counted: shown.data.countCapped ?? 0 }) };
    },
  };
}

const pageSchema = z.object({ rows: z.array(z.unknown()), countCapped: z.number().optional() });

function readContests(large: Counter, small: Counter, bench: Bench): Contest[] {
  const orders = sizeOf(bench).orders.toLocaleString("en");
  return Object.entries(READS).map(([name, read]) => ({
    name: `${name}: ${orders} orders against ${SMALL.orders.toLocaleString("en")}`,
    subject: reading("many orders", large, read),
    anchor: reading("few orders", small, read),
    ...{ measure: "p50Ms", unit: "ms", compare: "ratio", target: { atMost: 1.4 } },
  }));
}

function deepContests(large: Counter): Contest[] {
  const contest = (name: string, first: Read, deep: Read): Contest => ({
    name: `page 10,000 of ${name} against page 1`,
    subject: reading("page 10,000", large, deep),
    anchor: reading("page 1", large, first),
    ...{ measure: "p50Ms", unit: "ms", compare: "ratio", target: { atMost: 1.2 } },
  });
  return [
    contest(
      "the orders list",
      ({ db, shopId }) => listOrders(db, shopId, {}, null),
      ({ db, shopId, deep }) => listOrders(db, shopId, {}, deep),
    ),
    contest(
      "the list by operator",
      ({ db, shopId }) => listOrders(db, shopId, { operator: "Mobilis" }, null),
      ({ db, shopId, deep }) => listOrders(db, shopId, { operator: "Mobilis" }, deep),
    ),
    contest(
      "the statement",
      ({ db, shopId }) => listStatement(db, shopId, null),
      ({ db, shopId, deepStatement }) => listStatement(db, shopId, deepStatement),
    ),
  ];
}

const HOT: Readonly<Record<string, Read>> = {
  "a page of orders": ({ db, shopId }) => listOrders(db, shopId, {}, null),
  "an order that changed": ({ db, shopId, orderId }) => listOrdersById(db, shopId, [orderId]),
  "the balance": ({ db, shopId }) => getBalance(db, shopId),
  "the session": ({ db, owner }) => findSessionOf(db, { staffId: owner, sessionVersion: 1 }, null),
};

/** The product's reads beside the very statements that they send, sent by postgres.js itself. */
function hotContests(large: Counter): Contest[] {
  return Object.entries(HOT).map(([name, read]) => {
    let bare: Promise<() => Promise<unknown>> | undefined;
    return {
      name: `${name}, ${READING_CALLERS} callers, against bare postgres.js`,
      subject: reading("through Drizzle", large, read, READING_CALLERS),
      anchor: {
        name: "postgres.js",
        async run(durationMs) {
          bare ??= bareOf(large, read);
          const send = await bare;
          return loadFor(READING_CALLERS, durationMs * READ_SHARE, async () => void (await send()));
        },
      },
      ...{ measure: "perSecond", unit: "/s", compare: "ratio", target: { atLeast: 0.9 } },
    };
  });
}

/** The statements of a read with their values, as a pool that is watched sends them. */
async function bareOf(counter: Counter, read: Read): Promise<() => Promise<unknown>> {
  const seen: { text: string; values: postgres.ParameterOrJSON<never>[] }[] = [];
  const sql = postgres(counter.url, {
    max: 1,
    types: { bigint: postgres.BigInt },
    debug: (_connection, text, values) => void seen.push({ text, values }),
  });
  await read({ ...counter, sql, db: drizzle(sql, { schema }) });
  await sql.end({ timeout: 5 });
  // The first statement of a connection asks for the types that the server knows.
  const own = seen.filter(({ text }) => !text.includes("pg_catalog.pg_type"));
  if (own.length === 0) throw new Error("the read sent nothing");
  return () => Promise.all(own.map(({ text, values }) => counter.sql.unsafe(text, values, { prepare: true })));
}

/** Placing as shipped, in a hundred shops among five thousand that have ten million orders, and in a hundred that have none. */
async function placeContest(large: Counter, empty: Arena) {
  const shops = await large.sql<{ shopId: number; staffId: number }[]>`
    select "shopId", "staffId" from (
      select s.id as "shopId", min(p.id) as "staffId", row_number() over (order by s.id) as n, count(*) over () as shops
      from shops s join staff p on p.shop_id = s.id group by s.id) numbered
    where n % greatest(1, shops / ${PLACING_SHOPS}) = 0 limit ${PLACING_SHOPS}`;
  const tills = shops.map(({ shopId, staffId }) => ({ shopId: mintShopId(shopId), staffId }));
  let count = 0;
  let hasPlaced = false;
  const placement = (caller: number): Placement => {
    const till = tills[caller % tills.length];
    // Customers of the whole country, as in the empty database.
    const msisdn = parseMsisdn(`07${String(10_000_000 + (count % 90_000_000))}`);
    count += 1;
    if (!till || !msisdn.ok) throw new Error(`no till for ${caller}`);
    const sold = { msisdn: msisdn.value, planCode: PLAN, faceCentimes: FACE_CENTIMES };
    return { ...till, ...sold, orderId: mintOrderId(), book: "live", isRepeat: true, originOrderId: null };
  };
  const contest: Contest = {
    name: `place, ${PLACING_CALLERS} callers, ${PLACING_SHOPS} shops: with all that is stored against an empty database`,
    subject: placing("much stored", large, placement, () => void (hasPlaced = true)),
    anchor: placing("nothing stored", empty, (caller) => ({ ...empty.placement(caller), isRepeat: true })),
    ...{ measure: "perSecond", unit: "/s", compare: "ratio", target: { atLeast: 0.8 } },
  };
  return {
    contest,
    /** Whether anything was placed since the last time that this was asked. */
    takeHasPlaced() {
      const had = hasPlaced;
      hasPlaced = false;
      return had;
    },
  };
}

function placing(
  name: string,
  { sql }: Database,
  next: (caller: number) => Placement,
  note: () => void = () => {},
): Side {
  const gatherer = gatherPlacements(sql, () => null);
  return {
    name,
    run(durationMs) {
      note();
      return loadFor(PLACING_CALLERS, durationMs, async (caller) => {
        const answer = await gatherer.gather(next(caller));
        if (!answer.ok || answer.value.code !== "placed") throw new Error(`not placed: ${JSON.stringify(answer)}`);
      });
    },
  };
}
