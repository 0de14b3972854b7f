import type { DinarsRefusal } from "@/lib/money/parse-dinars";
import type { MsisdnRefusal } from "@/lib/phone/msisdn";

/** Why an order was not placed: nothing was saved and no money moved. Centimes as decimal text. */
export type PlaceOrderError =
  | { readonly code: "not_understood" }
  | { readonly code: "bad_number"; readonly reason: MsisdnRefusal["code"] }
  | { readonly code: "bad_amount"; readonly reason: DinarsRefusal["code"] }
  | { readonly code: "amount_out_of_range"; readonly minCentimes: string; readonly maxCentimes: string }
  | { readonly code: "insufficient_balance"; readonly chargeCentimes: string; readonly floatCentimes: string }
  | { readonly code: "duplicate_recent"; readonly otherOrderId: string; readonly otherPlacedAt: string }
  | { readonly code: "plan_unavailable" }
  | { readonly code: "id_conflict" }
  | { readonly code: "shop_inactive" }
  /** So many sales wait to be saved that this one was not begun. */
  | { readonly code: "busy" };

/** Why a command on an order did nothing. `not_found` also answers for another shop's order. */
export type OrderCommandError =
  | { readonly code: "not_found" }
  | { readonly code: "too_late_to_cancel" }
  | { readonly code: "nothing_to_check" }
  | { readonly code: "checked_just_now" };

/** Why a person's word on an uncertain order was not taken. */
export type VerdictError =
  | { readonly code: "not_found" }
  | { readonly code: "forbidden" }
  | { readonly code: "not_understood" }
  | { readonly code: "already_final" }
  | { readonly code: "not_uncertain" }
  | { readonly code: "already_said" };

/** Why a paused plan was not let through. */
export type OverrideError = { readonly code: "not_paused" } | { readonly code: "not_understood" };

/** Why no receipt was printed: no order of this shop, not delivered, or taken back. */
export type ReceiptError = { readonly code: "nothing_to_print" };

/** Why an entry of the inbox was not closed. */
export type LateResultError = { readonly code: "not_found" } | { readonly code: "already_closed" };

/** What every server action may answer besides its own refusals. `incident` is the id under which the log has it. */
export type AccessError =
  | { readonly code: "signed_out" }
  | { readonly code: "forbidden" }
  | { readonly code: "failed"; readonly incident: string };
