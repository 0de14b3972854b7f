import clsx from "clsx";
import { CircleAlert, CircleCheck } from "@/components/ui/icons";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { Instant } from "@/components/ui/instant";
import { Money } from "@/components/ui/money";
import type { ConcludedView } from "@/lib/reconcile/view";

/** The provider's balance, line by line, until it adds up or the rest is told to the centime. */
export function Statement({ run }: { readonly run: ConcludedView }) {
  const t = useTranslations("reconcile");
  const { statement } = run;
  const explained = BigInt(statement.balanceCentimes) - BigInt(statement.restCentimes);
  const isExplained = statement.restCentimes === "0";
  return (
    <table aria-labelledby="statement" className="w-full text-start">
      <tbody>
        <Line centimes={statement.openingCentimes}>
          {t("opening")} <Instant at={run.since} form="day" className="text-ink-faint" />
        </Line>
        <Line centimes={statement.depositCentimes} isChange>
          {t("deposits")}
        </Line>
        <Line centimes={statement.chargedCentimes} isChange>
          {t("charged")}
        </Line>
        <Line centimes={statement.refundedCentimes} isChange>
          {t("refunded")}
        </Line>
        <Line centimes={statement.underWayCentimes} isChange>
          {t("underWay")}
        </Line>
        {statement.otherMovements.map(({ kind, centimes }) => (
          <Line key={kind} centimes={centimes} isChange>
            {t("other")} <bdi className="text-ink-faint text-[0.8125rem]">{kind}</bdi>
          </Line>
        ))}
        {statement.roundingCentimes !== "0" && (
          <Line centimes={statement.roundingCentimes} isChange>
            {t("rounding")}
          </Line>
        )}
        {statement.named.map(({ kind, count, centimes }) => (
          <Line key={kind} centimes={centimes} isChange isNamed>
            {t(`kind.${kind}`)} <bdi className="figures text-ink-faint text-[0.8125rem]">{`×${count}`}</bdi>
          </Line>
        ))}
      </tbody>
      <tbody className="border-line border-t-2">
        <Line centimes={explained.toString()} isStrong>
          {t("explained")}
        </Line>
        <Line centimes={statement.balanceCentimes} isStrong>
          {t("balance")} <Instant at={run.balanceAt} form="time" className="text-ink-faint font-normal" />
        </Line>
        <tr className={isExplained ? "bg-good-wash text-good" : "bg-bad-wash text-bad"}>
          <th scope="row" className="px-4 py-3 text-start font-semibold sm:px-5">
            <span className="flex items-center gap-2">
              {isExplained ? (
                <CircleCheck className="size-4.5 shrink-0" aria-hidden />
              ) : (
                <CircleAlert className="size-4.5 shrink-0" aria-hidden />
              )}
              {t("rest")}
            </span>
          </th>
          <td className="px-4 py-3 text-end text-lg font-semibold sm:px-5">
            <Money centimes={statement.restCentimes} isSigned />
          </td>
        </tr>
      </tbody>
    </table>
  );
}

type LineProps = {
  readonly centimes: string;
  readonly children: ReactNode;
  /** A movement, with its sign; a balance has none. */
  readonly isChange?: boolean;
  readonly isNamed?: boolean;
  readonly isStrong?: boolean;
};

function Line({ centimes, children, isChange = false, isNamed = false, isStrong = false }: LineProps) {
  return (
    <tr className={clsx("border-line not-first:border-t", isNamed && "bg-warn-wash/60")}>
      <th
        scope="row"
        className={clsx("px-4 py-2 text-start sm:px-5", isStrong ? "font-semibold" : "text-ink-soft font-normal")}
      >
        {children}
      </th>
      <td className={clsx("px-4 py-2 text-end sm:px-5", isStrong ? "font-semibold" : "font-medium")}>
        <Money centimes={centimes} isSigned={isChange} />
      </td>
    </tr>
  );
}
