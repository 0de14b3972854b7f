"use client";

import clsx from "clsx";
import { useTranslations } from "next-intl";
import { Instant } from "@/components/ui/instant";
import { isolate } from "@/lib/i18n/isolate";
import { formatTimeExact } from "@/lib/i18n/format-instant";
import { useLiveState } from "./use-live";

/** Whether the screen is alive, and when it last heard from the server; with `isTight` a phone shows the time in its title alone. */
export function LiveIndicator({ isTight = false }: { readonly isTight?: boolean }) {
  const t = useTranslations("live");
  const { line, lastHeardAt, isStale } = useLiveState();
  const state = isStale ? "stale" : line === "down" ? "polling" : line === "open" ? "live" : "connecting";
  const sentence =
    lastHeardAt === null ? t("neverHeard") : t("lastHeard", { time: isolate(formatTimeExact(new Date(lastHeardAt))) });
  return (
    <div
      data-live={state}
      title={sentence}
      className="text-ink-soft flex shrink-0 items-center gap-2 rounded-full px-2 py-1 text-[0.8125rem]"
    >
      <span
        aria-hidden
        className={clsx(
          "size-2 shrink-0 rounded-full",
          state === "live" && "bg-good",
          state === "connecting" && "bg-ink-faint",
          (state === "polling" || state === "stale") && "bg-warn ring-warn/25 ring-3",
        )}
      />
      <span
        className={clsx(
          "font-medium",
          state === "live" || state === "connecting" ? "max-sm:sr-only" : "text-warn max-sm:max-w-20 max-sm:truncate",
          state === "connecting" && "text-ink-soft",
        )}
      >
        <span className={clsx(state === "polling" && "max-md:sr-only")}>{t(state)}</span>
      </span>
      {lastHeardAt !== null && (
        <Instant at={lastHeardAt} form="exact" className={clsx("text-ink-faint", isTight && "max-sm:sr-only")} />
      )}
    </div>
  );
}
