import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import type { FigureRow, PeriodView } from "@/lib/reports/view";
import { Figure } from "./figure";
import { Fold } from "./fold";

export type NamedRow = FigureRow<{ readonly key: string; readonly name: ReactNode }>;

type FigureTableProps = {
  readonly label: string;
  readonly head: string;
  readonly rows: readonly NamedRow[];
  readonly period: PeriodView;
};

/** The figures behind a chart, each opening its lines. Wider than a phone, it is scrolled by itself. */
export function FigureTable({ label, head, rows, period }: FigureTableProps) {
  const t = useTranslations("reports");
  const [first] = rows;
  return (
    <div className="relative overflow-x-auto" tabIndex={0} role="group" aria-label={label}>
      <table className="w-full text-sm">
        <thead>
          <tr className="border-line border-b">
            <th scope="col" className="text-ink-faint py-2 pe-4 text-start text-xs font-medium">
              {head}
            </th>
            {first?.figures.map(({ figure }) => (
              <th
                key={figure}
                scope="col"
                className="text-ink-faint py-2 ps-4 text-end text-xs font-medium whitespace-nowrap"
              >
                {t(`figure.${figure}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody className="divide-line divide-y">
          {rows.map(({ key, name, figures }) => (
            <tr key={key} className="hover:bg-sunken/60">
              <th scope="row" className="py-1.5 pe-4 text-start font-medium whitespace-nowrap">
                {name}
              </th>
              {figures.map((figure) => (
                <td key={figure.figure} className="py-1.5 ps-4 text-end">
                  <Figure figure={figure} period={period} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** A chart's table, folded away until somebody wants to read it. */
export function TableBehind(props: FigureTableProps) {
  const t = useTranslations("reports");
  return (
    <Fold title={t("table")} of={props.label} className="border-line mt-4 border-t pt-2">
      <FigureTable {...props} />
    </Fold>
  );
}
