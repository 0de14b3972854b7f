import { useTranslations } from "next-intl";
import { unreachable } from "@/lib/assert";
import type { SignInRefusal } from "./sign-in-form";

const MS_PER_MINUTE = 60_000;
/** Counting down from the first mistake would only make people nervous. */
const TRIES_WORTH_SAYING = 2;

/** Why nobody was signed in, and what to do about it. */
export function Refusal({ refusal }: { readonly refusal: SignInRefusal }) {
  const t = useTranslations("signIn");
  switch (refusal.code) {
    case "not_understood":
      return t("missing");
    case "bad_credentials": {
      const isNearWait = refusal.triesLeft <= TRIES_WORTH_SAYING;
      return isNearWait ? `${t("wrong")} ${t("triesLeft", { count: refusal.triesLeft })}` : t("wrong");
    }
    case "throttled":
      return t("throttled", { minutes: Math.max(1, Math.ceil(refusal.retryAfterMs / MS_PER_MINUTE)) });
    case "staff_inactive":
      return t("staffInactive");
    case "shop_inactive":
      return t("shopInactive");
    case "no_shop":
      return t("noShop");
    case "failed":
      return (
        <>
          {t("failed")} <bdi className="font-mono text-[0.8125rem]">{refusal.incident}</bdi>
        </>
      );
    default:
      return unreachable(refusal);
  }
}
