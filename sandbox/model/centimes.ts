const DECIMAL = /^(\d{1,9})(?:\.(\d{1,9}))?$/;

/**
 * What an order of `amountDinars` costs the account: `amount × cost`, rounded half up to the centime.
 * `cost` is decimal text, so that 0.9925 is exactly that.
 */
export function chargeCentimes(amountDinars: number, cost: string): bigint {
  const match = DECIMAL.exec(cost);
  if (match === null) throw new Error(`cost is not decimal text: ${cost}`);
  const fraction = match[2] ?? "";
  const scale = 10n ** BigInt(fraction.length);
  const scaledCost = BigInt(`${match[1] ?? "0"}${fraction}`);
  return (BigInt(amountDinars) * 100n * scaledCost * 2n + scale) / (2n * scale);
}

/** The number that JSON carries: dinars with at most two decimals. */
export function toDinars(centimes: bigint): number {
  return Number(centimes) / 100;
}

/** Back from a JSON number of dinars; the nearest centime. */
export function fromDinars(dinars: number): bigint {
  return BigInt(Math.round(dinars * 100));
}
