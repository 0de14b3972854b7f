"use client";

import { useTranslations } from "next-intl";
import { isolate } from "@/lib/i18n/isolate";
import { Button } from "./button";
import { MessagePage } from "./message-page";

export type ErrorPageProps = { readonly error: unknown; readonly retry: () => void };

/** The server's own id of the error, which its log has too; errors of the browser have none. */
function digestOf(error: unknown): string | null {
  return error instanceof Error && "digest" in error && typeof error.digest === "string" ? error.digest : null;
}

export function ErrorPage({ error, retry }: ErrorPageProps) {
  const t = useTranslations("errors");
  const common = useTranslations("common");
  const digest = digestOf(error);
  return (
    <MessagePage
      title={t("title")}
      body={t("body")}
      {...(digest === null ? {} : { detail: t("incident", { incident: isolate(digest) }) })}
      actions={
        <>
          <Button look="primary" onClick={retry}>
            {common("retry")}
          </Button>
          {/* A whole new page: the router may be part of what is broken. */}
          <Button onClick={() => window.location.assign("/")}>{t("home")}</Button>
        </>
      }
    />
  );
}
