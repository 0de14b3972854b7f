import { openDatabase } from "@/db/client";
import { createShop, createStaff, depositTo } from "@/db/factories";
import type { Database } from "@/db/types";
import { mintOrderId, type ShopId } from "@/lib/id";
import { auditLedger } from "@/lib/ledger/audit";
import type { ProviderPlan } from "@/lib/oneclick/types";
import { parseMsisdn } from "@/lib/phone/msisdn";
import type { Placement } from "@/lib/orders/place-orders";
import { replacePlans } from "@/lib/plans/sync-plans";
import { cloneTemplate, type TestDatabase } from "../support/test-database";

export const PLAN = "PREPAID_DJEZZY";
/** Of what is sold throughout. */
export const FACE_CENTIMES = 10_000n;
export const CHARGE_CENTIMES = 9_800n;
const FLOAT_CENTIMES = 1_000_000_000_000n;

export type Till = { readonly shopId: ShopId; readonly staffId: number };

/** A database of its own, with so many shops that will never run out of money. */
export type Arena = Database & {
  readonly url: string;
  readonly tills: readonly Till[];
  /** The names of the invariants of the book that do not hold. */
  audit(): Promise<string[]>;
  /** A sale that nothing is wrong with, in the till asked for. */
  placement(till: number): Placement;
  drop(): Promise<void>;
};

export async function openArena(serverUrl: string, shops: number): Promise<Arena> {
  const test = await cloneTemplate(serverUrl);
  const database = openDatabase(test.url);
  await replacePlans(database.sql, [PLAN_AS_LISTED], null);
  const tills: Till[] = [];
  for (let n = 0; n < shops; n += 1) tills.push(await openTill(database));
  return { ...database, url: test.url, tills, ...actsOf(database, test, tills) };
}

export type Attended = Pick<Arena, "tills" | "placement">;

/** The same shops, for another process: it sells from its own part of the numbers. */
export async function attendArena({ sql }: Pick<Database, "sql">): Promise<Attended> {
  const rows = await sql<{ shop_id: ShopId; staff_id: number }[]>`
    select shop_id, id as staff_id from staff where shop_id is not null order by shop_id`;
  const tills = rows.map((row) => ({ shopId: row.shop_id, staffId: row.staff_id }));
  return { tills, placement: placementsOf(tills, process.pid * 97_001) };
}

async function openTill({ sql }: Database): Promise<Till> {
  const { shopId } = await createShop(sql, { defaultChargeBp: 9_800 });
  const { staffId } = await createStaff(sql, { shopId });
  await depositTo(sql, { shopId }, FLOAT_CENTIMES);
  return { shopId, staffId };
}

function actsOf({ sql }: Database, test: TestDatabase, tills: readonly Till[]) {
  return {
    audit: async () => (await auditLedger(sql)).map(({ name }) => name),
    placement: placementsOf(tills, 0),
    async drop() {
      await sql.end({ timeout: 5 });
      await test.drop();
    },
  };
}

/** Each sale is of a number of its own. */
function placementsOf(tills: readonly Till[], first: number): (till: number) => Placement {
  let count = first;
  return (till) => {
    const own = tills[till % tills.length];
    // Not among the numbers that pgbench draws: the guard against a second sale would ask about them.
    const msisdn = parseMsisdn(`05${String(10_000_000 + (count % 90_000_000))}`);
    count += 1;
    if (!own || !msisdn.ok) throw new Error(`no till ${till}`);
    const sold = { msisdn: msisdn.value, planCode: PLAN, faceCentimes: FACE_CENTIMES };
    return { ...own, ...sold, orderId: mintOrderId(Date.now()), book: "live", isRepeat: false, originOrderId: null };
  };
}

const PLAN_AS_LISTED: ProviderPlan = {
  code: PLAN,
  name: "Djezzy prépayé",
  operator: "Djezzy",
  kind: "dynamic",
  minDinars: 50,
  maxDinars: 10_000,
  costRatio: "0.97",
  isEnabled: true,
};
