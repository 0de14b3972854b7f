import { useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import type { AccessError, OverrideError } from "@/lib/orders/errors";
import { pauseKeys } from "@/lib/orders/query-options";
import type { Result } from "@/lib/result";

/** Sells a paused plan all the same; null for people who may not decide that. */
export type OverridePause = ((planCode: string) => Promise<Result<unknown, OverrideError | AccessError>>) | null;

type OverrideButtonProps = { readonly planCode: string; readonly overridePause: NonNullable<OverridePause> };

export function OverrideButton({ planCode, overridePause }: OverrideButtonProps) {
  const t = useTranslations("pauses");
  const queries = useQueryClient();
  const [state, setState] = useState<"idle" | "busy" | "refused">("idle");
  const decide = async () => {
    setState("busy");
    const answer = await overridePause(planCode).catch(() => null);
    setState(answer?.ok ? "idle" : "refused");
    // Refused because it is over already, or taken: either way the notice is no longer what it was.
    await queries.invalidateQueries({ queryKey: pauseKeys.now });
  };
  return (
    <div className="mt-2 flex flex-wrap items-center gap-3">
      <Button type="button" size="small" isBusy={state === "busy"} onClick={() => void decide()}>
        {t("override")}
      </Button>
      {state === "refused" && <span className="font-normal">{t("refused")}</span>}
    </div>
  );
}
