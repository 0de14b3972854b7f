import "./globals.css";
import type { Metadata, Viewport } from "next";
import { NextIntlClientProvider } from "next-intl";
import { getLocale, getMessages, getTranslations } from "next-intl/server";
import type { ReactNode } from "react";
import { Providers } from "@/components/providers";
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

export default async function RootLayout({ children }: { readonly children: ReactNode }) {
  const locale = await getLocale();
  const { common, signIn, shell, errors } = await getMessages();
  return (
    // The theme's attribute is set by a script ahead of React, which must not take it for a mismatch.
    <html lang={locale} dir={directionOf(locale)} suppressHydrationWarning>
      <body className="min-h-dvh">
        {/* The signed-in pages add the rest of the words: the sign-in page does not carry them. */}
        <NextIntlClientProvider messages={{ common, signIn, shell, errors }}>
          <Providers>{children}</Providers>
        </NextIntlClientProvider>
      </body>
    </html>
  );
}
