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
        // eslint-disable-next-line @next/next/no-html-link-for-pages -- every page would bring the router's links along for the one that does not exist
        <a href="/" className={buttonClass("primary")}>
          {t("home")}
        </a>
      }
    />
  );
}
