import { useTranslations } from "next-intl";
import { Money } from "@/components/ui/money";
import type { DriftView } from "@/lib/reconcile/view";

/** Plans that cost otherwise than the catalogue said when they were sold. */
export function DriftTable({ drifts }: { readonly drifts: readonly DriftView[] }) {
  const t = useTranslations("reconcile");
  return (
    <ul className="divide-line divide-y">
      {drifts.map((drift) => (
        <li key={drift.planCode} className="grid grid-cols-[1fr_auto] gap-x-4 gap-y-0.5 px-4 py-2.5 sm:px-5">
          <span className="flex flex-wrap gap-x-2 font-medium">
            <bdi>{drift.planCode}</bdi>
            <span className="text-ink-faint text-sm font-normal">{t("orders", { count: drift.orderCount })}</span>
          </span>
          <span className="text-end font-semibold">
            <Money centimes={(BigInt(drift.chargedCentimes) - BigInt(drift.expectedCentimes)).toString()} isSigned />
          </span>
          <span className="text-ink-soft col-span-2 flex flex-wrap gap-x-4 text-sm">
            <span>
              {t("expected")} <Money centimes={drift.expectedCentimes} />
            </span>
            <span>
              {t("found")} <Money centimes={drift.chargedCentimes} />
            </span>
          </span>
        </li>
      ))}
    </ul>
  );
}
