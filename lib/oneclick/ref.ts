/**
 * Whether the ref of a provider's record is ours. The service stores some refs bare and some as
 * `API-<username>-<ref>`, and shows either form; a username (a phone number, `+213…`) has no hyphen, so
 * `000412` is not taken for the end of `API-+213…-shop7-000412`.
 */
export function isSameRef(stored: string, ours: string): boolean {
  if (ours === "") return false;
  if (stored === ours) return true;
  if (!stored.startsWith("API-") || !stored.endsWith(`-${ours}`)) return false;
  const username = stored.slice("API-".length, -(ours.length + 1));
  return username !== "" && !username.includes("-");
}

/** The form in which the service stores a ref that came over its API. `username` is that of `validate`, `+` included. */
export function prefixedRef(username: string, ref: string): string {
  return `API-${username}-${ref}`;
}
