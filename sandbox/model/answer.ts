/** A refusal as the service words it: what an error envelope is made of. */
export type Refusal = {
  readonly status: number;
  readonly code: string;
  readonly message: string;
  readonly details?: Readonly<Record<string, unknown>>;
  readonly headers?: Readonly<Record<string, string>>;
};

export type Answer<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly refusal: Refusal };

export function answer<T>(value: T): Answer<T> {
  return { ok: true, value };
}

export function refuse<T>(refusal: Refusal): Answer<T> {
  return { ok: false, refusal };
}
