import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef, useState, type FocusEvent, type RefObject } from "react";
import { findCachedOrder } from "@/components/live/patch-cache";
import type { OrderView } from "@/lib/orders/view";

type SteadyRows = {
  readonly rows: readonly OrderView[];
  /** Orders that wait to be shown until the person has finished reading. */
  readonly newCount: number;
  readonly showNew: () => void;
  readonly areaRef: RefObject<HTMLDivElement | null>;
  readonly areaProps: {
    readonly onPointerEnter: () => void;
    readonly onPointerLeave: () => void;
    readonly onFocus: () => void;
    readonly onBlur: (event: FocusEvent<HTMLElement>) => void;
  };
};

/** The list as it stood when somebody began to read; a placeholder is the list that was asked for before this one. */
type Held = { readonly rows: readonly OrderView[]; readonly isPlaceholder: boolean };

/**
 * A live list that holds still while somebody reads it: with the pointer on it, the focus in it, or its top scrolled away,
 * rows neither come nor go nor change places. What they say is always the latest. `revealId` is an order of the reader's
 * own making, which is never held back. A placeholder is not held: the list that was asked for takes its place.
 */
export function useSteadyRows(
  live: readonly OrderView[],
  {
    revealId = null,
    isPlaceholder = false,
  }: { readonly revealId?: string | null; readonly isPlaceholder?: boolean } = {},
): SteadyRows {
  const client = useQueryClient();
  const areaRef = useRef<HTMLDivElement>(null);
  const [held, setHeld] = useState<Held | null>(null);
  const reasons = useRef({ pointer: false, focus: false, scroll: false });

  // The reader came before the list: it is held from its arrival on.
  if (held?.isPlaceholder === true && !isPlaceholder) setHeld({ rows: live, isPlaceholder: false });
  const frozen = held === null || held.isPlaceholder ? null : held.rows;
  const isHeld = frozen !== null && (revealId === null || frozen.some((order) => order.id === revealId));
  const liveById = new Map(live.map((order) => [order.id, order]));
  const rows = isHeld
    ? frozen.map((order) => liveById.get(order.id) ?? findCachedOrder(client, order.id) ?? order)
    : live;
  const shownIds = new Set(rows.map((order) => order.id));
  const newest = rows[0];
  const newCount = isHeld
    ? live.filter((order) => !shownIds.has(order.id) && (newest === undefined || order.placedAt >= newest.placedAt))
        .length
    : 0;

  // The list as it is on the screen at the moment a reason to hold it appears.
  const shownRef = useRef<Held>({ rows, isPlaceholder });
  useEffect(() => {
    shownRef.current = { rows, isPlaceholder };
  });
  const setReason = (reason: keyof typeof reasons.current, isOn: boolean) => {
    reasons.current[reason] = isOn;
    const { pointer, focus, scroll } = reasons.current;
    const isReading = pointer || focus || scroll;
    setHeld((present) => (isReading ? (present ?? shownRef.current) : null));
  };

  const setReasonRef = useRef(setReason);
  useEffect(() => {
    setReasonRef.current = setReason;
  });
  useEffect(() => {
    const onScroll = () => {
      const top = areaRef.current?.getBoundingClientRect().top ?? 0;
      const isAway = top < 0;
      if (isAway !== reasons.current.scroll) setReasonRef.current("scroll", isAway);
    };
    window.addEventListener("scroll", onScroll, { passive: true });
    return () => window.removeEventListener("scroll", onScroll);
  }, []);

  return {
    rows,
    newCount,
    showNew: () => {
      setHeld({ rows: live, isPlaceholder });
      areaRef.current?.scrollIntoView({ block: "nearest" });
    },
    areaRef,
    areaProps: {
      onPointerEnter: () => setReason("pointer", true),
      onPointerLeave: () => setReason("pointer", false),
      onFocus: () => setReason("focus", true),
      onBlur: (event) => {
        if (!event.currentTarget.contains(event.relatedTarget)) setReason("focus", false);
      },
    },
  };
}
