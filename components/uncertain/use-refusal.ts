import { useTranslations } from "next-intl";
import { isolate } from "@/lib/i18n/isolate";
import type { AccessError, LateResultError, VerdictError } from "@/lib/orders/errors";

type Refusal = VerdictError | LateResultError | AccessError | { readonly code: "unreachable" };

/** Why a word was not taken, or an entry not closed, in a sentence. */
export function useRefusal(): (error: Refusal) => string {
  const t = useTranslations("shelf.refused");
  const access = useTranslations("access");
  const commands = useTranslations("commands");
  return (error) => {
    switch (error.code) {
      case "failed":
        return access("failed", { incident: isolate(error.incident) });
      case "signed_out":
      case "forbidden":
        return access(error.code);
      case "not_found":
      case "unreachable":
        return commands(error.code);
      case "not_understood":
      case "already_final":
      case "not_uncertain":
      case "already_said":
      case "already_closed":
        return t(error.code);
    }
  };
}
