import { APPLY, CLAIM, noDoubt, type Bug } from "./bug";

const PLACE = "db/functions/3-place-orders.sql";

/** What the database allows, decides and writes down. */
export const BUGS_OF_BOOKS: readonly Bug[] = [
  {
    name: "a refusal releases although another attempt is in doubt",
    edits: [noDoubt],
  },
  {
    name: "a refund is applied every time it is seen",
    edits: [
      {
        file: APPLY,
        from: "when d.verdict <> 'moved' then null",
        to: "when d.verdict <> 'moved' and d.aim is distinct from 'refunded' then null",
      },
    ],
  },
  {
    name: "a refund is applied every time it is seen, and the unique indexes are dropped",
    edits: [
      {
        file: APPLY,
        from: "when d.verdict <> 'moved' then null",
        to: "when d.verdict <> 'moved' and d.aim is distinct from 'refunded' then null",
      },
      {
        file: "db/functions/2-guards.sql",
        from: "create or replace function refuse_change()",
        to: "drop index if exists transfers_order_kind_key, transfers_order_outcome_key;\ncreate or replace function refuse_change()",
      },
    ],
  },
  {
    name: "an attempt is in doubt only once its answer is",
    edits: [
      {
        file: CLAIM,
        from: "send_count = o.send_count + 1, doubt_count = o.doubt_count + 1,\n      miss_count",
        to: "send_count = o.send_count + 1,\n      miss_count",
      },
      {
        file: CLAIM,
        from: "set send_count = o.send_count + 1, doubt_count = o.doubt_count + 1, miss_count",
        to: "set send_count = o.send_count + 1, miss_count",
      },
      {
        file: APPLY,
        from: "greatest(0, o.doubt_count - case when coalesce(x.is_answer, false) and x.word <> 'unknown' then 1 else 0 end)",
        to: "o.doubt_count + case when coalesce(x.is_answer, false) and x.word = 'unknown' then 1 else 0 end",
      },
    ],
  },
  {
    name: "an order that is being sent may be called back",
    edits: [{ file: "lib/orders/status.ts", from: 'sending: ["queued",', to: 'sending: ["queued", "cancelled",' }],
  },
  {
    name: "a repeat that is put off goes back to the queue although the first may have arrived",
    edits: [
      {
        file: APPLY,
        from: "when w.word = 'later' and w.status = 'sending' and w.doubt_left = 0 and",
        to: "when w.word = 'later' and w.status = 'sending' and",
      },
    ],
  },
  {
    name: "a second sale is not asked about",
    edits: [
      {
        file: PLACE,
        from: "when recent.id is not null then 'duplicate_recent'",
        to: "when false then 'duplicate_recent'",
      },
    ],
  },
  {
    name: "the balance is not looked at before the hold",
    edits: [{ file: PLACE, from: "case when s.spent > s.float_start then 'short' else 'placed' end", to: "'placed'" }],
  },
  {
    name: "an id with other values is taken for a replay",
    edits: [
      {
        file: PLACE,
        from: "and taken.plan_code = i.plan_code and taken.face_centimes = i.face",
        to: "and taken.plan_code = i.plan_code",
      },
    ],
  },
  {
    name: "what is paused is never tried again",
    edits: [
      { file: CLAIM, from: "where closed_at is null and (probe_at <= p_now", to: "where closed_at is null and (false" },
    ],
  },
  {
    name: "an override outlives the pause it was said in",
    edits: [{ file: CLAIM, from: "o.scope = b.scope and o.opened_at = b.opened_at", to: "o.scope = b.scope" }],
  },
];
