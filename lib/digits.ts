/**
 * Western digits for Arabic-Indic (٠-٩) and Eastern Arabic-Indic (۰-۹) ones: both are found on Algerian
 * keyboards and in pasted messages, and everything after this line of defence reads 0-9 only.
 */
export function foldDigits(text: string): string {
  return text.replace(/[\u0660-\u0669\u06f0-\u06f9]/g, (digit) => String(digit.charCodeAt(0) & 0x0f));
}

/**
 * Without the characters nobody sees: bidirectional marks and isolates, zero-width characters, byte order marks.
 * Chat applications put them around numbers, so a pasted number carries them unnoticed.
 */
export function dropInvisible(text: string): string {
  return text.replace(/[\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]/g, "");
}
