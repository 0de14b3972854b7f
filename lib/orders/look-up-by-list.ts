import type { ProviderOrder } from "@/lib/oneclick/types";
import { isSameRef } from "@/lib/oneclick/ref";
import type { Outcome } from "./apply-outcomes";
import { outcomeOfFound } from "./look-up-orders";
import { heedAnswer } from "./open-gate";
import type { ClaimedOrder, EngineDeps } from "./types";

/** From so many due orders on, a page of the provider's list costs fewer requests than asking for each. */
export const BULK_LOOK_MIN = 4;
export const LIST_PAGE_SIZE = 100;
/** Orders of one walk, and its pages: their time, and a look at whom they did not hold, must fit into one lease. */
export const WALK_ORDERS_MAX = 300;
const WALK_PAGES_MAX = 4;

export type Walked = {
  readonly outcomes: Outcome[];
  /** No page held them: each is to be asked for by itself. A list proves no absence, it may have moved while it was read. */
  readonly missing: ClaimedOrder[];
  /** Nobody could look for them. */
  readonly unreached: ClaimedOrder[];
};

/**
 * Asks for orders by pages of the provider's list, aimed at where they stand in it: from the one that has waited longest down to
 * older ones, then from the newest down to it, so that whoever the budget did not suffice for comes first the next time. Where the
 * next order stands beyond the page after this, the walk jumps there by a window of its own; what stands too far from the others
 * to be worth a page is left out.
 *
 * @param spend takes one request from the budget; false where none may be made.
 */
export async function lookUpByList(
  deps: EngineDeps,
  claimed: readonly ClaimedOrder[],
  spend: () => Promise<boolean>,
): Promise<Walked> {
  const walked: Walked = { outcomes: [], missing: [], unreached: [] };
  const { listing } = deps;
  const newestFirst = claimed.toSorted((a, b) => listing.placeOf(b).toMs - listing.placeOf(a).toMs);
  const sinceMs = Math.min(...newestFirst.map((order) => order.wasDueAt.getTime()));
  const longest = Math.max(
    0,
    newestFirst.findIndex((order) => order.wasDueAt.getTime() === sinceMs),
  );
  let pages = 0;
  const mayAsk = async () => pages < WALK_PAGES_MAX && (await spend()) && (pages += 1) > 0;
  const unreached = [
    ...(await walkDown(deps, newestFirst.slice(longest), walked, mayAsk)),
    ...(await walkDown(deps, newestFirst.slice(0, longest), walked, mayAsk)),
  ];
  // Pages that found nobody will not find them the next time either.
  const isVain = pages === WALK_PAGES_MAX && walked.outcomes.length === 0;
  (isVain ? walked.missing : walked.unreached).push(...unreached);
  return walked;
}

/** Walks from the first of the orders, which stand newest first, to the last. Answers for whom no request was left. */
async function walkDown(
  deps: EngineDeps,
  orders: ClaimedOrder[],
  walked: Walked,
  mayAsk: () => Promise<boolean>,
): Promise<ClaimedOrder[]> {
  let ahead = orders;
  let at = { page: 1, from: new Date(0), to: new Date(0) };
  while (ahead.length > 0) {
    if (!(await mayAsk())) return ahead;
    if (at.page === 1) at = { page: 1, ...windowOf(deps, ahead) };
    const answer = await deps.upstream.listOrders({ ...at, pageSize: LIST_PAGE_SIZE });
    await heedAnswer(deps, answer);
    if (answer.kind !== "found") break;
    const { rows, totalPages } = answer.value;
    ahead = takeFound(deps, rows, ahead, walked.outcomes);
    if (at.page >= totalPages) break;
    const seen = spanOf(rows);
    if (seen !== null) ahead = leaveOut(deps, seen, ahead, walked.missing);
    const next = ahead[0];
    const isNextPage = next === undefined || seen === null || deps.listing.placeOf(next).toMs >= seen.fromMs;
    at = { ...at, page: isNextPage ? at.page + 1 : 1 };
  }
  walked.missing.push(...ahead);
  return [];
}

function windowOf({ listing }: EngineDeps, orders: readonly ClaimedOrder[]): { from: Date; to: Date } {
  const places = orders.map((order) => listing.placeOf(order));
  return {
    from: new Date(Math.min(...places.map(({ fromMs }) => fromMs))),
    to: new Date(Math.max(...places.map(({ toMs }) => toMs))),
  };
}

/** Those of the orders that the rows do not hold. */
function takeFound(
  deps: EngineDeps,
  rows: readonly ProviderOrder[],
  ahead: readonly ClaimedOrder[],
  outcomes: Outcome[],
): ClaimedOrder[] {
  const left = new Map(ahead.map((order) => [order.id, order]));
  for (const row of rows) {
    const order = left.get(bareRef(row.ref));
    if (!order || !isSameRef(row.ref, order.id)) continue;
    outcomes.push(outcomeOfFound(order, row));
    deps.listing.note(order, row);
    left.delete(order.id);
  }
  return [...left.values()];
}

/** Order ids are 36 characters, whatever stands before them. */
function bareRef(ref: string): string {
  return ref.slice(-36);
}

/** The time that a page covers; null where the provider does not say. */
function spanOf(rows: readonly ProviderOrder[]): { fromMs: number; toMs: number } | null {
  const times = rows.flatMap(({ createdAt }) => (createdAt === null ? [] : [createdAt.getTime()]));
  return times.length === 0 ? null : { fromMs: Math.min(...times), toMs: Math.max(...times) };
}

/** Leaves out, as missing, whom the page should have held, and those next ahead that are too few for a page of their own. */
function leaveOut(
  { listing }: EngineDeps,
  seen: { fromMs: number; toMs: number },
  ahead: readonly ClaimedOrder[],
  missing: ClaimedOrder[],
): ClaimedOrder[] {
  const left: ClaimedOrder[] = [];
  for (const order of ahead) (listing.placeOf(order).fromMs > seen.fromMs ? missing : left).push(order);
  const spanMs = seen.toMs - seen.fromMs;
  const toMs = (order: ClaimedOrder) => listing.placeOf(order).toMs;
  let first = 0;
  for (;;) {
    const [next, last] = [left[first], left[first + BULK_LOOK_MIN - 1]];
    if (next === undefined || (last !== undefined && toMs(next) - toMs(last) <= spanMs)) break;
    missing.push(next);
    first += 1;
  }
  return left.slice(first);
}
