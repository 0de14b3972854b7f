import { CircleCheck } from "@/components/ui/icons";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { EmptyState } from "@/components/ui/empty-state";
import { Instant } from "@/components/ui/instant";
import { Money } from "@/components/ui/money";
import { Msisdn } from "@/components/ui/msisdn";
import type { ConcludedView, FindingView } from "@/lib/reconcile/view";

/** Opens an order in its own shop, which is not always the one that the operator is in. */
export type OpenOrder = (shopId: number, orderId: string) => Promise<void>;

const COLUMNS = ["difference", "about", "expected", "found", "effect"] as const;

const GRID =
  "grid grid-cols-[1fr_auto] gap-x-4 gap-y-1.5 px-4 py-3 @3xl:grid-cols-[minmax(13rem,1.3fr)_minmax(11rem,1fr)_6.5rem_6.5rem_7rem] @3xl:items-start @3xl:px-5";

type FindingsTableProps = {
  readonly run: ConcludedView;
  readonly shopId: number;
  readonly openOrder: OpenOrder;
};

/** Every difference by its name, the dearest first. */
export function FindingsTable({ run, shopId, openOrder }: FindingsTableProps) {
  const t = useTranslations("reconcile");
  if (run.findings.length === 0) {
    return <EmptyState icon={<CircleCheck />} title={t("agree")} hint={t("agreeHint")} />;
  }
  return (
    <div className="@container">
      <table role="table" aria-labelledby="findings" className="block w-full text-start">
        <thead role="rowgroup" className="block @max-3xl:sr-only">
          <tr role="row" className={`${GRID} border-line border-b py-2`}>
            {COLUMNS.map((column, at) => (
              <th
                key={column}
                role="columnheader"
                scope="col"
                className={`text-ink-faint text-xs font-medium ${at < 2 ? "text-start" : "text-end"}`}
              >
                {t(column)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody role="rowgroup" className="divide-line block divide-y">
          {run.findings.map((finding) => (
            <Row
              key={finding.id}
              finding={finding}
              shopId={shopId}
              openOrder={openOrder}
              isNew={finding.since === run.concludedAt}
            />
          ))}
        </tbody>
      </table>
      {run.findingCount > run.findings.length && (
        <p className="border-line text-ink-soft border-t px-4 py-3 text-sm sm:px-5">
          {t("more", { count: run.findingCount - run.findings.length })}
        </p>
      )}
    </div>
  );
}

type RowProps = {
  readonly finding: FindingView;
  readonly shopId: number;
  readonly openOrder: OpenOrder;
  readonly isNew: boolean;
};

function Row({ finding, shopId, openOrder, isNew }: RowProps) {
  const t = useTranslations("reconcile");
  const isOpenedThere = finding.order !== null && finding.order.shopId !== shopId;
  return (
    <tr role="row" data-kind={finding.kind} className={GRID}>
      <td role="cell" className="min-w-0">
        <p className="font-medium">
          {t(`kind.${finding.kind}`)}
          {isNew && (
            <span className="bg-accent-wash text-accent-strong ms-2 rounded-full px-2 py-0.5 text-xs font-semibold">
              {t("new")}
            </span>
          )}
        </p>
        <p className="text-ink-soft text-[0.8125rem]">
          {t(`help.${finding.kind}`)} {finding.note !== null && <bdi className="text-ink-faint">{finding.note}</bdi>}
        </p>
      </td>
      <td role="cell" className="min-w-0 text-sm @max-3xl:col-span-2 @max-3xl:row-start-2">
        {finding.order === null ? (
          <Subject finding={finding} />
        ) : isOpenedThere ? (
          <button
            type="button"
            className="text-start underline-offset-4 hover:underline"
            onClick={() => void openOrder(finding.order?.shopId ?? shopId, finding.order?.id ?? "")}
          >
            <Subject finding={finding} />
            <span className="text-ink-faint block text-[0.8125rem]">
              {t("inShop")} <bdi>{finding.order.shopName}</bdi>
            </span>
          </button>
        ) : (
          <Link
            href={`/orders/${finding.order.id}`}
            prefetch={false}
            className="block underline-offset-4 hover:underline"
          >
            <Subject finding={finding} />
          </Link>
        )}
      </td>
      <Figure label={t("expected")} centimes={finding.expectedCentimes} />
      <Figure label={t("found")} centimes={finding.foundCentimes} />
      <td role="cell" className="text-end font-semibold @max-3xl:col-start-2 @max-3xl:row-start-1">
        <Money
          centimes={finding.effectCentimes}
          isSigned
          className={finding.effectCentimes.startsWith("-") ? "text-bad" : ""}
        />
      </td>
    </tr>
  );
}

/** What it is about: the number as a person knows it, else the provider's id. */
function Subject({ finding }: { readonly finding: FindingView }) {
  return (
    <span className="flex flex-col items-start">
      {finding.msisdn === null ? (
        <bdi dir="ltr" className="figures break-all">
          {finding.topupId}
        </bdi>
      ) : (
        <Msisdn msisdn={finding.msisdn} />
      )}
      <span className="text-ink-faint flex flex-wrap gap-x-1.5 text-[0.8125rem]">
        {finding.at !== null && <Instant at={finding.at} form="full" />}
        {finding.planCode !== null && <bdi className="break-all">{finding.planCode}</bdi>}
      </span>
    </span>
  );
}

function Figure({ label, centimes }: { readonly label: string; readonly centimes: string | null }) {
  const t = useTranslations("reconcile");
  return (
    <td role="cell" className="text-ink-soft text-end text-sm @max-3xl:text-start">
      <span className="text-ink-faint me-1.5 text-xs @3xl:hidden">{label}</span>
      {centimes === null ? (
        <span className="text-ink-faint">
          <span aria-hidden>–</span>
          <span className="sr-only">{t("nothing")}</span>
        </span>
      ) : (
        <Money centimes={centimes} />
      )}
    </td>
  );
}
