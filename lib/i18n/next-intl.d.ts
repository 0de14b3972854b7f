import type en from "@/messages/en.json";
import type { Locale } from "./locale";

/** Makes every key that a component asks for, and every language, a matter of the compiler. */
declare module "next-intl" {
  interface AppConfig {
    Locale: Locale;
    Messages: typeof en;
  }
}
