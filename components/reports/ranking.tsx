import { useTranslations } from "next-intl";
import { Card } from "@/components/ui/card";
import type { PeriodView } from "@/lib/reports/view";
import { Figure, lengthOf, pick } from "./figure";
import { TableBehind, type NamedRow } from "./figure-table";

/** More than these are in the table. */
const BARS_MAX = 6;

type RankingProps = {
  readonly id: string;
  readonly title: string;
  readonly head: string;
  readonly rows: readonly NamedRow[];
  readonly period: PeriodView;
};

/** Who or what sold most, as bars beside their figures; everything else of it in the table behind. */
export function Ranking({ id, title, head, rows, period }: RankingProps) {
  const t = useTranslations("reports");
  const longest = Math.max(1, ...rows.map(({ figures }) => lengthOf(figures, "sold")));
  return (
    <Card aria-labelledby={id} className="p-5">
      <h2 id={id} className="text-base font-semibold">
        {title}
      </h2>
      <ul className="mt-3 flex flex-col gap-3">
        {rows.slice(0, BARS_MAX).map(({ key, name, figures }) => {
          const sold = pick(figures, "sold");
          return (
            <li key={key}>
              <div className="flex items-baseline justify-between gap-3 text-sm">
                <span className="min-w-0 truncate font-medium">{name}</span>
                {sold !== undefined && <Figure figure={sold} period={period} className="shrink-0 font-semibold" />}
              </div>
              <div className="bg-sunken relative mt-1 h-2 overflow-clip rounded-full" aria-hidden>
                <span
                  className="bg-accent/20 absolute inset-y-0 start-0 rounded-full"
                  style={{ inlineSize: `${(100 * lengthOf(figures, "sold")) / longest}%` }}
                />
                <span
                  className="bg-accent absolute inset-y-0 start-0 rounded-full"
                  style={{ inlineSize: `${Math.min(100, (100 * lengthOf(figures, "delivered")) / longest)}%` }}
                />
              </div>
              {sold !== undefined && (
                <p className="text-ink-faint figures mt-0.5 text-xs">{t("orders", { count: sold.lines })}</p>
              )}
            </li>
          );
        })}
      </ul>
      <TableBehind label={title} head={head} rows={rows} period={period} />
    </Card>
  );
}
