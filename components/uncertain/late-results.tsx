import { useQueryClient } from "@tanstack/react-query";
import { Check, Inbox } from "@/components/ui/icons";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { useRef, useState } from "react";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import { Instant } from "@/components/ui/instant";
import { Money } from "@/components/ui/money";
import { Msisdn } from "@/components/ui/msisdn";
import { Notice } from "@/components/ui/notice";
import { isolate } from "@/lib/i18n/isolate";
import { shelfKeys } from "@/lib/orders/query-options";
import type { AccessError, LateResultError } from "@/lib/orders/errors";
import type { LateResultView } from "@/lib/orders/view";
import type { Result } from "@/lib/result";
import { Corrections } from "./corrections";
import { useRefusal } from "./use-refusal";

export type CloseLateResult = (
  lateResultId: number,
) => Promise<Result<{ readonly lateResultId: number }, LateResultError | AccessError>>;

type LateResultsProps = {
  readonly results: readonly LateResultView[];
  readonly canHandle: boolean;
  readonly closeLateResult: CloseLateResult;
};

/** Answers that nobody was there to hear. One key hands each over; the next one is then under the same key. */
export function LateResults({ results, canHandle, closeLateResult }: LateResultsProps) {
  const t = useTranslations("shelf");
  const client = useQueryClient();
  const refusalOf = useRefusal();
  const listRef = useRef<HTMLUListElement>(null);
  const titleRef = useRef<HTMLHeadingElement>(null);
  const [busyId, setBusyId] = useState<number | null>(null);
  const [refusal, setRefusal] = useState<string | null>(null);

  async function close(id: number): Promise<void> {
    if (busyId !== null) return;
    setBusyId(id);
    setRefusal(null);
    try {
      const answer = await closeLateResult(id);
      if (!answer.ok) setRefusal(refusalOf(answer.error));
    } catch {
      setRefusal(refusalOf({ code: "unreachable" }));
    }
    await client.invalidateQueries({ queryKey: shelfKeys.all });
    setBusyId(null);
    // The button that had the focus is gone with its entry.
    (listRef.current?.querySelector<HTMLElement>("button") ?? titleRef.current)?.focus();
  }

  return (
    <Card aria-labelledby="late-results" className="overflow-clip">
      <h2
        id="late-results"
        ref={titleRef}
        tabIndex={-1}
        className="border-line border-b px-4 py-3.5 text-base font-semibold outline-none sm:px-5"
      >
        {t("lateResults", { count: results.length })}
      </h2>
      {refusal !== null && (
        <Notice tone="warn" role="alert" className="m-4">
          {refusal}
        </Notice>
      )}
      {results.length === 0 ? (
        <EmptyState icon={<Inbox />} title={t("lateEmpty")} hint={t("lateEmptyHint")} />
      ) : (
        <ul ref={listRef} className="divide-line divide-y">
          {results.map((result) => (
            <li key={result.id} data-late={result.kind} className="flex flex-col gap-2 px-4 py-4 sm:px-5">
              <ResultSentence result={result} />
              {canHandle && (
                <Button
                  size="small"
                  className="self-start"
                  isBusy={busyId === result.id}
                  icon={<Check className="size-4" aria-hidden />}
                  onClick={() => void close(result.id)}
                >
                  {t("handled")}
                </Button>
              )}
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}

function ResultSentence({ result }: { readonly result: LateResultView }) {
  const t = useTranslations("shelf");
  return (
    <>
      <p className="flex flex-wrap items-baseline gap-x-3 gap-y-1">
        <Link
          href={`/orders/${result.order.id}`}
          prefetch={false}
          className="rounded-md font-semibold underline-offset-4 hover:underline"
        >
          <Msisdn msisdn={result.order.msisdn} />
        </Link>
        <Money centimes={result.order.faceCentimes} className="font-semibold" />
        <Instant at={result.createdAt} form="full" className="text-ink-faint ms-auto text-[0.8125rem]" />
      </p>
      <p className="text-sm font-medium">
        {t(result.kind === "contradiction" && result.isByPeople ? "late.contradictedVerdict" : `late.${result.kind}`, {
          said: isolate(result.said),
        })}
      </p>
      {result.cashCentimes !== "0" && (
        <p className="text-bad text-sm font-semibold">
          {t("cashBack")} <Money centimes={result.cashCentimes} />
        </p>
      )}
      {result.kind === "contradiction" && <Corrections corrections={result.corrections} />}
    </>
  );
}

/** Who told the customer, and when. */
export function ClosedResults({ results }: { readonly results: readonly LateResultView[] }) {
  const t = useTranslations("shelf");
  if (results.length === 0) return null;
  return (
    <details className="border-line bg-surface rounded-2xl border">
      <summary className="cursor-pointer px-4 py-3 text-sm font-semibold sm:px-5">{t("closed")}</summary>
      <ul className="divide-line divide-y">
        {results.map((result) => (
          <li key={result.id} className="flex flex-col gap-1 px-4 py-3 sm:px-5">
            <ResultSentence result={result} />
            <p className="text-ink-soft text-[0.8125rem]">
              {t("closedBy", { name: result.closedByName ?? "" })}{" "}
              {result.closedAt !== null && <Instant at={result.closedAt} form="full" />}
            </p>
          </li>
        ))}
      </ul>
    </details>
  );
}
