import type { Sql } from "@/db/types";
import type { ShopId } from "@/lib/id";

/** Gives a shop its accounts in both books, at zero; those it has are left alone. `funding` alone may go below zero. */
export async function openAccounts(sql: Sql, shopId: ShopId): Promise<void> {
  await sql`
    insert into accounts (shop_id, book, kind, floor_centimes)
    select ${shopId}, book, kind, case when kind = 'funding' then null else 0 end
    from unnest(array['live', 'training']) as book, unnest(array['float', 'held', 'sold', 'funding']) as kind
    on conflict (shop_id, book, kind) do nothing`;
}
