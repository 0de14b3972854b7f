/**
 * The number that was probably meant: the one among `regulars` that is one wrong digit, or one swap of neighbouring digits,
 * away from `msisdn`. Null when `msisdn` is a regular itself, when nothing is that near, and when two are, which tells nothing.
 */
export function findNearMiss(msisdn: string, regulars: ReadonlySet<string>): string | null {
  if (regulars.has(msisdn)) return null;
  const near = new Set<string>();
  for (const candidate of neighboursOf(msisdn)) if (regulars.has(candidate)) near.add(candidate);
  const [only, ...others] = near;
  return only !== undefined && others.length === 0 ? only : null;
}

/** A hundred candidates for ten digits: fewer than the regulars of a shop, whom it would otherwise be compared with. */
function* neighboursOf(msisdn: string): Generator<string> {
  for (let at = 0; at < msisdn.length; at += 1) {
    const head = msisdn.slice(0, at);
    const digit = msisdn.charAt(at);
    for (const other of "0123456789") if (other !== digit) yield head + other + msisdn.slice(at + 1);
    const next = msisdn.charAt(at + 1);
    if (next !== "" && next !== digit) yield head + next + digit + msisdn.slice(at + 2);
  }
}
