import { DEMO_PASSWORD, DEMO_SHOPS, DEMO_STAFF } from "../lib/auth/demo-staff";
import type { ShopId } from "../lib/id";
import { openDatabase } from "./client";
import { createShop, createStaff, depositTo } from "./factories";
import type { Sql } from "./types";

const CENTIMES_PER_DINAR = 100n;

/**
 * Fills a demo's database: two shops with prices and a prepaid balance, and the staff of the sign-in page. What is
 * there already is left alone, so it may run at every start, and from two instances at once.
 *
 * Throws for a database that has staff and none of the demo's: people whose password everyone knows have no business
 * among real ones. The caller sees to it that a PRODUCTION key never comes this far.
 */
export async function seedDemo(databaseUrl: string): Promise<void> {
  const { sql } = openDatabase(databaseUrl, { max: 1 });
  try {
    await refuseRealDatabase(sql);
    const shops = new Map<string, ShopId>();
    for (const shop of DEMO_SHOPS) {
      const { shopId } = await createShop(sql, shop);
      shops.set(shop.name, shopId);
      // Asked first, so that a start with nothing to do leaves no refusal in the database's log.
      if (await isPosted(sql, shop.depositRequestId)) continue;
      const target = { shopId, requestId: shop.depositRequestId };
      await depositTo(sql, target, shop.depositDinars * CENTIMES_PER_DINAR);
    }
    await createMissingStaff(sql, shops);
  } finally {
    await sql.end();
  }
}

async function isPosted(sql: Sql, requestId: string): Promise<boolean> {
  const rows = await sql`select from transfers where request_id = ${requestId}`;
  return rows.length > 0;
}

async function refuseRealDatabase(sql: Sql): Promise<void> {
  const demoNames = DEMO_STAFF.map(({ userName }) => userName);
  const [row] = await sql<{ isReal: boolean }[]>`
    select exists (select from staff) and not exists (select from staff where user_name = any(${demoNames})) as "isReal"`;
  if (row?.isReal) {
    throw new Error("This database has staff of its own: the demo is not added to it. Set RASID_DEMO=off.");
  }
}

async function createMissingStaff(sql: Sql, shops: ReadonlyMap<string, ShopId>): Promise<void> {
  const present = await sql<{ userName: string }[]>`select lower(user_name) as "userName" from staff`;
  const taken = new Set(present.map(({ userName }) => userName));
  for (const { userName, displayName, role, shopName } of DEMO_STAFF) {
    // Asked first, because hashing the password of somebody who is there is work at every start.
    if (taken.has(userName)) continue;
    const shopId = shopName === null ? null : (shops.get(shopName) ?? null);
    await createStaff(sql, { shopId, userName, displayName, role, password: DEMO_PASSWORD });
  }
}
