import { and, eq, inArray, sql } from "drizzle-orm";
import { accounts } from "@/db/schema";
import type { Db } from "@/db/types";
import type { ShopId } from "@/lib/id";
import { preparedOnce } from "@/lib/prepared";
import type { BalanceView } from "./view";

/** What each of the shops can sell with, in the live book, and what its orders in flight hold; a shop without accounts is left out. */
export async function listBalances(db: Db, shopIds: readonly ShopId[]): Promise<Map<number, BalanceView>> {
  const balances = new Map<number, BalanceView>();
  if (shopIds.length === 0) return balances;
  const rows = await preparedOnce(db, "live_balances", prepareBalances).execute({ shopIds: `{${shopIds.join(",")}}` });
  const held = new Map(rows.filter(({ kind }) => kind === "held").map((row) => [row.shopId, row.balance]));
  for (const { shopId, kind, balance } of rows) {
    const heldCentimes = held.get(shopId);
    if (kind !== "float" || heldCentimes === undefined) continue;
    balances.set(shopId, { floatCentimes: balance.toString(), heldCentimes: heldCentimes.toString() });
  }
  return balances;
}

/** Runs at every change anywhere, so it is parsed and planned once a connection. */
function prepareBalances(db: Db, name: string) {
  return db
    .select({ shopId: accounts.shopId, kind: accounts.kind, balance: accounts.balanceCentimes })
    .from(accounts)
    .where(
      and(
        sql`${accounts.shopId} = any(${sql.placeholder("shopIds")}::integer[])`,
        eq(accounts.book, "live"),
        inArray(accounts.kind, ["float", "held"]),
      ),
    )
    .prepare(name);
}
