"use client";

import { Check, Copy } from "@/components/ui/icons";
import { useTranslations } from "next-intl";
import { useEffect, useState } from "react";

/** Long enough to be seen, short enough that a second copy is acknowledged too. */
const COPIED_SHOWN_MS = 1600;

export function CopyButton({ text, label }: { readonly text: string; readonly label: string }) {
  const t = useTranslations("common");
  const [isCopied, setIsCopied] = useState(false);
  useEffect(() => {
    if (!isCopied) return undefined;
    const timer = setTimeout(() => setIsCopied(false), COPIED_SHOWN_MS);
    return () => clearTimeout(timer);
  }, [isCopied]);
  // The clipboard is closed on plain http from another machine; the text beside stays selectable.
  const copy = () =>
    void navigator.clipboard?.writeText(text).then(
      () => setIsCopied(true),
      () => setIsCopied(false),
    );
  return (
    <button
      type="button"
      onClick={copy}
      className="text-ink-faint hover:bg-sunken hover:text-ink inline-grid size-8 shrink-0 place-items-center rounded-lg transition-colors"
      aria-label={`${t("copy")}: ${label}`}
    >
      {isCopied ? <Check className="text-good size-4" aria-hidden /> : <Copy className="size-4" aria-hidden />}
      <span className="sr-only" role="status">
        {isCopied ? t("copied") : ""}
      </span>
    </button>
  );
}
