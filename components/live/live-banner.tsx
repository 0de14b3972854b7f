"use client";

import { useTranslations } from "next-intl";
import { Notice } from "@/components/ui/notice";
import { formatTimeExact } from "@/lib/i18n/format-instant";
import { isolate } from "@/lib/i18n/isolate";
import { useLiveState } from "./use-live";

/** Over the page while what it shows may no longer be true. It never takes a half-typed form away. */
export function LiveBanner() {
  const t = useTranslations("live");
  const access = useTranslations("access");
  const { isStale, isSignedOut, lastHeardAt } = useLiveState();
  if (isSignedOut) {
    return (
      <Notice tone="bad" role="alert" className="mb-4">
        {access("signed_out")}{" "}
        <a href="/sign-in" className="underline underline-offset-4">
          {access("signIn")}
        </a>
      </Notice>
    );
  }
  if (!isStale || lastHeardAt === null) return null;
  return (
    <Notice tone="warn" role="status" className="mb-4">
      {t("staleBanner", { time: isolate(formatTimeExact(new Date(lastHeardAt))) })}
    </Notice>
  );
}
