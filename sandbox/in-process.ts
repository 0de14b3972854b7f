import type { InjectOptions } from "fastify";
import type { Sandbox } from "./server";

/**
 * A `fetch` that ends in this sandbox without a socket, for a client under test in the same process. A cut connection
 * rejects as fetch does. Of a request it takes what a client of this service uses: method, headers, a text body, a signal.
 */
export function fetchInto({ app }: Pick<Sandbox, "app">): typeof globalThis.fetch {
  return async (input, init) => {
    const url = new URL(input instanceof Request ? input.url : input);
    const method = init?.method?.toUpperCase() === "POST" ? "POST" : "GET";
    const request: InjectOptions = {
      method,
      url: url.pathname + url.search,
      headers: Object.fromEntries(new Headers(init?.headers)),
      ...(typeof init?.body === "string" ? { payload: init.body } : {}),
    };
    const injected = app.inject(request).catch((cause: unknown) => {
      throw new TypeError("fetch failed", { cause });
    });
    const { statusCode, headers, rawPayload } = await withSignal(injected, init?.signal ?? null);
    const pairs = Object.entries(headers).map(([name, value]): [string, string] => [name, String(value)]);
    return new Response(new Uint8Array(rawPayload), { status: statusCode, headers: pairs });
  };
}

/** The caller goes; the request it made stays under way. */
async function withSignal<T>(work: Promise<T>, signal: AbortSignal | null): Promise<T> {
  if (signal === null) return work;
  signal.throwIfAborted();
  return new Promise((resolve, reject) => {
    const abort = (): void => reject(signal.reason);
    signal.addEventListener("abort", abort, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener("abort", abort));
  });
}
