import { useLocale, useTranslations } from "next-intl";

const ARABIC = /[\u0600-\u06ff]/;

/** The catalogue's families that every shop has its own word for. The list stays open: others keep the provider's name. */
const FAMILIES = [
  [/^PREPAID_/, "prepaid"],
  [/^FACTURE_/, "facture"],
  [/^GROS_/, "gros"],
] as const;

/**
 * A plan's name as the shop says it. The provider writes `PREPAID | عادي`, two languages in one, but also `AUTO | MIX 500`,
 * which is the way it is sent and its name.
 */
export function usePlanLabel(): (code: string, name: string) => string {
  const t = useTranslations("plans");
  const isArabic = useLocale() === "ar";
  return (code, name) => {
    const family = FAMILIES.find(([pattern]) => pattern.test(code));
    if (family) return t(family[1]);
    const written = name.split("|").map((part) => part.trim());
    // How the provider sends it is nothing to the customer.
    const parts = written.length > 1 ? written.filter((part) => part !== "AUTO") : written;
    const inScript = parts.filter((part) => ARABIC.test(part) === isArabic);
    const isBilingual = parts.some((part) => ARABIC.test(part)) && inScript.length > 0;
    return (isBilingual ? inScript : parts).join(" · ");
  };
}
