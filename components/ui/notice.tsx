import clsx from "clsx";
import { CircleAlert, Info, TriangleAlert } from "@/components/ui/icons";
import type { ReactNode } from "react";

const TONES = {
  bad: { icon: CircleAlert, className: "border-bad/40 bg-bad-wash text-bad" },
  warn: { icon: TriangleAlert, className: "border-warn/40 bg-warn-wash text-warn" },
  info: { icon: Info, className: "border-accent/30 bg-accent-wash text-accent-strong" },
} as const;

type NoticeProps = {
  readonly tone: keyof typeof TONES;
  readonly children: ReactNode;
  /** `alert` interrupts a screen reader, `status` waits; neither for what was there from the start. */
  readonly role?: "alert" | "status";
  readonly id?: string;
  readonly className?: string;
};

/** One sentence that matters, beside what it is about; never a dialog over the sale. */
export function Notice({ tone, children, role, id, className }: NoticeProps) {
  const { icon: Icon, className: toneClass } = TONES[tone];
  return (
    <div
      id={id}
      role={role}
      className={clsx(
        "flex items-start gap-2.5 rounded-xl border px-3.5 py-2.5 text-sm font-medium",
        toneClass,
        className,
      )}
    >
      <Icon className="mt-0.5 size-4 shrink-0" strokeWidth={2.4} aria-hidden />
      <div className="min-w-0 flex-1">{children}</div>
    </div>
  );
}
