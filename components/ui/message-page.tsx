import type { ReactNode } from "react";
import { LogoMark } from "./logo";

type MessagePageProps = {
  readonly title: string;
  readonly body: string;
  readonly detail?: string;
  readonly actions: ReactNode;
};

/** A page that is only a message: what happened, and the way on. */
export function MessagePage({ title, body, detail, actions }: MessagePageProps) {
  return (
    <div className="mx-auto flex min-h-[60dvh] max-w-md flex-col items-start justify-center gap-3 px-6 py-16">
      <LogoMark className="mb-3 size-10" />
      <h1 className="text-2xl font-semibold tracking-tight">{title}</h1>
      <p className="text-ink-soft">{body}</p>
      {detail !== undefined && <p className="figures text-ink-faint text-sm">{detail}</p>}
      <div className="mt-3 flex flex-wrap gap-3">{actions}</div>
    </div>
  );
}
