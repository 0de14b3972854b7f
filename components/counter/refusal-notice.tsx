import Link from "next/link";
import { useTranslations } from "next-intl";
import { Button } from "@/components/ui/button";
import { Msisdn } from "@/components/ui/msisdn";
import { Notice } from "@/components/ui/notice";
import { useRefusalSentence } from "./refusal-sentence";
import type { SaleRefusal } from "./sale-draft";

type RefusalNoticeProps = {
  readonly refusal: SaleRefusal;
  readonly number: string;
  readonly onRepeat: () => void;
  /** The number is right as it stands. */
  readonly onAsTyped: () => void;
  /** The other number was meant. */
  readonly onMeant: (msisdn: string) => void;
};

const LINK = "underline underline-offset-4";

/** Why the sale was not made and what to press next; in the page, never over it. */
export function RefusalNotice({ refusal, number, onRepeat, onAsTyped, onMeant }: RefusalNoticeProps) {
  const t = useTranslations("refusals");
  const access = useTranslations("access");
  const sentenceOf = useRefusalSentence();
  const isQuestion =
    refusal.code === "near_miss" ||
    refusal.code === "duplicate_recent" ||
    refusal.code === "unanswered" ||
    refusal.code === "failed";
  return (
    <Notice tone={isQuestion ? "warn" : "bad"} role="alert" id="sale-refusal">
      <p>{sentenceOf(refusal, number)}</p>
      {refusal.code === "duplicate_recent" && (
        <div className="mt-2 flex flex-wrap items-center gap-x-3 gap-y-2">
          <Button size="small" onClick={onRepeat}>
            {t("duplicate_recent_yes")}
          </Button>
          <span className="text-[0.8125rem] font-normal">{t("duplicate_recent_key")}</span>
          <Link href={`/orders/${refusal.otherOrderId}`} prefetch={false} className={`${LINK} ms-auto`}>
            {t("duplicate_recent_open")}
          </Link>
        </div>
      )}
      {refusal.code === "near_miss" && (
        <div className="mt-2 flex flex-wrap items-center gap-x-3 gap-y-2">
          <Button size="small" onClick={() => onMeant(refusal.meant)}>
            {t("near_miss_meant")} <Msisdn msisdn={refusal.meant} />
          </Button>
          <Button size="small" onClick={onAsTyped}>
            {t("near_miss_as_typed")}
          </Button>
          <span className="text-[0.8125rem] font-normal">{t("duplicate_recent_key")}</span>
        </div>
      )}
      {refusal.code === "signed_out" && (
        <a href="/sign-in" className={LINK}>
          {access("signIn")}
        </a>
      )}
    </Notice>
  );
}
