import { APPLY, type Bug } from "./bug";

/** Mistakes that show only after the customer has left: late words, looks back, verdicts. */
export const BUGS_OF_LATE_WORDS: readonly Bug[] = [
  {
    name: "a late refund of a delivered order is passed over",
    edits: [
      {
        file: APPLY,
        from: "then case when a.reversed_at is null then 'reversed' else 'noted' end",
        to: "then 'noted'",
      },
    ],
  },
  {
    name: "an overdue order is given up instead of shown to a person",
    edits: [
      {
        file: APPLY,
        from: "when w.word in ('overdue', 'mismatch') and not w.is_final then 'uncertain'",
        to: "when w.word in ('overdue', 'mismatch') and not w.is_final then 'rejected'",
      },
      { file: "lib/orders/status.ts", from: 'pending: ["handling",', to: 'pending: ["handling", "rejected",' },
    ],
  },
  {
    name: "outcomes are applied again when the connection was lost after their commit",
    edits: [
      { file: "lib/orders/gather-outcomes.ts", from: "isUndone: isRefusedByDatabase", to: "isUndone: () => true" },
    ],
  },
  {
    name: "nobody looks back at what is final",
    edits: [
      {
        file: "lib/orders/next-look.ts",
        from: "if (finishedAt === null) return FIRST_LOOK_BACK_MS;",
        to: "if (finishedAt === null) return undefined;",
      },
    ],
  },
  {
    name: "the provider's word undoes a verdict of people",
    edits: [
      {
        file: APPLY,
        from: "when a.word = 'seen' and a.status = 'fulfilled' and a.aim = 'refunded' and not a.is_by_people",
        to: "when a.word = 'seen' and a.status = 'fulfilled' and a.aim = 'refunded'",
      },
    ],
  },
  {
    name: "one voice decides where two are needed",
    edits: [
      {
        file: "db/functions/6-verdicts.sql",
        from: "> s.second_verdict_above_centimes then 2 else 1 end\n    from orders",
        to: "> s.second_verdict_above_centimes then 1 else 1 end\n    from orders",
      },
    ],
  },
];
