import { LoaderCircle } from "@/components/ui/icons";
import { useTranslations } from "next-intl";
import { Card } from "@/components/ui/card";
import { Instant } from "@/components/ui/instant";
import type { ProgressView } from "@/lib/reconcile/view";

/** How far the run under way is, and what it waits for. */
export function RunProgress({ progress }: { readonly progress: ProgressView }) {
  const t = useTranslations("reconcile");
  return (
    <Card aria-label={t("progress")} className="flex flex-col gap-2.5 p-4 sm:px-5">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1" role="status">
        <LoaderCircle className="text-accent size-4 animate-spin" aria-hidden />
        <span className="font-medium">
          {t("reading", { done: progress.doneCount, all: progress.windowCount, requests: progress.requestCount })}
        </span>
        <span className="text-ink-faint text-sm">
          {t("begun")} <Instant at={progress.startedAt} form="exact" />
        </span>
      </div>
      <progress
        aria-label={t("progress")}
        value={progress.doneCount}
        max={Math.max(1, progress.windowCount)}
        className="[&::-webkit-progress-bar]:bg-sunken [&::-webkit-progress-value]:bg-accent [&::-moz-progress-bar]:bg-accent bg-sunken h-1.5 w-full overflow-hidden rounded-full"
      />
      {progress.waitsUntil !== null && (
        <p className="text-warn text-sm">
          {t("waiting")} <Instant at={progress.waitsUntil} form="exact" />
        </p>
      )}
    </Card>
  );
}
