import { and, asc, desc, eq, inArray, lt, sql } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";
import { preparedOnce } from "@/lib/prepared";
import type { Db } from "@/db/types";
import { accounts, orders, staff, transfers } from "@/db/schema";
import type { ShopId } from "@/lib/id";
import type { Book } from "./post-transfers";
import type { BalanceView, TransferView } from "./view";

export const STATEMENT_PAGE_SIZE = 50;

const isOfBook = () => and(eq(accounts.shopId, sql.placeholder("shopId")), eq(accounts.book, sql.placeholder("book")));

/** What a shop can sell with, and what is held by its orders in flight. Throws for a shop without accounts. */
export async function getBalance(db: Db, shopId: ShopId, book: Book = "live"): Promise<BalanceView> {
  const statement = preparedOnce(db, "get_balance", (own, name) =>
    own
      .select({ kind: accounts.kind, balance: accounts.balanceCentimes })
      .from(accounts)
      .where(and(isOfBook(), inArray(accounts.kind, ["float", "held"])))
      .prepare(name),
  );
  const rows = await statement.execute({ shopId, book });
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
  const statement = preparedOnce(db, "list_order_transfers", (own, name) =>
    selectTransfers(own)
      .where(and(eq(transfers.orderId, sql.placeholder("orderId")), eq(transfers.shopId, sql.placeholder("shopId"))))
      .orderBy(asc(transfers.id))
      .prepare(name),
  );
  return (await statement.execute({ shopId, orderId })).map(toTransferView);
}

/** The account at the float's end of a transfer, in the words of `transfers_float_idx`; a settle has none. */
const floatOfTransfer = sql`(case when ${transfers.kind} = 'hold' then ${transfers.fromAccountId} else ${transfers.toAccountId} end)`;

/** The page is found before anything is joined to it: a planner that underrates a float's movements would join and sort them all. */
function prepareStatement(db: Db, isBeyond: boolean) {
  return preparedOnce(db, isBeyond ? "list_statement_beyond" : "list_statement", (own, name) => {
    const float = own
      .select({ id: accounts.id })
      .from(accounts)
      .where(and(isOfBook(), eq(accounts.kind, "float")));
    const newest = own
      .select({ id: transfers.id })
      .from(transfers)
      .where(
        and(
          eq(floatOfTransfer, float),
          sql`${transfers.kind} <> 'settle'`,
          isBeyond ? lt(transfers.id, sql.placeholder("cursor")) : undefined,
        ),
      )
      .orderBy(desc(transfers.id))
      .limit(STATEMENT_PAGE_SIZE + 1);
    return selectTransfers(own).where(inArray(transfers.id, newest)).orderBy(desc(transfers.id)).prepare(name);
  });
}

/** The float's statement, newest first: every line carries the balance after it, so nothing is summed. Throws for a shop without accounts. */
export async function listStatement(
  db: Db,
  shopId: ShopId,
  cursor: number | null,
  book: Book = "live",
): Promise<{ rows: TransferView[]; nextCursor: string | null }> {
  const rows = await prepareStatement(db, cursor !== null).execute({ shopId, book, cursor });
  // A shop without a movement is rare, and one without accounts a mistake.
  if (rows.length === 0) await getBalance(db, shopId, book);
  const page = rows.slice(0, STATEMENT_PAGE_SIZE);
  const last = page.at(-1);
  return {
    rows: page.map(toTransferView),
    nextCursor: rows.length > STATEMENT_PAGE_SIZE && last ? String(last.transfer.id) : null,
  };
}
