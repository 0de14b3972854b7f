import { useTranslations } from "next-intl";
import { buttonClass } from "./button-class";
import { MessagePage } from "./message-page";

/** One answer for what does not exist and for what is somebody else's. */
export function NotFoundPage() {
  const t = useTranslations("errors");
  return (
    <MessagePage
      title={t("notFoundTitle")}
      body={t("notFoundBody")}
      actions={
        // A whole new page, so that every page need not bring the router's links along for the one that does not exist.
        <a href="/" className={buttonClass("primary")}>
          {t("home")}
        </a>
      }
    />
  );
}
