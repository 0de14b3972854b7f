import type { Locale } from "@/lib/i18n/locale";

/** The shell's commands, handed down by the layout: components know none of their own. */
export type ShellActions = {
  readonly setLocale: (locale: Locale) => Promise<unknown>;
  readonly chooseShop: (shopId: number) => Promise<unknown>;
  readonly signOut: () => Promise<unknown>;
};
