"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Scale } from "@/components/ui/icons";
import { useTranslations } from "next-intl";
import { useState, type ReactNode } from "react";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import { Instant } from "@/components/ui/instant";
import { Notice } from "@/components/ui/notice";
import { Skeleton } from "@/components/ui/skeleton";
import { isolate } from "@/lib/i18n/isolate";
import type { AccessError } from "@/lib/orders/errors";
import type { ReconcileError } from "@/lib/reconcile/errors";
import { reconcileKeys, reconcileOptions } from "@/lib/reconcile/query-options";
import type { ConcludedView } from "@/lib/reconcile/view";
import type { Result } from "@/lib/result";
import { DriftTable } from "./drift-table";
import { FaultList } from "./fault-list";
import { FindingsTable, type OpenOrder } from "./findings-table";
import { RunProgress } from "./run-progress";
import { Statement } from "./statement";

type Refusal = ReconcileError | AccessError | { readonly code: "unreachable" };

type ReconcilePageProps = {
  readonly shopId: number;
  readonly reconcile: () => Promise<Result<null, ReconcileError | AccessError>>;
  readonly openOrder: OpenOrder;
};

/** Our books beside the provider's: what was found, and whether every centime of its balance is explained. */
export function ReconcilePage({ shopId, reconcile, openOrder }: ReconcilePageProps) {
  const t = useTranslations("reconcile");
  const view = useQuery(reconcileOptions());
  const { isAsking, refusal, ask } = useAsking(reconcile);
  const running = view.data?.running ?? null;
  const last = view.data?.last ?? null;
  return (
    <div className="flex flex-col gap-5">
      <div className="flex flex-wrap items-end justify-between gap-x-6 gap-y-3">
        <div>
          <h1 className="text-2xl font-semibold tracking-tight">{t("title")}</h1>
          <p className="text-ink-soft mt-1 text-sm">{last === null ? t("never") : <LastRun run={last} />}</p>
        </div>
        <Button
          look="primary"
          icon={<Scale className="size-4" aria-hidden />}
          isBusy={isAsking || running !== null}
          onClick={ask}
        >
          {t("now")}
        </Button>
      </div>
      {refusal !== null && <RefusalNotice refusal={refusal} />}
      {running !== null && <RunProgress progress={running} />}
      {view.isError && (
        <Notice tone="bad" role="alert">
          {t("unknown")}
        </Notice>
      )}
      {view.isPending && <Skeleton className="h-64" />}
      {view.data !== undefined && last === null && running === null && (
        <Card>
          <EmptyState icon={<Scale />} title={t("never")} hint={t("neverHint")} />
        </Card>
      )}
      {last !== null && <Concluded run={last} shopId={shopId} openOrder={openOrder} />}
    </div>
  );
}

/** A press: once at a time, and the screen follows the run from there. */
function useAsking(reconcile: ReconcilePageProps["reconcile"]) {
  const client = useQueryClient();
  const [isAsking, setIsAsking] = useState(false);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  async function ask(): Promise<void> {
    setIsAsking(true);
    setRefusal(null);
    try {
      const answer = await reconcile();
      if (!answer.ok) setRefusal(answer.error);
    } catch {
      // The network, or a server that is away: asking again is harmless.
      setRefusal({ code: "unreachable" });
    } finally {
      await client.invalidateQueries({ queryKey: reconcileKeys.now });
      setIsAsking(false);
    }
  }
  return { isAsking, refusal, ask: () => void (isAsking || ask()) };
}

function RefusalNotice({ refusal }: { readonly refusal: Refusal }) {
  const t = useTranslations("reconcile");
  const access = useTranslations("access");
  const commands = useTranslations("commands");
  return (
    <Notice tone="warn" role="alert">
      {refusal.code === "provider_unreachable"
        ? t("closed")
        : refusal.code === "unreachable"
          ? commands("unreachable")
          : refusal.code === "failed"
            ? access("failed", { incident: isolate(refusal.incident) })
            : access(refusal.code)}
    </Notice>
  );
}

function LastRun({ run }: { readonly run: ConcludedView }) {
  const t = useTranslations("reconcile");
  return (
    <>
      {t("last")} <Instant at={run.concludedAt} form="full" className="text-ink font-medium" />
      {" · "}
      {run.staffName === null ? t("byDay") : t("by", { name: isolate(run.staffName) })}
      {" · "}
      {t("compared", { count: run.orderCount })}
    </>
  );
}

type ConcludedProps = {
  readonly run: ConcludedView;
  readonly shopId: number;
  readonly openOrder: OpenOrder;
};

function Concluded({ run, shopId, openOrder }: ConcludedProps) {
  const t = useTranslations("reconcile");
  return (
    <>
      {!run.isWhole && <Notice tone="warn">{t("notWhole")}</Notice>}
      <div className="grid items-start gap-5 lg:grid-cols-[minmax(0,26rem)_minmax(0,1fr)]">
        <div className="grid gap-5">
          <Section id="statement" title={t("statement")}>
            <Statement run={run} />
          </Section>
          {run.drifts.length > 0 && (
            <Section id="drift" title={t("drift")}>
              <DriftTable drifts={run.drifts} />
            </Section>
          )}
          {run.faults.length > 0 && (
            <Section id="faults" title={t("faults")}>
              <FaultList faults={run.faults} />
            </Section>
          )}
        </div>
        <Section id="findings" title={t("findings", { count: run.findingCount })}>
          <FindingsTable run={run} shopId={shopId} openOrder={openOrder} />
        </Section>
      </div>
    </>
  );
}

function Section({
  id,
  title,
  children,
}: {
  readonly id: string;
  readonly title: string;
  readonly children: ReactNode;
}) {
  return (
    <Card aria-labelledby={id} className="overflow-clip">
      <h2 id={id} className="border-line border-b px-4 py-3.5 text-base font-semibold sm:px-5">
        {title}
      </h2>
      {children}
    </Card>
  );
}
