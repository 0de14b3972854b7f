import Link from "next/link";
import type { ReactNode } from "react";
import { ArrowLeft } from "./icons";

/** The way back to where a page belongs, above what it shows. */
export function BackLink({ href, children }: { readonly href: string; readonly children: ReactNode }) {
  return (
    <Link
      href={href}
      className="text-ink-soft hover:text-ink inline-flex w-fit items-center gap-1.5 rounded-lg text-sm font-medium underline-offset-4 hover:underline"
    >
      <ArrowLeft className="size-4 rtl:-scale-x-100" aria-hidden />
      {children}
    </Link>
  );
}
