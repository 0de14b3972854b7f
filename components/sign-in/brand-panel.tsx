import { useTranslations } from "next-intl";
import { Logo } from "@/components/ui/logo";

/** Whose counter this is, where the screen has room to say it. */
export function BrandPanel() {
  const t = useTranslations("common");
  return (
    <aside className="bg-accent text-on-accent dark:bg-accent-wash dark:text-accent-strong relative isolate hidden flex-col justify-between overflow-hidden p-10 lg:flex xl:p-14">
      {/* The mark's own stroke, large: it runs the same way in every language, as the letter does. */}
      <svg
        width={320}
        height={320}
        viewBox="0 0 32 32"
        aria-hidden
        focusable="false"
        className="absolute top-[8%] left-[8%] -z-10 h-auto w-[120%] opacity-[0.09]"
      >
        <path
          d="M21.5 9.5c.9 3.6.5 7.2-1.6 9.8-2 2.5-5.2 3.7-8.9 3.4"
          fill="none"
          stroke="currentColor"
          strokeWidth="3.6"
          strokeLinecap="round"
        />
        <circle cx="11.2" cy="12.4" r="2.3" fill="currentColor" />
      </svg>
      <div className="bg-surface text-ink shadow-card flex self-start rounded-2xl py-2 ps-2.5 pe-4">
        <Logo />
      </div>
      <p className="max-w-md text-3xl leading-snug font-semibold text-balance xl:text-4xl xl:leading-snug">
        {t("tagline")}
      </p>
    </aside>
  );
}
