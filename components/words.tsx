import { NextIntlClientProvider, type Messages } from "next-intl";
import { getMessages } from "next-intl/server";
import type { ReactNode } from "react";

export type WordsOf = keyof Messages;

type WordsProps = {
  /** The parts of the catalogue that what stands inside asks for in the browser; a test holds the list to it. */
  readonly of: readonly WordsOf[];
  readonly children: ReactNode;
};

/** Hands the browser the sentences of one screen, in the person's language: the rest of the catalogue stays here. */
export async function Words({ of, children }: WordsProps) {
  const messages = await getMessages();
  const picked = Object.fromEntries(of.map((name) => [name, messages[name]]));
  return <NextIntlClientProvider messages={picked}>{children}</NextIntlClientProvider>;
}
