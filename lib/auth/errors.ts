/** Why nobody was signed in. */
export type SignInError =
  /** A field was left empty. */
  | { readonly code: "not_understood" }
  /** No such name, or not its password: which of the two is nobody's business. */
  | { readonly code: "bad_credentials"; readonly triesLeft: number }
  | { readonly code: "throttled"; readonly retryAfterMs: number }
  /** Told only to those who knew the password. */
  | { readonly code: "staff_inactive" }
  | { readonly code: "shop_inactive" }
  | { readonly code: "no_shop" };
