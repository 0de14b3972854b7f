import type { Bug } from "./bug";

const WALK = "db/functions/6-reconcile-walk.sql";
const COMPARE = "db/functions/7-reconcile-compare.sql";

/** Mistakes in comparing our books with the provider's. */
export const BUGS_OF_RECKONING: readonly Bug[] = [
  {
    name: "a reconciliation forgets the window of the last day",
    edits: [
      {
        file: WALK,
        from: "generate_series(v_from, p_now - interval '1 second', interval '24 hours')",
        to: "generate_series(v_from, greatest(v_from, p_now - interval '24 hours'), interval '24 hours')",
      },
      {
        file: WALK,
        from: "least(p_now, day + interval '24 hours')",
        to: "least(p_now - interval '10 minutes', day + interval '24 hours')",
      },
    ],
  },
  {
    name: "a page that came short is taken for a whole one",
    edits: [
      {
        file: WALK,
        from: "f ->> 'kind' not in ('unsorted', 'rewritten'))",
        to: "f ->> 'kind' not in ('unsorted', 'rewritten', 'truncated'))",
      },
      {
        file: WALK,
        from: "is_whole = v_seen >= coalesce(w.row_count, p_row_count) where",
        to: "is_whole = v_seen >= 0 where",
      },
    ],
  },
  {
    name: "a refund counts twice in what the account says of an order",
    edits: [
      {
        file: COMPARE,
        from: "coalesce(m.debits, 0), coalesce(m.debits - m.credits, 0),",
        to: "coalesce(m.debits, 0), coalesce(m.debits - 2 * m.credits, 0),",
      },
    ],
  },
  {
    name: "an order that was charged twice is not named",
    edits: [{ file: COMPARE, from: "j.charges::text, j.charges >= 2)", to: "j.charges::text, j.charges >= 3)" }],
  },
  {
    name: "a reversed order counts as delivered when books are compared",
    edits: [
      {
        file: COMPARE,
        from: "o.status = 'fulfilled' and o.reversed_at is null as is_delivered",
        to: "o.status = 'fulfilled' as is_delivered",
      },
    ],
  },
];
