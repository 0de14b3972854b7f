import type { Database } from "@/db/types";
import type { ProviderOrder, Upstream } from "@/lib/oneclick/types";
import { gatherOutcomes } from "@/lib/orders/gather-outcomes";
import { openLanes } from "@/lib/orders/open-lanes";
import { openListing } from "@/lib/orders/read-listing";
import { syncOrders } from "@/lib/orders/sync-orders";
import type { EngineDeps, SyncCounts } from "@/lib/orders/types";

/** So many requests a minute as nobody can make. */
export const NO_BUDGET = 100_000_000;
export const KEY_DIGEST = "bench";
const USERNAME = "+213550112233";

export type BenchEngine = EngineDeps & {
  /** Puts the clock of this instance's statements ahead, so that a look need not be waited for. */
  pass(ms: number): void;
  tick(deadline?: () => boolean): Promise<SyncCounts>;
};

/** The engine as shipped, but for what it is handed: a provider of the bench's and a budget of its own. */
export function createEngine(
  { sql }: Pick<Database, "sql">,
  upstream: Upstream,
  options: { ratePerMinute?: number; lanes?: number; now?: () => number } = {},
): BenchEngine {
  const { ratePerMinute = NO_BUDGET, now = Date.now } = options;
  let aheadMs = 0;
  const ground = {
    sql,
    log: { info: () => undefined, warn: () => undefined, error: complain },
    virtualNow: () => new Date(now() + aheadMs),
  };
  const deps: EngineDeps = {
    ...ground,
    upstream,
    outcomes: gatherOutcomes(ground),
    lanes: openLanes(ratePerMinute, options.lanes),
    listing: openListing(),
    settings: { environment: "SANDBOX", keyDigest: KEY_DIGEST, ratePerMinute },
  };
  return { ...deps, pass: (ms) => void (aheadMs += ms), tick: (deadline = () => false) => syncOrders(deps, deadline) };
}

function complain(fields: Record<string, unknown>, message: string): void {
  throw new Error(
    `${message}: ${JSON.stringify(fields, (_key, one: unknown) => (one instanceof Error ? String(one) : one))}`,
  );
}

/** The catalogue is the bench's own, and stays: the engine need not read one. */
export async function warmUp({ sql }: Pick<Database, "sql">): Promise<void> {
  await sql`
    insert into upstream_state (id, environment, username, key_digest, is_usable, validated_at, plans_synced_at)
    values (1, 'SANDBOX', ${USERNAME}, ${KEY_DIGEST}, true, now() + interval '1 hour', now() + interval '1 day')
    on conflict (id) do nothing`;
}

/** One order in so many is given back. */
type InstantOptions = { readonly refundEvery: number; readonly keptMax?: number };

/**
 * A provider in the same process that answers at once, and knows how every order ends from the start. It keeps the newest
 * `keptMax` orders, as many as one page after the other may ask for.
 */
export function createInstantProvider({ refundEvery, keptMax = 200_000 }: InstantOptions, now = Date.now): Upstream {
  let kept: ProviderOrder[] = [];
  let count = 0;
  const answered = { httpStatus: 200, requestId: null } as const;
  const at = (order: ProviderOrder | undefined) => order?.createdAt?.getTime() ?? 0;
  const unasked = (what: string) => () => Promise.reject(new Error(`${what} is not asked for here`));
  return {
    ping: () => Promise.resolve({ ...answered, kind: "found", value: { isApiUp: true, operators: {} } }),
    validate: () =>
      Promise.resolve({
        ...answered,
        kind: "found",
        value: { username: USERNAME, environment: "SANDBOX", isEnabled: true, scope: "READ-WRITE" },
      }),
    balance: unasked("the balance"),
    listWalletLines: unasked("the wallet"),
    listPlans: unasked("the catalogue"),
    findByRef: unasked("a reference"),
    findById: (topupId) => Promise.resolve({ ...answered, kind: "found", value: orderOf(topupId, null) }),
    send: ({ planCode, msisdn, amountDinars, ref }) => {
      count += 1;
      const status = count % refundEvery === 0 ? "REFUNDED" : "FULFILLED";
      const order = orderOf([ref, planCode, msisdn, amountDinars, status].join(" "), new Date(now()));
      kept.push(order);
      if (kept.length > 2 * keptMax) kept = kept.slice(keptMax);
      return Promise.resolve({ ...answered, kind: "accepted", topupId: order.topupId, topupRef: null });
    },
    listOrders: ({ page, pageSize, from, to }) => {
      const inWindow = kept.slice(
        firstAt(kept, (order) => at(order) >= (from?.getTime() ?? 0)),
        firstAt(kept, (order) => at(order) > (to?.getTime() ?? Infinity)),
      );
      const end = inWindow.length - (page - 1) * pageSize;
      const rows = inWindow.slice(Math.max(0, end - pageSize), Math.max(0, end)).reverse();
      const totalPages = Math.ceil(inWindow.length / pageSize);
      const value = { rows, page, pageSize, totalPages, totalResults: inWindow.length };
      return Promise.resolve({ ...answered, kind: "found", value });
    },
  };
}

/** The provider's id of an order says all of it, so that any process's provider can tell what became of it. */
function orderOf(topupId: string, createdAt: Date | null): ProviderOrder {
  const [ref = "", planCode = "", msisdn = "", dinars, status] = topupId.split(" ");
  const isRefunded = status === "REFUNDED";
  return {
    ...{ topupId, ref, planCode, msisdn, amountDinars: Number(dinars), offers: [], chargedCentimes: 0n, createdAt },
    ...{ status: isRefunded ? "REFUNDED" : "FULFILLED", rawStatus: status ?? "" },
    refundMessage: isRefunded ? "number not eligible" : null,
  };
}

/** Orders stand in the order of their time. */
function firstAt(orders: readonly ProviderOrder[], holds: (order: ProviderOrder) => boolean): number {
  let [low, high] = [0, orders.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    const order = orders[middle];
    if (order && holds(order)) high = middle;
    else low = middle + 1;
  }
  return low;
}
