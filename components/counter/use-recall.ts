import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useState, useSyncExternalStore } from "react";
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
  readonly isRunning: boolean;
  readonly told: "late" | "failed" | "done" | null;
  readonly run: () => void;
};

function subscribe(listener: () => void): () => void {
  const timer = setInterval(listener, TICK_MS);
  return () => clearInterval(timer);
}

const subscribeToNothing = () => () => undefined;

/** The grace seconds of the last sale: how many are left, and the way back. The database decides whether it was in time. */
export function useRecall({ state, takeBack }: Sale, cancelOrder: OrderCommand): Recall {
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
    const { id } = recallable.order;
    setIsRunning(true);
    setTold(null);
    try {
      const answer = await cancelOrder(id);
      if (answer.ok) {
        patchOrder(client, answer.value.order);
        takeBack(id);
        setTold("done");
      } else setTold(answer.error.code === "too_late_to_cancel" ? "late" : "failed");
    } catch {
      setTold("failed");
    } finally {
      setIsRunning(false);
    }
  }
  return { secondsLeft, order: recallable?.order ?? null, isRunning, told, run: () => void run() };
}
