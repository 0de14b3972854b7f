import type { ReactNode } from "react";

type EmptyStateProps = {
  readonly icon: ReactNode;
  readonly title: string;
  readonly hint?: string;
  readonly action?: ReactNode;
};

/** Nothing to show, and what to do next. */
export function EmptyState({ icon, title, hint, action }: EmptyStateProps) {
  return (
    <div className="flex flex-col items-center gap-2 px-6 py-14 text-center">
      <div className="bg-sunken text-ink-faint mb-2 grid size-12 place-items-center rounded-2xl [&_svg]:size-6">
        {icon}
      </div>
      <p className="text-base font-semibold">{title}</p>
      {hint !== undefined && <p className="text-ink-soft max-w-sm text-sm">{hint}</p>}
      {action !== undefined && <div className="mt-3">{action}</div>}
    </div>
  );
}
