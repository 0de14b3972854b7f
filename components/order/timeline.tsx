import clsx from "clsx";
import { useTranslations } from "next-intl";
import { Instant } from "@/components/ui/instant";
import { StatusBadge } from "@/components/ui/status-badge";
import type { OrderEventView } from "@/lib/orders/view";
import { useEventSentence } from "./event-sentence";

/** What happened, in words, oldest first: it reads as it went. */
export function Timeline({ events }: { readonly events: readonly OrderEventView[] }) {
  const t = useTranslations("order");
  const sentenceOf = useEventSentence();
  return (
    <ol aria-label={t("timeline")} className="flex flex-col">
      {events.map((event, at) => {
        const isLast = at === events.length - 1;
        return (
          <li key={event.id} className="relative grid grid-cols-[1rem_minmax(0,1fr)] gap-x-4 pb-5 last:pb-0">
            {!isLast && <span aria-hidden className="bg-line absolute start-[0.4375rem] top-4 -bottom-1 w-0.5" />}
            <span
              aria-hidden
              className={clsx(
                "mt-1.5 size-3.5 justify-self-center rounded-full border-[3px]",
                isLast ? "border-accent bg-surface" : "border-line-strong/50 bg-surface",
              )}
            />
            <div className="min-w-0">
              <p className={clsx("text-[0.9375rem]", isLast && "font-medium")}>{sentenceOf(event)}</p>
              <div className="mt-1 flex flex-wrap items-center gap-x-3 gap-y-1">
                <Instant at={event.at} form="full" className="text-ink-faint text-[0.8125rem]" />
                {event.fromStatus !== event.toStatus && <StatusBadge status={event.toStatus} />}
              </div>
            </div>
          </li>
        );
      })}
    </ol>
  );
}
