import { MoveRight } from "@/components/ui/icons";
import { useTranslations } from "next-intl";
import { Money } from "@/components/ui/money";
import type { CorrectionView } from "@/lib/orders/view";

/** The movements that would put it right, for the person who decides; nothing here moves money. */
export function Corrections({ corrections }: { readonly corrections: readonly CorrectionView[] }) {
  const t = useTranslations("shelf");
  const accounts = useTranslations("accounts");
  if (corrections.length === 0) return <p className="text-ink-soft text-sm">{t("noCorrection")}</p>;
  return (
    <div className="bg-bad-wash text-bad rounded-xl px-4 py-3 text-sm">
      <p className="font-semibold">{t("corrections")}</p>
      <ul className="mt-1">
        {corrections.map((correction) => (
          <li key={`${correction.from} ${correction.to}`} className="flex flex-wrap items-center gap-2">
            {accounts(correction.from)}
            <MoveRight className="size-4 rtl:-scale-x-100" aria-hidden />
            {accounts(correction.to)}
            <Money centimes={correction.amountCentimes} className="ms-auto font-semibold" />
          </li>
        ))}
      </ul>
    </div>
  );
}
