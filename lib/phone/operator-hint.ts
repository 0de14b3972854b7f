import { compactTyped, nationalForm } from "./msisdn";

/** The three networks, in the provider's spelling. */
export type NetworkOperator = "Mobilis" | "Djezzy" | "Ooredoo";

/**
 * Whose number this probably is, from its first two digits; null before they are typed or when they tell nothing.
 * Only a hint, which the cashier may override: finer tables go stale, and the provider decides.
 */
export function operatorHint(typed: string): NetworkOperator | null {
  switch (nationalForm(compactTyped(typed))?.slice(0, 2)) {
    case "05":
      return "Ooredoo";
    case "06":
      return "Mobilis";
    case "07":
      return "Djezzy";
    default:
      return null;
  }
}
