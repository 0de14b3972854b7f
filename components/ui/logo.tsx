import clsx from "clsx";
import { useTranslations } from "next-intl";

/** The ر of رصيد, and one coin beside it. */
export function LogoMark({ className = "size-7" }: { readonly className?: string }) {
  return (
    <svg viewBox="0 0 32 32" className={className} aria-hidden focusable="false">
      <rect width="32" height="32" rx="9" className="fill-accent" />
      <path
        d="M21.5 9.5c.9 3.6.5 7.2-1.6 9.8-2 2.5-5.2 3.7-8.9 3.4"
        fill="none"
        strokeWidth="3.6"
        strokeLinecap="round"
        className="stroke-on-accent"
      />
      <circle cx="11.2" cy="12.4" r="2.3" className="fill-on-accent opacity-60" />
    </svg>
  );
}

/** With `isTight` the mark stands alone on a phone, where others need the room. */
export function Logo({ isTight = false }: { readonly isTight?: boolean }) {
  const t = useTranslations("common");
  return (
    <span className="inline-flex items-center gap-2.5">
      <LogoMark />
      <span className={clsx("text-lg font-semibold tracking-tight", isTight && "max-sm:sr-only")}>{t("product")}</span>
    </span>
  );
}
