import { compactTyped } from "./msisdn";

/** Ordinary space: numbers are copied out of the screen, and other programs trip over no-break spaces. */
const SEPARATOR = " ";

/** `0661234567` as it is written in Algeria: `0661 23 45 67`. Text in another form comes back as it is. */
export function formatMsisdn(msisdn: string): string {
  return msisdn.replace(/^([0-9]{4})([0-9]{2})([0-9]{2})([0-9]{2})$/, "$1 $2 $3 $4");
}

/** For logs and for eyes that need not know: `0661 •• •• 67`. Text in another form is hidden whole. */
export function maskMsisdn(msisdn: string): string {
  const match = /^([0-9]{4})[0-9]{4}([0-9]{2})$/.exec(msisdn);
  return match === null ? "••••" : `${match[1]} •• •• ${match[2]}`;
}

/**
 * What a field shows while a number is typed: grouped like the finished number, nothing added but spaces, nothing
 * lost but separators. Text that cannot become a number (letters) is left alone, so that it can be corrected.
 */
export function groupTyped(partial: string): string {
  const compact = compactTyped(partial);
  if (!/^\+?[0-9]*$/.test(compact)) return partial;
  const [, prefix = "", rest = ""] = /^((?:\+|00)213|213)?(.*)$/.exec(compact) ?? [];
  const groups = prefix === "" ? [] : [prefix];
  const headLength = rest.startsWith("0") || /^[^567]/.test(rest) ? 4 : 3;
  if (rest !== "") groups.push(rest.slice(0, headLength));
  for (let at = headLength; at < rest.length; at += 2) groups.push(rest.slice(at, at + 2));
  return groups.join(SEPARATOR);
}
