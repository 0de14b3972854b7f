/** What a OneClickDz key opens. Only `/v3/validate` can tell: both kinds of key look alike. */
export type Environment = "SANDBOX" | "PRODUCTION";

/** The provider's words for an order, folded: `SUCCESS` is FULFILLED; a word we do not know (`FAILED` among them) is UNRECOGNISED and never moves money. */
export type ProviderStatus = "PENDING" | "HANDLING" | "FULFILLED" | "REFUNDED" | "UNKNOWN_ERROR" | "UNRECOGNISED";

/** What the provider proposes instead of a plan that the number refuses. Whole dinars. */
export type Offer = { readonly name: string; readonly planCode: string; readonly amountDinars: number };

export type ProviderOrder = {
  readonly topupId: string;
  /** As the provider stores it: bare, or prefixed `API-<username>-`; empty when it does not say. Compare with `isSameRef`. */
  readonly ref: string;
  readonly status: ProviderStatus;
  /** The word as it came, for the record. */
  readonly rawStatus: string;
  readonly planCode: string;
  readonly msisdn: string;
  readonly amountDinars: number;
  /** What the provider charged us; becomes 0 once refunded. Null when it does not say. */
  readonly chargedCentimes: bigint | null;
  readonly createdAt: Date | null;
  readonly refundMessage: string | null;
  readonly offers: readonly Offer[];
};

export type SendRequest = {
  readonly planCode: string;
  /** Ten digits, `^0[567][0-9]{8}$`. */
  readonly msisdn: string;
  /** Whole dinars. Sent for fixed plans too, which some versions of the service require. */
  readonly amountDinars: number;
  /** The order's id: our idempotency key at the provider. */
  readonly ref: string;
};

/**
 * What the answer to a POST proves.
 *
 * - `accepted`: the provider has the order.
 * - `refused`: proven that nothing was created. `scope` says whether the order itself was refused
 *   (number, amount, plan) or our account (key, address, wallet): the latter would refuse every order.
 * - `exists`: the reference is taken: look it up and compare before adopting it.
 * - `later`: proven that nothing was created, and the same request may be repeated (429, 503 ahead of the controller, connection refused).
 * - `unknown`: it may or may not have been accepted. Never moves money.
 *
 * `refused` and `later` speak of this one request. When an earlier POST of the same ref ended as `unknown`, they do
 * not prove that *that* one created nothing: key, address and plan are checked before the ref is. Only look-ups do.
 */
export type SendOutcome = { readonly requestId: string | null; readonly httpStatus: number | null } & (
  | { readonly kind: "accepted"; readonly topupId: string; readonly topupRef: string | null }
  | {
      readonly kind: "refused";
      readonly scope: "order" | "account";
      /** Normalised: upper case, `_` for `-`, aliases folded. */
      readonly code: string;
      readonly message: string;
    }
  | { readonly kind: "exists" }
  | { readonly kind: "later"; readonly reason: string; readonly retryAfterMs: number | null }
  | { readonly kind: "unknown"; readonly reason: string }
);

/**
 * What the answer to a GET proves. `absent` only for an application's own 404 (`NOT_FOUND` in an envelope):
 * a router's 404 is `unknown`, or a wrong base URL would read as "the order does not exist".
 * `denied` is 401/403: the key or the address, not the order.
 */
export type ReadOutcome<T> = { readonly requestId: string | null; readonly httpStatus: number | null } & (
  | { readonly kind: "found"; readonly value: T }
  | { readonly kind: "absent" }
  | { readonly kind: "denied"; readonly code: string; readonly message: string }
  | { readonly kind: "later"; readonly reason: string; readonly retryAfterMs: number | null }
  | { readonly kind: "unknown"; readonly reason: string }
);

/** Who the key is. The key itself, which the service echoes, is dropped at the edge. */
export type KeyInfo = {
  readonly environment: Environment;
  /** The account's number in `+213…` form; part of every stored ref. */
  readonly username: string;
  readonly isEnabled: boolean;
  readonly scope: "READ-WRITE" | "READ-ONLY" | null;
};

/** A plan of the catalogue. Amounts in whole dinars. `costRatio` is decimal text (a share of face value), null when the provider does not say. */
export type ProviderPlan = {
  readonly code: string;
  readonly name: string;
  /** As the provider writes it: `Mobilis`, `Djezzy`, `Ooredoo`, `Pixx`, `GMobilis`, or a word of tomorrow. */
  readonly operator: string;
  readonly isEnabled: boolean;
  readonly costRatio: string | null;
} & (
  | { readonly kind: "dynamic"; readonly minDinars: number; readonly maxDinars: number }
  | { readonly kind: "getmenu"; readonly minDinars: number; readonly maxDinars: number }
  | { readonly kind: "fixed"; readonly amountDinars: number }
);

/** Rows that could not be read are left out: the end of a list is told by `totalPages`, never by a short page. */
export type Page<T> = {
  readonly rows: readonly T[];
  readonly page: number;
  readonly pageSize: number;
  readonly totalPages: number;
  readonly totalResults: number;
};

/** `page` from 1, `pageSize` 1 to 100; `from` and `to` both or neither. */
export type PageRequest = {
  readonly page: number;
  readonly pageSize: number;
  readonly from?: Date;
  readonly to?: Date;
};

export type WalletLine = {
  readonly id: string;
  /** `FLEXY`, `REFUND-FLEXY`, `DEPOSIT`, …; an open list. */
  readonly type: string;
  readonly operation: string;
  readonly amountCentimes: bigint;
  readonly oldBalanceCentimes: bigint;
  readonly newBalanceCentimes: bigint;
  /** The order's `topupId`, presumably; null when empty. */
  readonly objectId: string | null;
  readonly note: string;
  readonly at: Date | null;
};

export type ProviderHealth = {
  readonly isApiUp: boolean;
  /** Keyed by the provider's own words: `mobilis`, `djezzy`, `ooredoo`, `mobilisFixedPlans`. */
  readonly operators: Readonly<Record<string, "up" | "down">>;
};

/** The provider as the rest of Rasid sees it: one method an endpoint, every answer classified, nothing thrown for what the network may do. */
export interface Upstream {
  ping(): Promise<ReadOutcome<ProviderHealth>>;
  validate(): Promise<ReadOutcome<KeyInfo>>;
  balance(): Promise<ReadOutcome<{ readonly balanceCentimes: bigint }>>;
  listWalletLines(request: PageRequest): Promise<ReadOutcome<Page<WalletLine>>>;
  listPlans(): Promise<ReadOutcome<readonly ProviderPlan[]>>;
  send(request: SendRequest): Promise<SendOutcome>;
  findById(topupId: string): Promise<ReadOutcome<ProviderOrder>>;
  /** The ref exactly as given: the caller decides between the bare and the prefixed form. */
  findByRef(ref: string): Promise<ReadOutcome<ProviderOrder>>;
  listOrders(request: PageRequest): Promise<ReadOutcome<Page<ProviderOrder>>>;
}
