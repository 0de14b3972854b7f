import { prefixedRef, type Order } from "./orders";
import { Wallet, type WalletLine } from "./wallet";
import type { BookName } from "./accounts";
import type { Dialect } from "./dialect";

/** One page of rows, newest first. */
export type Page<T> = {
  readonly rows: readonly T[];
  readonly page: number;
  readonly pageSize: number;
  readonly totalResults: number;
};

export type PageRequest = {
  readonly page: number;
  readonly pageSize: number;
  readonly fromMs?: number;
  readonly toMs?: number;
};

/** One customer's orders and wallet in one environment. Rows are kept in the order of their time. */
export class Book {
  readonly wallet: Wallet;
  private readonly orders: Order[] = [];
  private readonly byRef = new Map<string, Order>();

  constructor(
    readonly name: BookName,
    readonly username: string,
    openingCentimes: bigint,
  ) {
    this.wallet = new Wallet(openingCentimes);
  }

  add(order: Order): void {
    this.orders.push(order);
    this.byRef.set(order.ref, order);
  }

  hasRef(ref: string): boolean {
    return this.byRef.has(ref);
  }

  /** By the caller's own reference, by the stored one with its prefix, or by either. */
  findByRef(asked: string, accepts: Dialect["checkRefAccepts"]): Order | null {
    const prefix = prefixedRef(this.username, "");
    const bare = accepts === "prefixed" ? undefined : this.byRef.get(asked);
    if (bare !== undefined) return bare;
    if (accepts === "bare" || !asked.startsWith(prefix)) return null;
    return this.byRef.get(asked.slice(prefix.length)) ?? null;
  }

  allOrders(): readonly Order[] {
    return this.orders;
  }

  listOrders(request: PageRequest): Page<Order> {
    return pageOf(this.orders, (order) => order.createdAtMs, request);
  }

  listLines(request: PageRequest): Page<WalletLine> {
    return pageOf(this.wallet.lines, (line) => line.atMs, request);
  }
}

/** A page of rows that stand oldest first, without walking through all of them. */
function pageOf<T>(rows: readonly T[], atMs: (row: T) => number, request: PageRequest): Page<T> {
  const start = request.fromMs === undefined ? 0 : firstIndex(rows, (row) => atMs(row) >= (request.fromMs ?? 0));
  const end = request.toMs === undefined ? rows.length : firstIndex(rows, (row) => atMs(row) > (request.toMs ?? 0));
  const { page, pageSize } = request;
  const last = end - (page - 1) * pageSize;
  const picked = last <= start ? [] : rows.slice(Math.max(start, last - pageSize), last).reverse();
  return { rows: picked, page, pageSize, totalResults: Math.max(0, end - start) };
}

function firstIndex<T>(rows: readonly T[], holds: (row: T) => boolean): number {
  let low = 0;
  let high = rows.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const row = rows[middle];
    if (row !== undefined && holds(row)) high = middle;
    else low = middle + 1;
  }
  return low;
}
