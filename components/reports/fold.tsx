import clsx from "clsx";
import { ChevronRight } from "@/components/ui/icons";
import type { ReactNode } from "react";

type FoldProps = {
  readonly title: string;
  /** What the title is of, for those who hear it alone. */
  readonly of?: string;
  readonly className?: string;
  readonly children: ReactNode;
};

/** What most people need not read, folded away by the browser itself. */
export function Fold({ title, of, className, children }: FoldProps) {
  return (
    <details className={clsx("group", className)}>
      <summary className="text-ink-soft hover:text-ink flex min-h-9 w-fit items-center gap-1.5 rounded-lg pe-2 text-sm font-medium select-none">
        <ChevronRight
          className="size-4 transition-transform group-open:rotate-90 rtl:-scale-x-100 rtl:group-open:-rotate-90"
          aria-hidden
        />
        {title}
        {of !== undefined && <span className="sr-only">{of}</span>}
      </summary>
      {children}
    </details>
  );
}
