import { useLocale } from "next-intl";
import { isolate } from "@/lib/i18n/isolate";
import { formatMoney } from "@/lib/money/format-money";

/** Money inside a plain-text sentence; elsewhere `Money` renders it. `centimes` is decimal text. */
export function useMoneyText(): (centimes: string) => string {
  const locale = useLocale();
  return (centimes) => isolate(formatMoney(BigInt(centimes), locale));
}
