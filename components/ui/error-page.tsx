"use client";

import { use } from "react";
import { isolate } from "@/lib/i18n/isolate";
import { buttonClass } from "./button-class";
import { ErrorWordsContext, INCIDENT_HOLE } from "./error-words";
import { MessagePage } from "./message-page";

export type ErrorPageProps = { readonly error: unknown; readonly retry: () => void };

/** The server's own id of the error, which its log has too; errors of the browser have none. */
function digestOf(error: unknown): string | null {
  return error instanceof Error && "digest" in error && typeof error.digest === "string" ? error.digest : null;
}

export function ErrorPage({ error, retry }: ErrorPageProps) {
  const words = use(ErrorWordsContext);
  // Only the layout around all pages gives them, and what fails there is said by the page for that.
  if (words === null) throw error;
  const digest = digestOf(error);
  return (
    <MessagePage
      title={words.title}
      body={words.body}
      {...(digest === null ? {} : { detail: words.incident.replace(INCIDENT_HOLE, isolate(digest)) })}
      actions={
        <>
          <button type="button" className={buttonClass("primary")} onClick={retry}>
            {words.retry}
          </button>
          {/* A whole new page: the router may be part of what is broken. */}
          <button type="button" className={buttonClass()} onClick={() => window.location.assign("/")}>
            {words.home}
          </button>
        </>
      }
    />
  );
}
