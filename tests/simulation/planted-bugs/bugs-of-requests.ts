import { APPLY, CLAIM, noDoubt, type Bug, type Edit } from "./bug";

const DISPATCH = "lib/orders/dispatch-orders.ts";
const LOOK = "lib/orders/look-up-orders.ts";
const OUTCOME = "lib/oneclick/outcome.ts";
const CLAIMS = "lib/orders/claim-orders.ts";

const noList: Edit = {
  file: LOOK,
  from: "const listed = await findInList(deps, order, allowance);",
  to: 'const listed = { kind: "absent" } as Listed;',
};

/** What is sent, asked for and read, and what is made of the answers. */
export const BUGS_OF_REQUESTS: readonly Bug[] = [
  {
    name: "a timeout releases the money",
    edits: [
      { file: DISPATCH, from: 'word: "unknown", answer: answer.reason', to: 'word: "refused", answer: answer.reason' },
    ],
  },
  {
    name: "a resend gets a new reference",
    edits: [
      {
        file: DISPATCH,
        from: "    ref: order.id,",
        to: '    ref: order.sendCount > 1 ? order.id.slice(0, 24) + String(order.sendCount).padStart(12, "0") : order.id,',
      },
    ],
  },
  {
    name: "looking stops after five minutes",
    edits: [
      {
        file: "lib/orders/next-look.ts",
        from: "  const step = PACE",
        to: "  if (ageMs > 5 * MINUTE) return 1_000 * 24 * HOUR;\n  const step = PACE",
      },
    ],
  },
  {
    name: "looked up by the prefixed reference alone",
    edits: [{ file: LOOK, from: "[order.id, ...(username === null", to: "[...(username === null" }, noList],
  },
  {
    name: "looked up by the bare reference alone",
    edits: [{ file: LOOK, from: "(username === null ? [] : [prefixedRef(username, order.id)])", to: "[]" }, noList],
  },
  {
    name: "DUPLICATED_REF is read as a failure",
    edits: [{ file: OUTCOME, from: 'return { ...base, kind: "exists" };', to: "void 0;" }],
  },
  {
    name: "DUPLICATED_REF is read as a failure, which releases",
    edits: [{ file: OUTCOME, from: 'return { ...base, kind: "exists" };', to: "void 0;" }, noDoubt],
  },
  { name: "the lease is too short", edits: [{ file: CLAIMS, from: "LEASE_MS = 90_000", to: "LEASE_MS = 3_000" }] },
  {
    name: "three look-ups that find nothing release the money",
    edits: [
      {
        file: APPLY,
        from: "        when w.word = 'cancel' then 'cancelled'",
        to: "        when w.word = 'absent' and w.status = 'sending' and w.misses >= 2 then 'rejected'\n        when w.word = 'cancel' then 'cancelled'",
      },
      {
        file: APPLY,
        from: "select x.*, o.shop_id, o.book,",
        to: "select x.*, o.miss_count as misses, o.shop_id, o.book,",
      },
    ],
  },
  {
    name: "a router's 404 is read as absent, which releases",
    edits: [
      {
        file: OUTCOME,
        from: 'if (code === "NOT_FOUND" && (httpStatus === 404 || isSuccessStatus(httpStatus)))',
        to: "if (httpStatus === 404)",
      },
      {
        file: APPLY,
        from: "        when w.word = 'cancel' then 'cancelled'",
        to: "        when w.word = 'absent' and w.doubt_left > 0 and w.status = 'sending' and w.misses >= 3 then 'rejected'\n        when w.word = 'cancel' then 'cancelled'",
      },
      {
        file: APPLY,
        from: "select x.*, o.shop_id, o.book,",
        to: "select x.*, o.miss_count as misses, o.shop_id, o.book,",
      },
    ],
  },
  {
    name: "an unheard-of status is read as refunded",
    edits: [{ file: LOOK, from: 'UNRECOGNISED: "uncertain"', to: 'UNRECOGNISED: "refunded"' }],
  },
  {
    name: "UNKNOWN_ERROR is read as refunded",
    edits: [{ file: LOOK, from: 'UNKNOWN_ERROR: "uncertain"', to: 'UNKNOWN_ERROR: "refunded"' }],
  },
  {
    name: "settled before the word is final",
    edits: [{ file: LOOK, from: 'HANDLING: "handling"', to: 'HANDLING: "fulfilled"' }],
  },
  {
    name: "a stranger's order is adopted",
    edits: [{ file: LOOK, from: "if (!isOurs) {", to: "if (!isOurs && ageMs < 0) {" }],
  },
  {
    name: "a resend waits for nothing",
    edits: [
      { file: CLAIMS, from: "RESEND_QUIET_MS = 60_000", to: "RESEND_QUIET_MS = 0" },
      { file: CLAIMS, from: "RESEND_MISSES_MIN = 3", to: "RESEND_MISSES_MIN = 1" },
    ],
  },
  {
    name: "orders are claimed by reading first and marking afterwards",
    edits: [
      {
        file: CLAIMS,
        from: "  const rows = await deps.sql<OrderRow[]>`\n    select * from claim_sends(",
        to: "  const seen = await deps.sql<{ id: string }[]>`select id from orders where status = 'queued' and due_at <= ${nowText(deps)}::timestamptz and (${orderId}::uuid is null or id = ${orderId}::uuid)`;\n  if (seen.length === 0) return [];\n  const rows = await deps.sql<OrderRow[]>`update orders set status = 'sending', send_count = send_count + 1, doubt_count = doubt_count + 1, last_sent_at = ${nowText(deps)}::timestamptz, due_at = ${nowText(deps)}::timestamptz + interval '75 seconds' where id = any(${seen.map((one) => one.id)}::uuid[]) returning *`;\n  if (rows.length >= 0) return rows.map(toClaimed);\n  await deps.sql<OrderRow[]>`\n    select * from claim_sends(",
      },
    ],
  },
  {
    name: "looks are claimed without a lease",
    edits: [
      {
        file: CLAIM,
        from: "update orders o set due_at = v_now + make_interval(secs => p_lease_ms / 1000.0)\n    from due",
        to: "update orders o set due_at = v_now\n    from due",
      },
    ],
  },
  {
    name: "an acceptance without an id is read as a refusal",
    edits: [
      {
        file: OUTCOME,
        from: 'return accepted?.ok ? { ...base, kind: "accepted", ...accepted.value } : unknown;',
        to: 'return accepted?.ok ? { ...base, kind: "accepted", ...accepted.value } : { ...base, kind: "refused", scope: "order", code: "NO_ID", message: "" };',
      },
    ],
  },
  {
    name: "a 5xx is read as a refusal",
    edits: [
      {
        file: OUTCOME,
        from: ': unknown;\n  }\n  if (envelope.form === "success") {',
        to: ': { ...base, kind: "refused", scope: "order", code: "HTTP_5XX", message: "" };\n  }\n  if (envelope.form === "success") {',
      },
    ],
  },
  {
    name: "a reset connection is read as one that was never made",
    edits: [
      {
        file: OUTCOME,
        from: "  if (isBeforeSend) return",
        to: '  if (isBeforeSend || code === "UND_ERR_SOCKET") return',
      },
    ],
  },
];
