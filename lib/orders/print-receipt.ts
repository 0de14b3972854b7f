import type { Sql } from "@/db/types";
import type { Session } from "@/lib/auth/types";
import type { ShopId } from "@/lib/id";
import { err, ok, type Result } from "@/lib/result";
import type { ReceiptError } from "./errors";

/** Counts a receipt that is about to be printed. Copy 1 is the original, whatever follows is a duplicate. */
export async function printReceipt(
  { sql }: { readonly sql: Sql },
  session: Session,
  orderId: string,
): Promise<Result<{ readonly copy: number }, ReceiptError>> {
  const [row] = await sql<{ copy: number | null }[]>`
    select print_receipt(${orderId}::uuid, ${session.shopId}::integer, ${session.staffId}::integer) as copy`;
  return row?.copy ? ok({ copy: row.copy }) : err({ code: "nothing_to_print" });
}

/** How many receipts of the shop's order have been printed. */
export async function countReceipts(sql: Sql, shopId: ShopId, orderId: string): Promise<number> {
  const [row] = await sql<{ copies: number }[]>`
    select coalesce(max(copy), 0)::integer as copies from receipt_prints
    where order_id = ${orderId}::uuid and shop_id = ${shopId}::integer`;
  return row?.copies ?? 0;
}
