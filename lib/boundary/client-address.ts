import { isIP, isIPv6 } from "node:net";

/**
 * Where a request came from, for counting failed sign-ins: the last hop of `x-forwarded-for`, null when there is none.
 *
 * A proxy in front of us appends the address it saw, so the last entry is the one that its client could not write. Without
 * a proxy Next fills the header from the socket, but keeps one that the client sent: then the address is only the client's
 * word. That is why user names are throttled as well, and why a server on the internet belongs behind a proxy.
 *
 * An IPv6 client owns its whole /64, and changes within it as it likes, so that much of the address is the client.
 */
export function findClientAddress(forwardedFor: string | null | undefined): string | null {
  const hop =
    forwardedFor
      ?.split(",")
      .at(-1)
      ?.trim()
      .replace(/^::ffff:/i, "") ?? "";
  if (isIP(hop) === 0) return null;
  return isIPv6(hop) ? networkOf(hop) : hop;
}

function networkOf(address: string): string {
  // The URL parser writes every form of one address the same way: `2001:db8::1`.
  const canonical = new URL(`http://[${address.replace(/%.*$/, "")}]`).hostname.slice(1, -1);
  const [head = "", tail] = canonical.split("::");
  const groups = head === "" ? [] : head.split(":");
  if (tail !== undefined) {
    const tailGroups = tail === "" ? [] : tail.split(":");
    while (groups.length + tailGroups.length < 8) groups.push("0");
    groups.push(...tailGroups);
  }
  return `${groups.slice(0, 4).join(":")}::/64`;
}
