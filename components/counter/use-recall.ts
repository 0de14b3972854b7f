import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useState, useSyncExternalStore, type RefObject } from "react";
import { patchOrder } from "@/components/live/patch-cache";
import type { OrderCommand } from "@/components/order/use-order-command";
import type { OrderView } from "@/lib/orders/view";
import type { Sale } from "./use-sale";

const TICK_MS = 250;
/** What came of it stays to be read for this long. */
const TOLD_MS = 6_000;

export type Recall = {
  /** 0 when there is nothing, or no longer anything, to call back. */
  readonly secondsLeft: number;
  readonly order: OrderView | null;
  /** Still to be called back, or being called back right now. */
  readonly isOpen: boolean;
  readonly isRunning: boolean;
  readonly told: "late" | "failed" | "done" | null;
  readonly run: () => void;
};

function subscribe(listener: () => void): () => void {
  const timer = setInterval(listener, TICK_MS);
  return () => clearInterval(timer);
}

const subscribeToNothing = () => () => undefined;

/**
 * The grace seconds of the last sale: how many are left, and the way back. The database decides whether it was in time. The
 * button that was pressed goes away, so the keyboard's focus goes to `nextRef`, where the next key belongs.
 */
export function useRecall(
  { state, takeBack, letGo }: Sale,
  cancelOrder: OrderCommand,
  nextRef: RefObject<HTMLInputElement | null>,
): Recall {
  const client = useQueryClient();
  const { recallable } = state;
  const [isRunning, setIsRunning] = useState(false);
  const [told, setTold] = useState<Recall["told"]>(null);
  const secondsLeft = useSyncExternalStore(
    recallable === null ? subscribeToNothing : subscribe,
    () => (recallable === null ? 0 : Math.max(0, Math.ceil((recallable.untilMs - Date.now()) / 1000))),
    () => 0,
  );
  useEffect(() => {
    if (told === null) return;
    const timer = setTimeout(() => setTold(null), TOLD_MS);
    return () => clearTimeout(timer);
  }, [told]);

  async function run(): Promise<void> {
    if (recallable === null || isRunning) return;
    nextRef.current?.focus();
    const { id } = recallable.order;
    setIsRunning(true);
    setTold(null);
    try {
      const answer = await cancelOrder(id);
      if (answer.ok) {
        patchOrder(client, answer.value.order);
        takeBack(id);
        setTold("done");
      } else if (answer.error.code === "too_late_to_cancel") {
        letGo(id);
        setTold("late");
      } else setTold("failed");
    } catch {
      setTold("failed");
    } finally {
      setIsRunning(false);
    }
  }
  const isOpen = recallable !== null && (secondsLeft > 0 || isRunning);
  return { secondsLeft, order: recallable?.order ?? null, isOpen, isRunning, told, run: () => void run() };
}
