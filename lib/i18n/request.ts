import { cookies } from "next/headers";
import { getRequestConfig } from "next-intl/server";
import { compiledCatalogue } from "./catalogues";
import { isLocale, LOCALE_COOKIE, LOCALE_DEFAULT } from "./locale";

export default getRequestConfig(async ({ locale: asked }) => {
  // What a customer is told is also said in the languages that the person at the screen has not chosen.
  const chosen = asked ?? (await cookies()).get(LOCALE_COOKIE)?.value;
  const locale = isLocale(chosen) ? chosen : LOCALE_DEFAULT;
  return { locale, messages: compiledCatalogue(locale), timeZone: "Africa/Algiers" };
});
