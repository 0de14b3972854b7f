/**
 * The code on a customer's slip: the last six digits of the order's id, which are random. One in sixteen million is enough to
 * find a sale among those of a shop, and short enough to be read out.
 */
export function formatSlipCode(orderId: string): string {
  const code = orderId.slice(-6).toUpperCase();
  return `${code.slice(0, 3)}-${code.slice(3)}`;
}

/** As printed; without its hyphen only where a letter tells it from the digits of a number. */
const SLIP_CODE = /^(?:([0-9a-f]{3})-([0-9a-f]{3})|(?=[0-9]*[a-f])([0-9a-f]{6}))$/;

/** The last six digits of an id, in lower case; null for a text that is no code. */
export function parseSlipCode(text: string): string | null {
  const match = SLIP_CODE.exec(text.trim().toLowerCase());
  return match === null ? null : (match[3] ?? `${match[1]}${match[2]}`);
}
