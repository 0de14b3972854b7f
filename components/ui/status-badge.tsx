import clsx from "clsx";
import {
  Ban,
  CheckCheck,
  CircleHelp,
  Clock3,
  Hourglass,
  LoaderCircle,
  SendHorizontal,
  Undo2,
  X,
  type Icon,
} from "@/components/ui/icons";
import { useTranslations } from "next-intl";
import type { OrderStatus } from "@/lib/orders/status";

type Look = { readonly icon: Icon; readonly tone: string; readonly motion?: string };

/** Each status has its own icon besides its word and colour: it must be told at two metres, and in grey. */
const LOOKS: Record<OrderStatus, Look> = {
  queued: { icon: Clock3, tone: "bg-moving-wash text-moving" },
  sending: { icon: SendHorizontal, tone: "bg-moving-wash text-moving", motion: "rtl:-scale-x-100" },
  pending: { icon: Hourglass, tone: "bg-moving-wash text-moving" },
  handling: { icon: LoaderCircle, tone: "bg-moving-wash text-moving", motion: "animate-[spin_1.6s_linear_infinite]" },
  uncertain: { icon: CircleHelp, tone: "bg-warn-wash text-warn ring-1 ring-warn/40" },
  fulfilled: { icon: CheckCheck, tone: "bg-good-wash text-good" },
  refunded: { icon: Undo2, tone: "bg-bad-wash text-bad" },
  rejected: { icon: X, tone: "bg-bad-wash text-bad ring-1 ring-bad/40" },
  cancelled: { icon: Ban, tone: "bg-sunken text-ink-soft" },
};

export function StatusBadge({
  status,
  size = "medium",
}: {
  readonly status: OrderStatus;
  readonly size?: "medium" | "large";
}) {
  const t = useTranslations("status");
  const { icon: Icon, tone, motion } = LOOKS[status];
  return (
    <span
      data-status={status}
      className={clsx(
        "inline-flex items-center rounded-full font-semibold whitespace-nowrap",
        size === "large" ? "gap-2 px-4 py-1.5 text-base" : "gap-1.5 px-2.5 py-1 text-[0.8125rem] leading-4",
        tone,
      )}
    >
      <Icon className={clsx("size-[1.15em]", motion)} strokeWidth={2.4} aria-hidden />
      {t(status)}
    </span>
  );
}
