import { BOOKS, USERNAMES, type BookName } from "./model/accounts";
import { toDinars } from "./model/centimes";
import type { Delivery } from "./model/deliveries";
import type { Model } from "./model/model";
import { prefixedRef, type Order } from "./model/orders";
import type { WalletLine } from "./model/wallet";

/** Everything the sandbox knows but the keys. Money in dinars, instants in ISO 8601. */
export function viewDump(model: Model) {
  const nowMs = model.provider.settle();
  const { profile, dialect, timing, perMinuteMax, lineStates } = model.settings;
  const books = BOOKS.map((name) => model.provider.book(name));
  return {
    now: instant(nowMs),
    profile,
    dialect,
    timing,
    rateLimit: { perMinute: perMinuteMax },
    operators: lineStates,
    wallets: Object.fromEntries(
      books.map(({ name, wallet }) => [
        name,
        { opening: toDinars(wallet.openingCentimes), balance: toDinars(wallet.balanceCentimes) },
      ]),
    ),
    orders: books.flatMap((book) => book.allOrders().map((order) => viewOrder(order, book.username))),
    ledger: books.flatMap((book) => book.wallet.lines.map((line) => viewLine(line, book.name))),
    deliveries: viewDeliveries(model),
    faults: model.faults.list(),
    requests: model.log.list().map(({ atMs, ...rest }) => ({ at: instant(atMs), ...rest })),
  };
}

/** What reached a phone, and has to equal what the shop calls delivered. */
export function viewDeliveries(model: Model) {
  model.provider.settle();
  return model.provider.deliveries.list().map(viewDelivery);
}

export function viewOrder(order: Order, username: string = usernameOf(order.book)) {
  const [next] = order.ahead;
  return {
    topupId: order.id,
    book: order.book,
    ref: order.ref,
    storedRef: prefixedRef(username, order.ref),
    status: order.status,
    planCode: order.planCode,
    msisdn: order.msisdn,
    amount: order.amountDinars,
    charge: toDinars(order.chargeCentimes),
    isDebited: order.isDebited,
    refundMessage: order.refundMessage,
    offers: order.offers,
    createdAt: instant(order.createdAtMs),
    next: next === undefined ? null : { status: next.status, at: instant(next.atMs) },
  };
}

function viewLine(line: WalletLine, book: BookName) {
  return {
    id: line.id,
    book,
    type: line.type,
    operation: line.operation,
    amount: toDinars(line.amountCentimes),
    oldBalance: toDinars(line.oldBalanceCentimes),
    newBalance: toDinars(line.newBalanceCentimes),
    topupId: line.orderId,
    at: instant(line.atMs),
  };
}

function viewDelivery({ orderId, amountDinars, atMs, reversedAtMs, ...rest }: Delivery) {
  return {
    topupId: orderId,
    ...rest,
    amount: amountDinars,
    at: instant(atMs),
    reversedAt: reversedAtMs === null ? null : instant(reversedAtMs),
  };
}

function usernameOf(book: string): string {
  const name = BOOKS.find((candidate) => candidate === book);
  if (name === undefined) throw new Error(`no book ${book}`);
  return USERNAMES[name];
}

function instant(atMs: number): string {
  return new Date(atMs).toISOString();
}
