/** What the browser gets of the money: centimes as decimal text, instants as ISO 8601 UTC. */
export type BalanceView = { readonly floatCentimes: string; readonly heldCentimes: string };

export type TransferKind = "hold" | "settle" | "release" | "reversal" | "deposit";

export type TransferView = {
  readonly id: number;
  readonly kind: TransferKind;
  readonly amountCentimes: string;
  readonly from: AccountKind;
  readonly to: AccountKind;
  readonly fromBalanceCentimes: string;
  readonly toBalanceCentimes: string;
  readonly orderId: string | null;
  readonly msisdn: string | null;
  readonly reason: string | null;
  readonly staffName: string | null;
  readonly at: string;
};

export type AccountKind = "float" | "held" | "sold" | "funding";
