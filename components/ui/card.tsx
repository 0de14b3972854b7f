import clsx from "clsx";
import type { ComponentProps } from "react";

export function Card({ className, ...rest }: ComponentProps<"section">) {
  return <section {...rest} className={clsx("border-line bg-surface shadow-card rounded-2xl border", className)} />;
}
