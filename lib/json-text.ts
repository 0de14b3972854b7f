/**
 * JSON text that Postgres will store. Two things that a JavaScript string may hold it refuses: U+0000, and half of a surrogate
 * pair, which is left where a long message was cut in the middle of an emoji. Texts of the provider's must not be able to make
 * a row of ours impossible to write.
 */
export function toJsonText(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) => (typeof part === "string" ? toStorableText(part) : part));
}

function toStorableText(text: string): string {
  return text.replaceAll("\u0000", "").replace(/\p{Surrogate}/gu, "\ufffd");
}
