import { Prng } from "./prng";

/**
 * Every point on which the service's own pages contradict each other and which changes what it answers:
 * the first value is what was last seen live, the others are also documented or seen.
 */
export const DIALECT_ROWS = {
  /** Error code of a reference used twice. */
  duplicateCode: ["DUPLICATED-REF", "DUPLICATED_REF"],
  duplicateStatus: [403, 409],
  /** `topupRef` in the answer to a send. */
  topupRef: ["prefixed", "bare"],
  /** `ref` in orders; `mixed` is bare in check-id and check-ref, prefixed in the list. */
  orderRef: ["prefixed", "bare", "mixed"],
  checkRefAccepts: ["both", "bare", "prefixed"],
  /** `newBalance` in the answer to a send. */
  sendNewBalance: [false, true],
  /** `meta` and `requestId`; `documented` is where the reference page of that endpoint shows them. */
  meta: ["documented", "always", "never"],
  requestId: ["documented", "always", "never"],
  /** `req-fpg`, or `req_1770110047_k3v9qa`. */
  requestIdFormat: ["counter", "unix"],
  missingTokenStatus: [401, 400],
  /** Bad keys before an address is blocked for 15 minutes. */
  lockoutThreshold: [20, 5],
  badKeyCode: ["INVALID_ACCESS_TOKEN", "ERR_AUTH"],
  readOnlyStatus: [403, 401],
  readOnlyCode: ["ERR_SCOPE", "FORBIDDEN"],
  balanceCode: ["INSUFFICIENT_BALANCE", "NO_BALANCE"],
  /** `details.required` of that error. */
  balanceRequired: ["discounted", "face"],
  /** Words for the two final statuses. */
  finalWords: ["FULFILLED/REFUNDED", "SUCCESS/FAILED"],
  /** How an order that asked for a number's offers ends. */
  getmenuStatus: ["REFUNDED", "FULFILLED"],
  /** Whether GETMENU takes amount 0, or only its printed range. */
  getmenuAmount: ["zero-allowed", "ranged"],
  fixedPlanAmount: ["required", "ignored"],
  /** Fields of `apiKey` in validate: all five, or type, scope and isEnabled. */
  validateFields: ["five", "three"],
  balanceCurrency: [false, true],
  /** `cost` of GROS_MOBILIS. */
  grosCost: ["absent", "present"],
  /** Whether a number must have its plan's prefix. The scripted numbers never must. */
  prefixEnforced: [false, true],
  /** `Retry-After` on a 429 of the rate limiter. */
  rateLimitRetryAfter: [true, false],
  /** Whether 0600000002 accepts the plan it was offered, or refuses everything. */
  scriptedOffers: ["until-accepted", "always"],
  /** An offer without plan code and amount among the good ones. */
  dirtyOffers: [false, true],
  /** Whether orders of a SANDBOX key move the wallet. */
  sandboxDebits: [true, false],
} as const;

type Rows = typeof DIALECT_ROWS;
export type Dialect = { readonly [Row in keyof Rows]: Rows[Row][number] };

export const PROFILES = ["docs-en", "live-2025-12", "hostile"] as const;
export type Profile = (typeof PROFILES)[number];

const LIVE = chooseFrom((choices) => choices[0]);

/** As the English reference pages have it. */
const DOCS_EN: Dialect = {
  ...LIVE,
  duplicateCode: "DUPLICATED_REF",
  orderRef: "mixed",
  requestIdFormat: "unix",
  missingTokenStatus: 400,
  lockoutThreshold: 5,
  balanceRequired: "face",
  getmenuAmount: "ranged",
  fixedPlanAmount: "ignored",
  prefixEnforced: true,
};

/** `hostile` draws every row from the seed. It still debits: a wallet that never moves hides mistakes. */
export function dialectOf(profile: Profile, seed: number): Dialect {
  if (profile === "live-2025-12") return LIVE;
  if (profile === "docs-en") return DOCS_EN;
  const prng = new Prng(seed);
  return { ...chooseFrom((choices) => prng.pick(choices)), sandboxDebits: true };
}

function chooseFrom(choose: (choices: readonly [unknown, ...unknown[]]) => unknown): Dialect {
  const chosen = Object.entries(DIALECT_ROWS).map(([row, choices]) => [row, choose(choices)]);
  // `Object.fromEntries` forgets which value belongs to which key; each came from its own row just above.
  return Object.fromEntries(chosen) as Dialect;
}
