import clsx from "clsx";
import Link from "next/link";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { Instant } from "@/components/ui/instant";
import { Money } from "@/components/ui/money";
import { Msisdn } from "@/components/ui/msisdn";
import { OperatorName } from "@/components/ui/operator-mark";
import { isolate } from "@/lib/i18n/isolate";
import { formatMsisdn } from "@/lib/phone/format-msisdn";
import type { LineView, Sight } from "@/lib/reports/view";

type LinesTableProps = { readonly rows: readonly LineView[]; readonly sight: Sight };

/** The ledger's lines, newest first, with what each adds to the figure at the end. */
export function LinesTable({ rows, sight }: LinesTableProps) {
  const t = useTranslations("reports");
  return (
    <div className="relative overflow-x-auto" tabIndex={0} role="group" aria-label={t("explainTitle")}>
      <table aria-label={t("explainTitle")} className="w-full text-sm">
        <thead>
          <tr className="border-line border-b">
            <Head>{t("line.time")}</Head>
            <Head>{t("line.what")}</Head>
            <Head>{t("line.number")}</Head>
            <Head>{t("operator")}</Head>
            <Head>{t("line.seller")}</Head>
            <Head isEnd>{t("line.face")}</Head>
            {sight.profit && <Head isEnd>{t("line.charge")}</Head>}
            {sight.cost && <Head isEnd>{t("line.cost")}</Head>}
            <Head isEnd>{t("line.adds")}</Head>
          </tr>
        </thead>
        <tbody className="divide-line divide-y">
          {rows.map((line) => (
            <tr key={line.transferId} className="hover:bg-sunken/60" data-line={line.centimes}>
              <Cell>
                <Instant at={line.at} form="day" className="text-ink-faint" /> <Instant at={line.at} form="exact" />
              </Cell>
              <Cell>{t(`flow.${line.flow}`)}</Cell>
              <Cell>
                <Link
                  href={`/orders/${line.orderId}`}
                  prefetch={false}
                  aria-label={t("openOrder", { number: isolate(formatMsisdn(line.msisdn)) })}
                  className="inline-flex min-h-6 items-center font-medium underline-offset-4 hover:underline"
                >
                  <Msisdn msisdn={line.msisdn} />
                </Link>
              </Cell>
              <Cell>
                <OperatorName operator={line.operator} />
              </Cell>
              <Cell>
                <bdi>{line.sellerName}</bdi>
              </Cell>
              <Cell isEnd>
                <Money centimes={line.faceCentimes} className="text-ink-soft" />
              </Cell>
              {sight.profit && (
                <Cell isEnd>
                  {line.chargeCentimes !== null && <Money centimes={line.chargeCentimes} className="text-ink-soft" />}
                </Cell>
              )}
              {sight.cost && (
                <Cell isEnd>
                  {line.costCentimes !== null && <Money centimes={line.costCentimes} className="text-ink-soft" />}
                </Cell>
              )}
              <Cell isEnd>
                <Money centimes={line.centimes} isSigned className="font-semibold" />
              </Cell>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Head({ children, isEnd = false }: { readonly children: ReactNode; readonly isEnd?: boolean }) {
  return (
    <th
      scope="col"
      className={clsx(
        "text-ink-faint px-3 py-2.5 text-xs font-medium whitespace-nowrap first:ps-4 last:pe-4 sm:first:ps-5 sm:last:pe-5",
        isEnd ? "text-end" : "text-start",
      )}
    >
      {children}
    </th>
  );
}

function Cell({ children, isEnd = false }: { readonly children: ReactNode; readonly isEnd?: boolean }) {
  return (
    <td
      className={clsx(
        "px-3 py-2 whitespace-nowrap first:ps-4 last:pe-4 sm:first:ps-5 sm:last:pe-5",
        isEnd && "text-end",
      )}
    >
      {children}
    </td>
  );
}
