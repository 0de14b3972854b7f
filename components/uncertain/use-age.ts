import { useTranslations } from "next-intl";
import { useSyncExternalStore } from "react";

const TICK_MS = 15_000;
const MINUTE_MS = 60_000;
const HOURS_SAID_MAX = 48;

function subscribe(listener: () => void): () => void {
  const timer = setInterval(listener, TICK_MS);
  return () => clearInterval(timer);
}

function readClock(): number {
  return Math.floor(Date.now() / TICK_MS) * TICK_MS;
}

/** How old something is, in words that go on counting; empty until the browser's clock is known. */
export function useAge(): (at: string) => string {
  const t = useTranslations("shelf");
  const nowMs = useSyncExternalStore(subscribe, readClock, () => null);
  return (at) => {
    if (nowMs === null) return "";
    const minutes = Math.max(0, Math.floor((nowMs - Date.parse(at)) / MINUTE_MS));
    if (minutes < 60) return t("ageMinutes", { count: minutes });
    const hours = Math.floor(minutes / 60);
    return hours < HOURS_SAID_MAX ? t("ageHours", { count: hours }) : t("ageDays", { count: Math.floor(hours / 24) });
  };
}
