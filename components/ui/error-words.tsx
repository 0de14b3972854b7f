"use client";

import { createContext, type ReactNode } from "react";

/** What the error page says, in the person's language. `incident` has a hole for the error's id. */
export type ErrorSentences = Readonly<Record<"title" | "body" | "incident" | "retry" | "home", string>>;

/** Stands in the sentence for the id, which nobody knows before something fails. */
export const INCIDENT_HOLE = "\uFFFC";

export const ErrorWordsContext = createContext<ErrorSentences | null>(null);

/** Sent along with every page: whatever failed, the sentences about it are there already. */
export function ErrorWords({ words, children }: { readonly words: ErrorSentences; readonly children: ReactNode }) {
  return <ErrorWordsContext value={words}>{children}</ErrorWordsContext>;
}
