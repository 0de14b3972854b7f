import clsx from "clsx";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { Card } from "@/components/ui/card";
import { OperatorName } from "@/components/ui/operator-mark";
import type { AnswersView, DelayRow } from "@/lib/reports/view";
import { useDelayText, useShareText } from "./use-delay-text";

/** Delays spread over minutes and hours: on a scale of logarithms each doubling is as wide as the next. */
const FIRST_MS = 1_000;

function shareOf(ms: number, longestMs: number): number {
  return (100 * Math.log2(1 + ms / FIRST_MS)) / Math.log2(1 + longestMs / FIRST_MS);
}

/** How fast each operator answered and how often in vain, beside the same hours earlier. */
export function Delays({ rows, comparedDays }: { readonly rows: readonly DelayRow[]; readonly comparedDays: number }) {
  const t = useTranslations("reports");
  const longest = Math.max(1, ...rows.flatMap(({ now, before }) => [now.p95Ms ?? 0, before.p95Ms ?? 0]));
  return (
    <Card aria-labelledby="delays" className="p-5">
      <h2 id="delays" className="text-base font-semibold">
        {t("delays")}
      </h2>
      <p className="text-ink-soft mt-0.5 max-w-2xl text-sm">{t("delaysHint", { days: comparedDays })}</p>
      {rows.length === 0 ? (
        <p className="text-ink-faint mt-4 text-sm">{t("noAnswers")}</p>
      ) : (
        <div className="relative mt-4 overflow-x-auto" tabIndex={0} role="group" aria-label={t("delays")}>
          <table className="w-full text-sm sm:min-w-[44rem]">
            <thead>
              <tr className="border-line border-b">
                <Head isStart>{t("operator")}</Head>
                <th scope="col" className="w-2/5 max-sm:hidden">
                  <span className="sr-only">{t("delays")}</span>
                </th>
                <Head>{t("half")}</Head>
                <Head>{t("most")}</Head>
                <Head>{t("failureShare")}</Head>
                <Head className="max-sm:hidden">{t("answers")}</Head>
              </tr>
            </thead>
            <tbody className="divide-line divide-y">
              {rows.map((row) => (
                <DelayLine key={row.operator} row={row} longest={longest} comparedDays={comparedDays} />
              ))}
            </tbody>
          </table>
        </div>
      )}
    </Card>
  );
}

type HeadProps = { readonly children: ReactNode; readonly isStart?: boolean; readonly className?: string };

function Head({ children, isStart = false, className }: HeadProps) {
  return (
    <th
      scope="col"
      className={clsx(
        "text-ink-faint py-2 text-xs font-medium whitespace-nowrap",
        isStart ? "pe-4 text-start" : "ps-3 text-end sm:ps-5",
        className,
      )}
    >
      {children}
    </th>
  );
}

function DelayLine({
  row: { operator, now, before },
  longest,
  comparedDays,
}: {
  readonly row: DelayRow;
  readonly longest: number;
  readonly comparedDays: number;
}) {
  const t = useTranslations("reports");
  const delay = useDelayText();
  const share = useShareText();
  const said = [
    t("delayBar", { operator, half: delay(now.p50Ms), most: delay(now.p95Ms) }),
    t("delayBefore", { days: comparedDays, half: delay(before.p50Ms), most: delay(before.p95Ms) }),
  ].join("; ");
  return (
    <tr>
      <th scope="row" className="py-3 pe-4 text-start font-medium">
        <OperatorName operator={operator} />
      </th>
      <td className="py-3 max-sm:hidden">
        <div role="img" aria-label={said} className="flex flex-col gap-1.5">
          <Range answers={now} longest={longest} />
          <Range answers={before} longest={longest} isBefore />
        </div>
      </td>
      <Pair now={delay(now.p50Ms)} before={delay(before.p50Ms)} />
      <Pair now={delay(now.p95Ms)} before={delay(before.p95Ms)} />
      <Pair now={share(now.failures, now.answers)} before={share(before.failures, before.answers)} />
      <Pair now={String(now.answers)} before={String(before.answers)} className="max-sm:hidden" />
    </tr>
  );
}

/** From the half to the 95 % as a bar, the half as its knob. */
function Range({
  answers: { p50Ms, p95Ms },
  longest,
  isBefore = false,
}: {
  readonly answers: AnswersView;
  readonly longest: number;
  readonly isBefore?: boolean;
}) {
  if (p50Ms === null || p95Ms === null) return <span className={clsx("block", isBefore ? "h-1" : "h-2")} />;
  const [from, to] = [shareOf(p50Ms, longest), shareOf(p95Ms, longest)];
  return (
    <span className={clsx("bg-sunken relative block rounded-full", isBefore ? "h-1" : "h-2")}>
      <span
        className={clsx("absolute inset-y-0 rounded-full", isBefore ? "bg-line-strong/40" : "bg-accent/25")}
        style={{ insetInlineStart: `${from}%`, inlineSize: `${Math.max(1, to - from)}%` }}
      />
      <span
        className={clsx("absolute inset-y-0 rounded-full", isBefore ? "bg-line-strong w-1" : "bg-accent w-2")}
        style={{ insetInlineStart: `${Math.min(from, 98)}%` }}
      />
    </span>
  );
}

function Pair({
  now,
  before,
  className,
}: {
  readonly now: string;
  readonly before: string;
  readonly className?: string;
}) {
  const t = useTranslations("reports");
  return (
    <td className={clsx("figures py-3 ps-3 text-end whitespace-nowrap sm:ps-5", className)}>
      <span className="block font-medium">
        <bdi>{now}</bdi>
      </span>
      <span className="text-ink-faint block text-xs">
        <span className="sr-only">{t("beforeShort")} </span>
        <bdi>{before}</bdi>
      </span>
    </td>
  );
}
