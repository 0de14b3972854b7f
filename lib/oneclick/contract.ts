import { z } from "zod";
import { centimesFromDecimal } from "@/lib/money/centimes";
import { err, ok } from "@/lib/result";
import type { Result } from "@/lib/result";
import type {
  KeyInfo,
  Offer,
  Page,
  PageRequest,
  ProviderHealth,
  ProviderOrder,
  ProviderStatus,
  WalletLine,
} from "./types";

/** What was wrong with an answer, as `field code` pairs: never its values, which may be numbers or keys. */
export type Unreadable = { readonly code: "unreadable"; readonly issues: string };

/** Told about each row that was left out of a page or a catalogue because it could not be read. */
export type OnDrop = (what: "plan" | "order" | "wallet_line", issues: string) => void;

/** Longest text kept of anything the provider writes in words; its own messages are a line or two. */
const TEXT_LENGTH_MAX = 1_000;

/** Ids, refs and codes; a prefixed ref is some 60 characters. */
const ID_LENGTH_MAX = 200;

/** Offers shown for one number; GetMenu returns some dozens. */
const OFFERS_MAX = 200;

/** The largest sum of whole dinars in any order; the wholesale plan ends at 300 000. */
const DINARS_MAX = 1_000_000_000;

export const text = z.string().transform((value) => value.trim().slice(0, TEXT_LENGTH_MAX));
export const id = z.string().trim().min(1).max(ID_LENGTH_MAX);
const instantOrNull = z
  .unknown()
  .optional()
  .transform((value) => {
    const at = typeof value === "string" ? new Date(value) : null;
    return at === null || Number.isNaN(at.getTime()) ? null : at;
  });
export const wholeDinars = z
  .union([
    z.number(),
    z
      .string()
      .regex(/^[0-9]{1,10}$/)
      .transform(Number),
  ])
  .pipe(z.int().min(0).max(DINARS_MAX));
const centimes = z.union([z.number(), z.string()]).transform((value, context) => {
  const parsed = centimesFromDecimal(value);
  if (parsed.ok) return parsed.value;
  context.addIssue({ code: "custom", message: parsed.error.code });
  return z.NEVER;
});

/** Absent, null or beyond reading are the same: the provider did not say. */
export function orNull<S extends z.ZodType>(schema: S) {
  return schema.nullable().catch(null);
}

const acceptedSchema = z.object({ topupId: id, topupRef: orNull(id) });

export const parseAccepted = reader(acceptedSchema);

const STATUSES: ReadonlyMap<string, ProviderStatus> = new Map<string, ProviderStatus>([
  ["PENDING", "PENDING"],
  ["HANDLING", "HANDLING"],
  ["FULFILLED", "FULFILLED"],
  // The Arabic reference's word for the same thing. Its FAILED is left out: it does not say where the money is.
  ["SUCCESS", "FULFILLED"],
  ["REFUNDED", "REFUNDED"],
  ["UNKNOWN_ERROR", "UNKNOWN_ERROR"],
]);

const offerSchema = z
  .object({ typename: orNull(text), plan_code: id, amount: wholeDinars.pipe(z.number().positive()) })
  .transform((offer): Offer => ({
    name: offer.typename || offer.plan_code,
    planCode: offer.plan_code,
    amountDinars: offer.amount,
  }));

const offersSchema = z
  .unknown()
  .optional()
  .transform((value): readonly Offer[] => {
    if (!Array.isArray(value)) return [];
    return value
      .slice(0, OFFERS_MAX)
      .map((entry: unknown) => offerSchema.safeParse(entry))
      .flatMap((parsed) => (parsed.success ? [parsed.data] : []));
  });

const orderSchema = z
  .object({
    _id: id,
    // Always there in practice; an order read by its id is still an order without it.
    ref: orNull(id),
    status: z.string().trim().min(1).max(100),
    plan_code: id,
    MSSIDN: id,
    topup_amount: wholeDinars,
    balance_amount: orNull(centimes),
    created_at: instantOrNull,
    refund_message: orNull(text),
    suggested_offers: offersSchema,
  })
  .transform((order): ProviderOrder => ({
    topupId: order._id,
    ref: order.ref ?? "",
    status: STATUSES.get(order.status.toUpperCase().replaceAll("-", "_")) ?? "UNRECOGNISED",
    rawStatus: order.status,
    planCode: order.plan_code,
    msisdn: order.MSSIDN,
    amountDinars: order.topup_amount,
    chargedCentimes: order.balance_amount,
    createdAt: order.created_at,
    refundMessage: order.refund_message || null,
    offers: order.suggested_offers,
  }));

export const parseOrder = reader(orderSchema);

const apiKeySchema = z.object({
  type: z
    .string()
    .transform((value) => value.trim().toUpperCase())
    .pipe(z.enum(["SANDBOX", "PRODUCTION"])),
  isEnabled: z.boolean().default(true),
  scope: orNull(
    z
      .string()
      .transform((value) => value.trim().toUpperCase().replaceAll("_", "-"))
      .pipe(z.enum(["READ-WRITE", "READ-ONLY"])),
  ),
});

/** The key itself is not in the schema, so it stays behind here. One product's pages call the object `key`. */
const keyInfoSchema = z
  .object({ username: id, apiKey: z.unknown().optional(), key: z.unknown().optional() })
  .transform((owner) => ({ username: owner.username, apiKey: owner.apiKey ?? owner.key }))
  .pipe(z.object({ username: id, apiKey: apiKeySchema }))
  .transform(({ username, apiKey }): KeyInfo => ({
    username,
    environment: apiKey.type,
    isEnabled: apiKey.isEnabled,
    scope: apiKey.scope,
  }));

export const parseKeyInfo = reader(keyInfoSchema);

export const parseBalance = reader(
  z.object({ balance: centimes }).transform(({ balance }) => ({ balanceCentimes: balance })),
);

const upOrDown = z
  .string()
  .transform((value) => value.trim().toLowerCase())
  .pipe(z.enum(["up", "down"]));

export const parseHealth = reader(
  z
    .object({ api: z.string(), operators: orNull(z.record(z.string(), orNull(upOrDown))) })
    .transform(({ api, operators }): ProviderHealth => ({
      isApiUp: api.trim().toLowerCase() === "ok",
      operators: Object.fromEntries(
        Object.entries(operators ?? {}).flatMap(([name, state]) => (state === null ? [] : [[name, state] as const])),
      ),
    })),
);

const walletLineSchema = z
  .object({
    _id: id,
    type: id,
    operation: orNull(text),
    amount: centimes,
    oldBalance: centimes,
    newBalance: centimes,
    objid: orNull(id),
    note: orNull(text),
    time: instantOrNull,
  })
  .transform((line): WalletLine => ({
    id: line._id,
    type: line.type,
    operation: line.operation ?? "",
    amountCentimes: line.amount,
    oldBalanceCentimes: line.oldBalance,
    newBalanceCentimes: line.newBalance,
    objectId: line.objid,
    note: line.note ?? "",
    at: line.time,
  }));

const count = z.int().min(0);
const paginationSchema = z.object({
  page: orNull(count),
  pageSize: orNull(count),
  totalPages: orNull(count),
  totalResults: orNull(count),
});

/** Lists say `items`; one language's page says `topups`, one product returns the bare array. */
const listSchema = z
  .unknown()
  .transform((value) => (Array.isArray(value) ? { items: value } : value))
  .pipe(
    z.object({
      items: z.array(z.unknown()).optional(),
      topups: z.array(z.unknown()).optional(),
      pagination: orNull(paginationSchema),
    }),
  )
  .refine((list) => list.items !== undefined || list.topups !== undefined);

/** A row that cannot be read is dropped, not its page: the end of a list is told by `totalPages`, not by a short page. */
function pageReader<S extends z.ZodType>(schema: S, what: "order" | "wallet_line") {
  return (data: unknown, request: PageRequest, onDrop: OnDrop): Result<Page<z.output<S>>, Unreadable> => {
    const list = listSchema.safeParse(data);
    if (!list.success) return unreadable(describeIssues(list.error));
    const entries = list.data.items ?? list.data.topups ?? [];
    const rows: z.output<S>[] = [];
    for (const entry of entries) {
      const row = schema.safeParse(entry);
      if (row.success) rows.push(row.data);
      else onDrop(what, describeIssues(row.error));
    }
    const stated = list.data.pagination;
    const pageSize = stated?.pageSize || request.pageSize;
    const page = stated?.page || request.page;
    // Without figures a full page promises one more, so that whoever walks the list does not stop early.
    const isFull = entries.length >= pageSize;
    return ok({
      rows,
      page,
      pageSize,
      totalPages: stated?.totalPages ?? (isFull ? page + 1 : page),
      totalResults: stated?.totalResults ?? (page - 1) * pageSize + entries.length + (isFull ? 1 : 0),
    });
  };
}

export const parseOrderPage = pageReader(orderSchema, "order");
export const parseWalletPage = pageReader(walletLineSchema, "wallet_line");

// ---- Refusals to read ----

function reader<S extends z.ZodType>(schema: S) {
  return (data: unknown): Result<z.output<S>, Unreadable> => {
    const parsed = schema.safeParse(data);
    return parsed.success ? ok(parsed.data) : unreadable(describeIssues(parsed.error));
  };
}

export function unreadable(issues: string): { readonly ok: false; readonly error: Unreadable } {
  return err({ code: "unreadable", issues });
}

export function describeIssues(error: z.ZodError): string {
  return error.issues
    .slice(0, 5)
    .map((issue) => `${issue.path.join(".") || "body"} ${issue.code}`)
    .join(", ");
}
