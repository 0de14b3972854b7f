import { useTranslations } from "next-intl";
import { Instant } from "@/components/ui/instant";
import type { FaultView } from "@/lib/reconcile/view";

/** Pages that were not as a page should be. Nothing was taken from them that could not be believed. */
export function FaultList({ faults }: { readonly faults: readonly FaultView[] }) {
  const t = useTranslations("reconcile");
  return (
    <ul className="divide-line divide-y">
      {faults.map((fault) => (
        <li key={`${fault.source} ${fault.kind}`} className="flex flex-wrap gap-x-3 px-4 py-2.5 text-sm sm:px-5">
          <span className="min-w-0 flex-1">
            <span className="font-medium">{t(`source.${fault.source}`)}</span>
            {": "}
            {t(`fault.${fault.kind}`)}
          </span>
          <span className="text-ink-faint">
            <bdi className="figures">{`×${fault.count}`}</bdi> <Instant at={fault.lastAt} form="exact" />
          </span>
        </li>
      ))}
    </ul>
  );
}
