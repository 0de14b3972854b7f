/** A line of `/v3/account/transactions`. */
export type WalletLine = {
  readonly id: string;
  readonly type: "FLEXY" | "REFUND-FLEXY" | "DEPOSIT" | "WITHDRAW";
  readonly operation: "INCREMENT" | "DECREMENT";
  /** Always positive; `operation` says which way. */
  readonly amountCentimes: bigint;
  readonly oldBalanceCentimes: bigint;
  readonly newBalanceCentimes: bigint;
  /** The order's id; empty for a deposit or a withdrawal. */
  readonly orderId: string;
  readonly note: string;
  readonly atMs: number;
};

type Movement = Pick<WalletLine, "id" | "type" | "amountCentimes" | "orderId" | "atMs">;

/** A prepaid balance and its ledger, which only grows: balance = opening + Σ lines, at every moment. */
export class Wallet {
  private readonly entries: WalletLine[] = [];
  private centimes: bigint;

  constructor(readonly openingCentimes: bigint) {
    this.centimes = openingCentimes;
  }

  get balanceCentimes(): bigint {
    return this.centimes;
  }

  get lines(): readonly WalletLine[] {
    return this.entries;
  }

  canPay(amountCentimes: bigint): boolean {
    return amountCentimes <= this.centimes;
  }

  move(movement: Movement): void {
    const isCredit = movement.type === "DEPOSIT" || movement.type === "REFUND-FLEXY";
    const oldBalanceCentimes = this.centimes;
    const newBalanceCentimes = oldBalanceCentimes + (isCredit ? movement.amountCentimes : -movement.amountCentimes);
    if (movement.amountCentimes <= 0n || newBalanceCentimes < 0n) {
      throw new Error(`wallet cannot move ${movement.amountCentimes} centimes from ${oldBalanceCentimes}`);
    }
    this.centimes = newBalanceCentimes;
    this.entries.push({
      ...movement,
      operation: isCredit ? "INCREMENT" : "DECREMENT",
      oldBalanceCentimes,
      newBalanceCentimes,
      note: "",
    });
  }
}
