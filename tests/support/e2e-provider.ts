import { expect } from "@playwright/test";
import { z } from "zod";
import type { Fault } from "@/sandbox/model/faults";
import type { Timing } from "@/sandbox/model/timing";

const deliverySchema = z.object({
  ref: z.string(),
  msisdn: z.string(),
  planCode: z.string(),
  amount: z.number(),
  reversedAt: z.string().nullable(),
});
const requestSchema = z.looseObject({ at: z.string(), endpoint: z.string().nullable().optional() });
const dumpSchema = z.object({
  orders: z.array(z.object({ ref: z.string(), status: z.string(), msisdn: z.string() })),
  wallets: z.object({ sandbox: z.object({ balance: z.number() }) }),
  requests: z.array(requestSchema),
});

export type Delivery = z.infer<typeof deliverySchema>;

/** What reached a phone, what the provider holds, and the levers of its control plane. */
export type Provider = ReturnType<typeof createProvider>;

const CALL_TIMEOUT_MS = 10_000;

/** Quick enough for a test, and over before the app's first look: an order is final at that look. */
export const QUICK: Partial<Timing> = { handlingMs: 300, finalMs: 900, scriptedFinalMs: 600 };

/** The provider's control plane at the address that `baseUrl` answers at the moment of each call. */
export function createProvider(baseUrl: () => string) {
  async function call(method: string, path: string, body?: unknown): Promise<unknown> {
    const response = await fetch(`${baseUrl()}/__sim${path}`, {
      method,
      signal: AbortSignal.timeout(CALL_TIMEOUT_MS),
      ...(body !== undefined && { body: JSON.stringify(body), headers: { "content-type": "application/json" } }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`the provider's control plane refused ${method} ${path}: ${text}`);
    return JSON.parse(text);
  }
  const provider = {
    /** As it was when the world began; orders, wallet and clock go on. */
    async calm(): Promise<void> {
      await call("DELETE", "/faults");
      await call("POST", "/timing", QUICK);
      await call("POST", "/operators", { mobilis: "up", ooredoo: "up", djezzy: "up", mobilisFixedPlans: "up" });
      await call("POST", "/rate-limit", { perMinute: null });
      await call("POST", "/balance", { balance: 10_000_000 });
    },
    timing: (timing: Partial<Timing>) => call("POST", "/timing", timing),
    arm: (...faults: Fault[]) => call("POST", "/faults", faults),
    operators: (states: Record<string, "up" | "down">) => call("POST", "/operators", states),
    plan: (code: string, change: { isEnabled?: boolean }) => call("POST", `/plans/${code}`, change),
    setBalance: (dinars: number) => call("POST", "/balance", { balance: dinars }),
    /** The provider makes up its mind about an order. */
    decide: (ref: string, status: string, words: { refund_message?: string } = {}) =>
      call("POST", `/orders/${ref}/status`, { status, ...words }),
    /** What is on the phones now: deliveries taken back are not. */
    async deliveries(): Promise<Delivery[]> {
      const all = z.array(deliverySchema).parse(await call("GET", "/deliveries"));
      return all.filter((delivery) => delivery.reversedAt === null);
    },
    async deliveredRefs(refs: readonly string[]): Promise<string[]> {
      const known = new Set(refs);
      const deliveries = await provider.deliveries();
      return deliveries.flatMap(({ ref }) => (known.has(ref) ? [ref] : [])).sort();
    },
    dump: async () => dumpSchema.parse(await call("GET", "/dump")),
    /** Until the provider has the order, whether or not anybody heard its answer. */
    async untilHolds(ref: string): Promise<void> {
      await expect
        .poll(async () => (await provider.dump()).orders.map((order) => order.ref), { message: "the provider has it" })
        .toContain(ref);
    },
  };
  return provider;
}
