export function say(text: string): void;
export function sayError(text: string): void;
export function step<T>(
  label: string,
  work: () => T | Promise<T>,
  options?: { readonly isQuiet?: boolean },
): Promise<T>;
export class Advice extends Error {}
export function sayFailure(error: unknown): void;
