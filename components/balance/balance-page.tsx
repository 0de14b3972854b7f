"use client";

import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Wallet } from "@/components/ui/icons";
import { useTranslations } from "next-intl";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import { Notice } from "@/components/ui/notice";
import { Skeleton } from "@/components/ui/skeleton";
import { balanceOptions, statementOptions } from "@/lib/orders/query-options";
import { BalanceFigures } from "./balance-figures";
import { StatementTable } from "./statement-table";

export function BalancePage() {
  const t = useTranslations("balance");
  const common = useTranslations("common");
  const balance = useQuery(balanceOptions());
  const statement = useInfiniteQuery(statementOptions());
  const rows = statement.data?.pages.flatMap((page) => page.rows) ?? [];
  return (
    <div className="flex flex-col gap-5">
      <h1 className="text-2xl font-semibold tracking-tight">{t("title")}</h1>
      <Card aria-label={t("region")} className="p-5 sm:p-7">
        {balance.data !== undefined && <BalanceFigures balance={balance.data} size="large" />}
        {balance.isPending && <Skeleton className="h-16 max-w-md" />}
        {balance.isError && balance.data === undefined && <p className="text-bad text-sm">{t("unknown")}</p>}
      </Card>
      <Card aria-labelledby="statement" className="overflow-clip">
        <h2 id="statement" className="border-line border-b px-4 py-3.5 text-base font-semibold sm:px-5">
          {t("statement")}
        </h2>
        {statement.isError && (
          <Notice tone="bad" role="alert" className="m-4">
            <span className="flex flex-wrap items-center gap-3">
              {t("unknown")}
              <Button size="small" onClick={() => void statement.refetch()}>
                {common("retry")}
              </Button>
            </span>
          </Notice>
        )}
        {statement.isPending && <Skeleton className="m-5 h-40" />}
        {statement.isSuccess && rows.length === 0 && <EmptyState icon={<Wallet />} title={t("statementEmpty")} />}
        {rows.length > 0 && <StatementTable rows={rows} />}
        {statement.hasNextPage && (
          <div className="border-line border-t px-4 py-3 sm:px-5">
            <Button isBusy={statement.isFetchingNextPage} onClick={() => void statement.fetchNextPage()}>
              {t("older")}
            </Button>
          </div>
        )}
      </Card>
    </div>
  );
}
