import type { OrderStatus } from "./status";
import type { CorrectionView } from "./view";

type Judged = {
  readonly status: OrderStatus;
  readonly reversedAt: string | null;
  readonly chargeCentimes: string;
};

/** The words that tell that the phone received it, or did not; anything else is not final, and corrects nothing yet. */
const DELIVERED: ReadonlySet<string> = new Set(["FULFILLED", "SUCCESS"]);
const GIVEN_BACK: ReadonlySet<string> = new Set(["REFUNDED"]);

/**
 * The movement that would make the books agree with what the provider now says of a final order; empty where they agree, or
 * where the provider's word is not final itself.
 */
export function findCorrections(order: Judged, said: string): readonly CorrectionView[] {
  const isSold = order.status === "fulfilled" && order.reversedAt === null;
  const amountCentimes = order.chargeCentimes;
  if (isSold && GIVEN_BACK.has(said)) return [{ from: "sold", to: "float", amountCentimes }];
  if (!isSold && DELIVERED.has(said)) return [{ from: "float", to: "sold", amountCentimes }];
  return [];
}
