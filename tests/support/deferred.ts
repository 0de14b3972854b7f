/** A promise that is kept from outside: Node 20 has no `Promise.withResolvers`. */
export function defer(): { readonly promise: Promise<void>; readonly resolve: () => void } {
  let resolve = (): void => undefined;
  const promise = new Promise<void>((keep) => (resolve = keep));
  return { promise, resolve };
}
