import clsx from "clsx";
import Link from "next/link";
import { Money } from "@/components/ui/money";
import { figureAddress } from "@/lib/reports/parse-figure";
import type { FigureName, FigureView, PeriodView } from "@/lib/reports/view";

type FigureProps = {
  readonly figure: FigureView;
  readonly period: PeriodView;
  readonly className?: string;
};

/** A sum of money that opens the ledger lines it is made of; nothing at all where there are none. */
export function Figure({ figure, period, className }: FigureProps) {
  if (figure.lines === 0) return <span className={clsx("text-ink-faint", className)}>–</span>;
  return (
    <Link
      href={figureAddress(figure, period)}
      prefetch={false}
      data-figure={figure.figure}
      className={clsx(
        "decoration-line-strong/50 hover:decoration-accent hover:text-accent-strong inline-flex min-h-6 items-center underline decoration-dotted underline-offset-4 transition-colors",
        className,
      )}
    >
      <Money centimes={figure.centimes} />
    </Link>
  );
}

export function pick(figures: readonly FigureView[], name: FigureName): FigureView | undefined {
  return figures.find(({ figure }) => figure === name);
}

/** What a bar may be as long as: money as a number, for lengths alone. */
export function lengthOf(figures: readonly FigureView[], name: FigureName): number {
  return Math.max(0, Number(pick(figures, name)?.centimes ?? 0));
}
