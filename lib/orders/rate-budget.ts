import type { EngineDeps } from "./types";

/**
 * The share of a minute's requests that each kind of work leaves for more urgent work: a customer at the counter comes before a
 * look at an order that is already sent, and both before looks back at what is final and before the books.
 */
const RESERVE_SHARE = { send: 0, look: 0.05, lookBack: 0.125, audit: 0.15 } as const;

export type Urgency = keyof typeof RESERVE_SHARE;

/** Takes up to `want` requests of the minute's budget, which lives in Postgres because all instances share one key. */
export async function takeRequests(deps: EngineDeps, want: number, urgency: Urgency): Promise<number> {
  return want <= 0 ? 0 : moveTokens(deps, want, urgency);
}

/** Gives back requests that were taken and not made: ticks that find nothing to do must not use the budget up. */
export async function returnRequests(deps: EngineDeps, count: number): Promise<void> {
  if (count > 0) await moveTokens(deps, -count, "send");
}

async function moveTokens(deps: EngineDeps, want: number, urgency: Urgency): Promise<number> {
  const { keyDigest, ratePerMinute } = deps.settings;
  const reserve = Math.ceil(ratePerMinute * RESERVE_SHARE[urgency]);
  const now = deps.virtualNow()?.toISOString() ?? null;
  const [row] = await deps.sql<{ granted: number }[]>`
    select take_rate_tokens(${keyDigest}::text, ${ratePerMinute}::integer, ${want}::integer, ${reserve}::integer,
      ${now}::timestamptz) as granted`;
  return row?.granted ?? 0;
}

/** Requests taken beforehand for one piece of work that may need several; what goes beyond them is asked for one by one. */
export type Allowance = {
  /** True when one more request may be made. */
  spend(): Promise<boolean>;
  /** Taken and not spent. */
  left(): number;
  /** Hands up to so many of them over to another piece of work. */
  draw(want: number): number;
};

export function openAllowance(deps: EngineDeps, taken: number, urgency: Urgency): Allowance {
  let left = taken;
  return {
    async spend() {
      if (left === 0) return (await takeRequests(deps, 1, urgency)) === 1;
      left -= 1;
      return true;
    },
    left: () => left,
    draw(want) {
      const drawn = Math.min(want, left);
      left -= drawn;
      return drawn;
    },
  };
}
