"use server";

import { z } from "zod";
import { defineAction } from "@/lib/boundary/action";
import { placeOrderSchema, type PlaceOrderInput } from "@/lib/orders/schema";
import { ok, type Result } from "@/lib/result";

/** A server action that does nothing. */
export async function bareAction(_input: unknown): Promise<{ readonly ok: true }> {
  return { ok: true };
}

const runNothing = defineAction<PlaceOrderInput, null, { readonly code: "not_understood" }>({
  name: "nothing",
  schema: placeOrderSchema as z.ZodType<PlaceOrderInput>,
  permission: "sell",
  onBadInput: { code: "not_understood" },
  run: async () => ok(null),
});

/** What every action of the product does before and after its own work. */
export async function shellAction(input: PlaceOrderInput): Promise<Result<null, { readonly code: string }>> {
  return runNothing(input);
}
