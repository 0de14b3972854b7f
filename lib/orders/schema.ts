import { z } from "zod";
import { ORDER_ID_PATTERN } from "@/lib/id";

/** Whatever the provider calls its plans: visible characters. */
export const planCodeSchema = z.string().regex(/^[^\p{C}]{1,64}$/u);

/** The form as it comes from the browser: text as typed, checked by `submit-order.ts` with the numbers needed to explain. */
export const placeOrderSchema = z.strictObject({
  orderId: z.string().regex(ORDER_ID_PATTERN),
  msisdn: z.string().max(64),
  amount: z.string().max(32),
  /** No control characters: the database refuses to compare with some of them. */
  planCode: planCodeSchema,
  /** The person was asked "a second time?" and said yes. */
  isRepeat: z.boolean(),
  originOrderId: z.string().regex(ORDER_ID_PATTERN).nullable(),
});

export type PlaceOrderInput = z.infer<typeof placeOrderSchema>;

/** Text that a person writes about an order: said aloud by a few words at least, and without characters that the database refuses. */
const said = (max: number) =>
  z
    .string()
    .trim()
    .min(3)
    .max(max)
    .regex(/^[^\0]*$/);

export const verdictSchema = z.strictObject({
  orderId: z.string().regex(ORDER_ID_PATTERN),
  said: z.enum(["delivered", "not_delivered"]),
  reason: said(500),
  evidence: said(1000),
});

export type VerdictInput = z.infer<typeof verdictSchema>;

/** An entry of the inbox. */
export const lateResultIdSchema = z.number().int().positive();

export const orderIdSchema = z.string().regex(ORDER_ID_PATTERN);
