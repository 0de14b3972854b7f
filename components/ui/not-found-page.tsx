import Link from "next/link";
import { useTranslations } from "next-intl";
import { buttonClass } from "./button";
import { MessagePage } from "./message-page";

/** One answer for what does not exist and for what is somebody else's. */
export function NotFoundPage() {
  const t = useTranslations("errors");
  return (
    <MessagePage
      title={t("notFoundTitle")}
      body={t("notFoundBody")}
      actions={
        <Link href="/" className={buttonClass("primary")}>
          {t("home")}
        </Link>
      }
    />
  );
}
