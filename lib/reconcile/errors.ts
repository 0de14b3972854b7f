/** Why no reconciliation was begun: without the provider's word on whose key it is, there is no account to reconcile. */
export type ReconcileError = { readonly code: "provider_unreachable" };
