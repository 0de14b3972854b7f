import { and, desc, eq, inArray, lt, or } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";
import type { Db } from "@/db/types";
import { accounts, orders, staff, transfers } from "@/db/schema";
import type { ShopId } from "@/lib/id";
import type { Book } from "./post-transfers";
import type { BalanceView, TransferView } from "./view";

export const STATEMENT_PAGE_SIZE = 50;

/** What a shop can sell with, and what is held by its orders in flight. Throws for a shop without accounts. */
export async function getBalance(db: Db, shopId: ShopId, book: Book = "live"): Promise<BalanceView> {
  const rows = await db
    .select({ kind: accounts.kind, balance: accounts.balanceCentimes })
    .from(accounts)
    .where(and(eq(accounts.shopId, shopId), eq(accounts.book, book), inArray(accounts.kind, ["float", "held"])));
  const byKind = new Map(rows.map((row) => [row.kind, row.balance]));
  const float = byKind.get("float");
  const held = byKind.get("held");
  if (float === undefined || held === undefined) throw new Error(`shop ${shopId} has no accounts in book ${book}`);
  return { floatCentimes: float.toString(), heldCentimes: held.toString() };
}

const fromAccount = alias(accounts, "from_account");
const toAccount = alias(accounts, "to_account");

function selectTransfers(db: Db) {
  return db
    .select({
      transfer: transfers,
      from: fromAccount.kind,
      to: toAccount.kind,
      msisdn: orders.msisdn,
      staffName: staff.displayName,
    })
    .from(transfers)
    .innerJoin(fromAccount, eq(fromAccount.id, transfers.fromAccountId))
    .innerJoin(toAccount, eq(toAccount.id, transfers.toAccountId))
    .leftJoin(orders, eq(orders.id, transfers.orderId))
    .leftJoin(staff, eq(staff.id, transfers.staffId));
}

type TransferRow = Awaited<ReturnType<typeof selectTransfers>>[number];

function toTransferView(row: TransferRow): TransferView {
  const { transfer } = row;
  return {
    id: transfer.id,
    kind: transfer.kind,
    amountCentimes: transfer.amountCentimes.toString(),
    from: row.from,
    to: row.to,
    fromBalanceCentimes: transfer.fromBalanceCentimes.toString(),
    toBalanceCentimes: transfer.toBalanceCentimes.toString(),
    orderId: transfer.orderId,
    msisdn: row.msisdn,
    reason: transfer.reason,
    staffName: row.staffName,
    at: transfer.createdAt.toISOString(),
  };
}

/** The movements of one order, oldest first: at most three. */
export async function listOrderTransfers(db: Db, shopId: ShopId, orderId: string): Promise<TransferView[]> {
  const rows = await selectTransfers(db)
    .where(and(eq(transfers.orderId, orderId), eq(transfers.shopId, shopId)))
    .orderBy(transfers.id);
  return rows.map(toTransferView);
}

/** The float's statement, newest first: every line carries the balance after it, so nothing is summed. */
export async function listStatement(
  db: Db,
  shopId: ShopId,
  cursor: number | null,
  book: Book = "live",
): Promise<{ rows: TransferView[]; nextCursor: string | null }> {
  const [float] = await db
    .select({ id: accounts.id })
    .from(accounts)
    .where(and(eq(accounts.shopId, shopId), eq(accounts.book, book), eq(accounts.kind, "float")));
  if (!float) throw new Error(`shop ${shopId} has no accounts in book ${book}`);
  const touchesFloat = or(eq(transfers.fromAccountId, float.id), eq(transfers.toAccountId, float.id));
  const rows = await selectTransfers(db)
    .where(cursor === null ? touchesFloat : and(touchesFloat, lt(transfers.id, cursor)))
    .orderBy(desc(transfers.id))
    .limit(STATEMENT_PAGE_SIZE + 1);
  const page = rows.slice(0, STATEMENT_PAGE_SIZE);
  const last = page.at(-1);
  return {
    rows: page.map(toTransferView),
    nextCursor: rows.length > STATEMENT_PAGE_SIZE && last ? String(last.transfer.id) : null,
  };
}
