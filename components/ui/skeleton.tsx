import clsx from "clsx";

/** The place of something that is being read, in its size, so that nothing moves when it comes. */
export function Skeleton({ className }: { readonly className?: string }) {
  return <div aria-hidden className={clsx("animate-skeleton bg-line rounded-lg", className)} />;
}
