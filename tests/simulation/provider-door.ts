import type { Model } from "@/sandbox/model/model";
import type { PageRequest } from "@/sandbox/model/book";
import type { Call } from "@/sandbox/model/service";
import type { KeyRecord } from "@/sandbox/model/accounts";
import type { Wire } from "@/sandbox/model/wire";

export type ProviderRequest = {
  readonly method: string;
  readonly url: URL;
  readonly key: string;
  readonly body: string | null;
};

/** What the provider does with a request that reached it: now, or after a delay. */
export type Handling = { readonly waitBeforeMs: number; readonly run: () => { waitAfterMs: number; wire: Wire } };

const ADDRESS = "198.51.100.20";

/**
 * The local provider without its HTTP server: from a request to what would stand on the wire. The server around the model
 * does the same with Fastify and is proved by tests of its own; here a simulation may ask thousands of times a second.
 */
export function receive(model: Model, request: ProviderRequest): Handling {
  const { method, url, key } = request;
  const entry = model.arrive(method, url.pathname);
  // The one question that needs no key.
  if (url.pathname === "/v3/ping") return model.open({ endpoint: "ping" }, entry);
  const admitted = model.admit({ key, address: ADDRESS, isWrite: method === "POST" });
  if (!admitted.ok) {
    const reply = model.refused(admitted.refusal, entry);
    return { waitBeforeMs: 0, run: () => ({ waitAfterMs: 0, wire: { kind: "reply", reply } }) };
  }
  return model.open(toCall(request, admitted.value), entry);
}

function toCall({ method, url, body }: ProviderRequest, caller: KeyRecord): Call {
  const path = url.pathname;
  if (method === "POST" && path === "/v3/mobile/send") {
    const sent = JSON.parse(body ?? "") as { plan_code: string; MSSIDN: string; amount: number; ref: string };
    const input = { planCode: sent.plan_code, msisdn: sent.MSSIDN, amountDinars: sent.amount, ref: sent.ref };
    return { endpoint: "send", caller, input };
  }
  const last = decodeURIComponent(path.split("/").at(-1) ?? "");
  if (path.startsWith("/v3/mobile/check-id/")) return { endpoint: "check-id", caller, id: last };
  if (path.startsWith("/v3/mobile/check-ref/")) return { endpoint: "check-ref", caller, ref: last };
  if (path === "/v3/mobile/list") return { endpoint: "list", caller, page: pageOf(url.searchParams) };
  if (path === "/v3/account/transactions") return { endpoint: "transactions", caller, page: pageOf(url.searchParams) };
  if (path === "/v3/account/balance") return { endpoint: "balance", caller };
  if (path === "/v3/mobile/plans") return { endpoint: "plans", caller };
  if (path === "/v3/validate") return { endpoint: "validate", caller };
  throw new Error(`the engine asks for ${method} ${path}, which the simulation does not serve`);
}

function pageOf(query: URLSearchParams): PageRequest {
  const page = { page: Number(query.get("page")), pageSize: Number(query.get("pageSize")) };
  const [from, to] = [query.get("from"), query.get("to")];
  return from === null || to === null ? page : { ...page, fromMs: Date.parse(from), toMs: Date.parse(to) };
}
