import { getTranslations } from "next-intl/server";
import type { SignInRefusal } from "@/components/sign-in/sign-in-form";
import { unreachable } from "@/lib/assert";
import type { SignInError } from "@/lib/auth/errors";

const MS_PER_MINUTE = 60_000;
/** Counting down from the first mistake would only make people nervous. */
const TRIES_WORTH_SAYING = 2;

/** Why nobody was signed in, and what to do about it: said by the server, so that the page needs no words for it. */
export async function formatRefusal(
  error: SignInError | { readonly code: "failed"; readonly incident: string },
): Promise<SignInRefusal> {
  const t = await getTranslations("signIn");
  const refuse = (sentence: string): SignInRefusal => ({ code: error.code, sentence, incident: null });
  switch (error.code) {
    case "not_understood":
      return refuse(t("missing"));
    case "bad_credentials": {
      const isNearWait = error.triesLeft <= TRIES_WORTH_SAYING;
      return refuse(isNearWait ? `${t("wrong")} ${t("triesLeft", { count: error.triesLeft })}` : t("wrong"));
    }
    case "throttled":
      return refuse(t("throttled", { minutes: Math.max(1, Math.ceil(error.retryAfterMs / MS_PER_MINUTE)) }));
    case "staff_inactive":
      return refuse(t("staffInactive"));
    case "shop_inactive":
      return refuse(t("shopInactive"));
    case "no_shop":
      return refuse(t("noShop"));
    case "failed":
      return { ...refuse(t("failed")), incident: error.incident };
    default:
      return unreachable(error);
  }
}
