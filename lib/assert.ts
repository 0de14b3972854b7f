/** Throws when a fact the code relies on does not hold: always a bug, never a business answer. */
export function assert(condition: unknown, message: string): asserts condition {
  if (!condition) throw new Error(`assertion failed: ${message}`);
}

/** The default branch of a switch over a union: the compiler proves it unreachable. */
export function unreachable(value: never): never {
  throw new Error(`unreachable: ${JSON.stringify(value)}`);
}
