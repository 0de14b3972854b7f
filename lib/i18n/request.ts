import { cookies } from "next/headers";
import { getRequestConfig } from "next-intl/server";
import ar from "@/messages/ar.json";
import en from "@/messages/en.json";
import fr from "@/messages/fr.json";
import { isLocale, LOCALE_COOKIE, LOCALE_DEFAULT } from "./locale";
import type { Locale } from "./locale";

/** A catalogue that lacks a key of the English one does not compile. */
const CATALOGUES: Record<Locale, typeof en> = { fr, ar, en };

export default getRequestConfig(async ({ locale: asked }) => {
  // What a customer is told is also said in the languages that the person at the screen has not chosen.
  const chosen = asked ?? (await cookies()).get(LOCALE_COOKIE)?.value;
  const locale = isLocale(chosen) ? chosen : LOCALE_DEFAULT;
  return { locale, messages: CATALOGUES[locale], timeZone: "Africa/Algiers" };
});
