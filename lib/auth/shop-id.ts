import { assert } from "@/lib/assert";
import type { ShopId } from "@/lib/id";

/** The one place where a number becomes a tenant. Its callers have just read the row that gives somebody a right to it. */
export function mintShopId(id: number): ShopId {
  assert(Number.isSafeInteger(id) && id > 0, "a shop id is a positive integer");
  // The brand exists for the compiler alone.
  return id as ShopId;
}
