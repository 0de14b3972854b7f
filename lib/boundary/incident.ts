import { unstable_rethrow } from "next/navigation";
import { mintOrderId } from "@/lib/id";
import { getContext } from "./context";

/**
 * Logs what should not have happened under an id short enough to read out over the phone, which is all that anybody outside
 * is told. Next's own signals (redirect, not found) are not failures and pass through.
 */
export function reportIncident(error: unknown, where: string): string {
  unstable_rethrow(error);
  const incident = mintOrderId().slice(-8);
  getContext().log.error({ incident, where, error }, "failed");
  return incident;
}
