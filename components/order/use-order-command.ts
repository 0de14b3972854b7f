import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { patchOrder } from "@/components/live/patch-cache";
import { orderKeys } from "@/lib/orders/query-options";
import type { AccessError, OrderCommandError } from "@/lib/orders/errors";
import type { OrderView } from "@/lib/orders/view";
import type { Result } from "@/lib/result";

export type OrderCommand = (orderId: string) => Promise<Result<{ order: OrderView }, OrderCommandError | AccessError>>;

export type CommandAnswer =
  | { readonly kind: "done"; readonly order: OrderView }
  | { readonly kind: "refused"; readonly error: OrderCommandError | AccessError | { readonly code: "unreachable" } };

type RunningCommand = { readonly isRunning: boolean; readonly answer: CommandAnswer | null; readonly run: () => void };

/** A press on an order: runs once at a time, tells what came of it, and lets the screen follow. */
export function useOrderCommand(orderId: string, command: OrderCommand): RunningCommand {
  const client = useQueryClient();
  const [isRunning, setIsRunning] = useState(false);
  const [answer, setAnswer] = useState<CommandAnswer | null>(null);
  async function run(): Promise<void> {
    setIsRunning(true);
    setAnswer(null);
    try {
      const result = await command(orderId);
      if (result.ok) patchOrder(client, result.value.order);
      setAnswer(result.ok ? { kind: "done", order: result.value.order } : { kind: "refused", error: result.error });
    } catch {
      // The network, or a server that is away: nothing is known, and pressing again is harmless.
      setAnswer({ kind: "refused", error: { code: "unreachable" } });
    } finally {
      setIsRunning(false);
      void client.invalidateQueries({ queryKey: orderKeys.detail(orderId) });
    }
  }
  return { isRunning, answer, run: () => void (isRunning || run()) };
}
