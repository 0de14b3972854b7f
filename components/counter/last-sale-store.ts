import type { SaleOwner } from "./pending-sales";

const keyOf = ({ shopId, staffId }: SaleOwner) => `rasid.last.${shopId}.${staffId}`;

/** The id alone: the rest is the server's to tell. A browser that refuses to store only forgets. */
export function keepLastSale(owner: SaleOwner, orderId: string): void {
  try {
    localStorage.setItem(keyOf(owner), orderId);
  } catch {
    // Full or forbidden: the sale itself is saved, and stands in the list.
  }
}

/** Another tab of this person's sells, or closes the card. */
export function subscribeToLastSale(listener: () => void): () => void {
  window.addEventListener("storage", listener);
  return () => window.removeEventListener("storage", listener);
}

export function readLastSale(owner: SaleOwner): string | null {
  return localStorage.getItem(keyOf(owner));
}

export function forgetLastSale(owner: SaleOwner): void {
  localStorage.removeItem(keyOf(owner));
}
