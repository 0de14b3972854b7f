import type { Sql } from "@/db/types";
import type { ShopId } from "@/lib/id";
import type { Centimes } from "@/lib/money/centimes";

export type Book = "live" | "training";

export type DepositInput = {
  readonly shopId: ShopId;
  readonly book: Book;
  readonly amountCentimes: Centimes;
  /** UUID. The same one again deposits nothing more. */
  readonly requestId: string;
  readonly staffId: number | null;
  readonly reason: string;
};

/**
 * Adds money to a shop's float: `funding → float`. False when this very request was posted before.
 * Throws for an amount that is not positive, a shop without accounts, or a request id that another deposit bears.
 */
export async function postDeposit(sql: Sql, input: DepositInput, now: Date | null = null): Promise<boolean> {
  try {
    await sql`select post_transfers(
      ${[input.shopId]}::integer[], ${[input.book]}::text[], array['deposit'], ${[input.amountCentimes.toString()]}::bigint[],
      array[null]::uuid[], ${[input.requestId]}::uuid[], ${[input.staffId]}::integer[], ${[input.reason]}::text[],
      coalesce(${now?.toISOString() ?? null}::timestamptz, clock_timestamp())),
      -- The payload names the shop: no order event tells of a deposit.
      pg_notify('rasid_live', ${String(input.shopId)})`;
    return true;
  } catch (error) {
    if (isUniqueViolation(error, "transfers_request_key") && (await isPosted(sql, input))) return false;
    throw error;
  }
}

async function isPosted(sql: Sql, { shopId, book, amountCentimes, requestId }: DepositInput): Promise<boolean> {
  const rows = await sql`
    select 1 from transfers t join accounts a on a.id = t.to_account_id
    where t.request_id = ${requestId} and t.kind = 'deposit' and t.shop_id = ${shopId} and a.book = ${book}
      and t.amount_centimes = ${amountCentimes.toString()}::bigint`;
  return rows.length === 1;
}

function isUniqueViolation(error: unknown, constraint: string): boolean {
  if (!(error instanceof Error) || !("code" in error) || !("constraint_name" in error)) return false;
  return error.code === "23505" && error.constraint_name === constraint;
}
