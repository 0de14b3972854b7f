import clsx from "clsx";
import { useTranslations } from "next-intl";
import { useMoneyText } from "@/components/ui/use-money-text";
import type { FigureRow } from "@/lib/reports/view";
import { lengthOf, pick } from "./figure";

/** The next round figure above: a scale that a person reads at a glance. In centimes. */
function roundUp(centimes: number): number {
  const unit = 10 ** Math.floor(Math.log10(Math.max(centimes, 10_000)));
  return [1, 1.5, 2, 3, 4, 5, 6, 8, 10].map((step) => step * unit).find((top) => top >= centimes) ?? 10 * unit;
}

export type Column = FigureRow<{
  readonly key: string;
  /** Beneath it; empty where there is no room for every one. */
  readonly label: string;
  /** Before the label where there is room. */
  readonly prefix?: string;
  /** In a sentence. */
  readonly place: string;
  /** It has not come yet. */
  readonly isAhead: boolean;
}>;

/** What was sold as a pale column, what of it was delivered as a full one inside. Turned round for Arabic by the page's direction. */
export function ColumnChart({ title, columns }: { readonly title: string; readonly columns: readonly Column[] }) {
  const t = useTranslations("reports");
  const money = useMoneyText();
  const lengths = columns.map(({ figures }) => Math.max(lengthOf(figures, "sold"), lengthOf(figures, "delivered")));
  const top = roundUp(Math.max(...lengths));
  const highest = columns.reduce<Column | undefined>(
    (best, each) =>
      lengthOf(each.figures, "sold") > (best === undefined ? 0 : lengthOf(best.figures, "sold")) ? each : best,
    undefined,
  );
  const said =
    highest === undefined
      ? t("chartEmpty", { title })
      : t("chart", { title, place: highest.place, amount: money(pick(highest.figures, "sold")?.centimes ?? "0") });
  return (
    <div role="img" aria-label={said} className="flex flex-col gap-1.5">
      <div className="relative h-44 sm:h-52" aria-hidden>
        {[1, 0.5, 0].map((share) => (
          <span
            key={share}
            className={clsx(
              "border-line absolute inset-x-0 border-t",
              share > 0 && "border-dashed",
              share === 1 ? "top-0" : share === 0.5 ? "top-1/2" : "bottom-0",
            )}
          >
            {share > 0 && (
              <bdi className="text-ink-faint figures bg-surface absolute start-0 -top-2.5 pe-2 text-xs leading-5">
                {money(String(BigInt(Math.round(top * share))))}
              </bdi>
            )}
          </span>
        ))}
        <ol className="absolute inset-0 flex items-end gap-[2px] ps-16 sm:gap-1 sm:ps-20">
          {columns.map(({ key, figures }) => (
            <li key={key} className="group relative h-full flex-1">
              <span
                className="bg-accent/20 absolute inset-x-0 bottom-0 mx-auto max-w-9 rounded-t-[3px]"
                style={{ blockSize: `${(100 * lengthOf(figures, "sold")) / top}%` }}
              />
              <span
                className="bg-accent absolute inset-x-0 bottom-0 mx-auto max-w-9 rounded-t-[3px]"
                style={{ blockSize: `${(100 * lengthOf(figures, "delivered")) / top}%` }}
              />
            </li>
          ))}
        </ol>
      </div>
      <ol className="flex gap-[2px] ps-16 sm:gap-1 sm:ps-20" aria-hidden>
        {columns.map(({ key, label, prefix, isAhead }) => (
          <li
            key={key}
            className={clsx(
              "figures relative h-5 min-w-0 flex-1 text-xs",
              isAhead ? "text-ink-faint" : "text-ink-soft",
            )}
          >
            <bdi className="absolute start-1/2 -translate-x-1/2 whitespace-nowrap rtl:translate-x-1/2">
              {prefix !== undefined && <span className="max-sm:hidden">{prefix} </span>}
              {label}
            </bdi>
          </li>
        ))}
      </ol>
    </div>
  );
}

/** What the two tones are. */
export function ChartKey() {
  const t = useTranslations("reports");
  return (
    <p className="text-ink-soft flex items-center gap-4 text-xs" aria-hidden>
      <span className="flex items-center gap-1.5">
        <span className="bg-accent/20 size-2.5 rounded-[3px]" />
        {t("soldBar")}
      </span>
      <span className="flex items-center gap-1.5">
        <span className="bg-accent size-2.5 rounded-[3px]" />
        {t("deliveredBar")}
      </span>
    </p>
  );
}
