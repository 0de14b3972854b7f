import { useTranslations } from "next-intl";
import { Instant } from "@/components/ui/instant";
import type { ShelfOrderView } from "@/lib/orders/view";

/** Who has said what of it, why, and what they saw: the second person judges by this. */
export function Voices({ order }: { readonly order: ShelfOrderView }) {
  const t = useTranslations("shelf");
  const isDisputed = new Set(order.voices.map((voice) => voice.said)).size > 1;
  return (
    <div className="bg-sunken rounded-xl px-4 py-3 text-sm">
      <p className="text-warn font-semibold">{isDisputed ? t("disputed") : t("waitsForSecond")}</p>
      <ul className="mt-2 flex flex-col gap-2">
        {order.voices.map((voice) => (
          <li key={voice.staffId}>
            <p className="flex flex-wrap items-baseline gap-x-3">
              <bdi className="font-semibold">{voice.staffName}</bdi>
              <span className="font-medium">{t(voice.said)}</span>
              <Instant at={voice.at} form="full" className="text-ink-faint text-xs" />
            </p>
            <p dir="auto">{voice.reason}</p>
            <p dir="auto" className="text-ink-soft">
              {voice.evidence}
            </p>
          </li>
        ))}
      </ul>
    </div>
  );
}
