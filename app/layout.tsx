import "./globals.css";
import type { Metadata, Viewport } from "next";
import { getLocale, getTranslations } from "next-intl/server";
import type { ReactNode } from "react";
import { ThemeScript } from "@/components/theme-script";
import { ErrorWords, INCIDENT_HOLE } from "@/components/ui/error-words";
import { directionOf } from "@/lib/i18n/locale";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("common");
  return {
    title: { default: t("product"), template: `%s · ${t("product")}` },
    description: t("tagline"),
    robots: { index: false, follow: false },
  };
}

export const viewport: Viewport = {
  themeColor: [
    { media: "(prefers-color-scheme: light)", color: "#f6f5f2" },
    { media: "(prefers-color-scheme: dark)", color: "#0d1418" },
  ],
};

async function errorSentences() {
  const t = await getTranslations("errors");
  const common = await getTranslations("common");
  const incident = t("incident", { incident: INCIDENT_HOLE });
  return { title: t("title"), body: t("body"), incident, retry: common("retry"), home: t("home") };
}

export default async function RootLayout({ children }: { readonly children: ReactNode }) {
  const locale = await getLocale();
  return (
    // The theme's attribute is set by a script ahead of React, which must not take it for a mismatch.
    <html lang={locale} dir={directionOf(locale)} suppressHydrationWarning>
      <body className="min-h-dvh">
        <ThemeScript />
        <ErrorWords words={await errorSentences()}>{children}</ErrorWords>
      </body>
    </html>
  );
}
