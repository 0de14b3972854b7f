import type { PlaceOrderInput } from "@/lib/orders/schema";

/**
 * A sale from the moment before it is first sent until the server has answered: whatever happens to the page in between,
 * it can be sent again under the same id, and is then the same sale.
 */
export type PendingSale = {
  readonly input: PlaceOrderInput;
  readonly firstSentAt: string;
  /** The tab that is sending it; others leave it alone while it may still be doing so. */
  readonly tabId: string;
};

/** Whose: another person at the same computer must not send it under their own name. */
export type SaleOwner = { readonly shopId: number; readonly staffId: number };

const TAB_KEY = "rasid.tab";

/** Survives a reload, ends with the tab. */
export function ownTabId(): string {
  const known = sessionStorage.getItem(TAB_KEY);
  if (known !== null) return known;
  const minted = Array.from(crypto.getRandomValues(new Uint32Array(2)), (part) => part.toString(36)).join("");
  sessionStorage.setItem(TAB_KEY, minted);
  return minted;
}

function prefixOf({ shopId, staffId }: SaleOwner): string {
  return `rasid.sale.${shopId}.${staffId}.`;
}

const listeners = new Set<() => void>();

export function subscribeToPendingSales(listener: () => void): () => void {
  listeners.add(listener);
  // Told by the browser when another tab writes.
  window.addEventListener("storage", listener);
  return () => {
    listeners.delete(listener);
    window.removeEventListener("storage", listener);
  };
}

function tell(): void {
  for (const listener of listeners) listener();
}

/** Before the first byte leaves. Throws where the browser refuses to store: a sale that could be lost is not sent. */
export function keepPendingSale(owner: SaleOwner, sale: PendingSale): void {
  localStorage.setItem(prefixOf(owner) + sale.input.orderId, JSON.stringify(sale));
  tell();
}

/** Once the server has answered, whatever it said. */
export function dropPendingSale(owner: SaleOwner, orderId: string): void {
  localStorage.removeItem(prefixOf(owner) + orderId);
  tell();
}

/** As one text, so that an unchanged store compares equal. */
export function readPendingSalesText(owner: SaleOwner): string {
  const prefix = prefixOf(owner);
  const texts = Object.keys(localStorage)
    .filter((key) => key.startsWith(prefix))
    .sort()
    .map((key) => localStorage.getItem(key));
  return `[${texts.filter((text) => text !== null).join(",")}]`;
}

export function parsePendingSales(text: string): readonly PendingSale[] {
  try {
    // Written by `keepPendingSale` alone; what else may stand there is caught.
    return JSON.parse(text) as PendingSale[];
  } catch {
    return [];
  }
}
