import type { Order } from "@/sandbox/model/orders";
import type { BookedOrder } from "./books";
import { FINAL } from "./invariants";
import type { Play } from "./play";

/** A difference that must be named: `kind effect` of its subject. Where two names are right, both are given. */
export type Expected = { readonly subject: string; readonly kinds: readonly string[]; readonly effect: number };

/** How an order of the provider's stands in its own account: what it was charged more often than given back. */
type Standing = { readonly debits: number; readonly charges: number; readonly net: number };

/**
 * Everything in which our books differ from the provider's, out of the provider's own books and ours. What the provider had and
 * moved before the walk begins (ten minutes before the first sale of ours, or before the first walk where there was none) is not
 * its business.
 */
export function listDifferences(play: Play, sinceMs: number): Expected[] {
  const { books, world, model } = play;
  const known = new Set(books.orders.map(({ id }) => id));
  const foreign = model.provider
    .book("sandbox")
    .allOrders()
    .filter(({ ref }) => !known.has(ref))
    .map((theirs) => ({ theirs, deltas: listDeltas(play, theirs, sinceMs) }))
    .filter(({ theirs, deltas }) => theirs.createdAtMs >= sinceMs || deltas.length > 0)
    .map(({ theirs, deltas }) => ({ subject: theirs.id, kinds: ["missing_here"], effect: sum(deltas) }));
  return [...foreign, ...books.orders.flatMap((order) => differencesOf(play, order, world.find(order.id)?.order))];
}

/** What the account's lines of an order did to its balance, from an instant on. */
function listDeltas({ model }: Play, theirs: Order, sinceMs: number): number[] {
  return model.provider
    .book("sandbox")
    .wallet.lines.filter(({ orderId, atMs }) => orderId === theirs.id && atMs >= sinceMs)
    .map((line) => Number(line.newBalanceCentimes - line.oldBalanceCentimes));
}

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);

function standingOf(play: Play, theirs: Order): Standing {
  const deltas = listDeltas(play, theirs, -Infinity);
  const debits = deltas.filter((delta) => delta < 0).length;
  return { debits, charges: 2 * debits - deltas.length, net: sum(deltas) };
}

function differencesOf(play: Play, order: BookedOrder, theirs: Order | undefined): Expected[] {
  const isSold = order.status === "fulfilled" && !order.reversed;
  const isBack = FINAL.has(order.status) && !isSold;
  const found: Expected[] = [];
  const name = (kinds: string | readonly string[], effect: number) =>
    void found.push({ subject: order.id, kinds: typeof kinds === "string" ? [kinds] : kinds, effect });
  if (theirs === undefined) {
    // Only people can have said of it that it was delivered.
    if (isSold) name("missing_there", order.cost);
    return found;
  }
  const { debits, charges, net } = standingOf(play, theirs);
  const gap = net + order.cost * charges;
  const isOtherFace = theirs.amountDinars * 100 !== order.face;
  const isRefunded = theirs.status === "REFUNDED";
  if (theirs.planCode !== order.plan_code || theirs.msisdn !== order.msisdn) name("sale_differs", 0);
  if (isSold && charges <= 0) name(debits === 0 ? "uncharged" : "refunded_there", order.cost);
  // Whether the provider says that it paid it back is its word; that it did not is its account's.
  if (isBack && charges >= 1) name(["refunded_here", "refund_unpaid"], -order.cost);
  // A dialect without a word for refunded shows such an order as one that cost nothing.
  const isSilent = play.model.settings.dialect.finalWords !== "FULFILLED/REFUNDED";
  if (isSold && charges >= 1 && isRefunded && !isSilent) name("refund_unpaid", 0);
  if (charges >= 2) name("charged_twice", -order.cost * (charges - 1));
  if (charges < 0) name("refunded_twice", -order.cost * charges);
  if (isOtherFace) name("amount_differs", Math.abs(gap) > 1 ? gap : 0);
  else if (Math.abs(gap) > 1) name(charges === 0 ? "refund_differs" : "charged_otherwise", gap);
  if (charges === 1 && isRefunded && isSilent) name("list_differs", 0);
  return found;
}
