import { z } from "zod";
import { id, orNull, text } from "./contract";

const envelopeSchema = z.object({
  success: z.boolean().optional(),
  data: z.unknown().optional(),
  error: orNull(z.object({ code: orNull(text), message: orNull(text) })),
  statusCode: orNull(z.number()),
  requestId: orNull(id),
  meta: orNull(z.object({ requestId: orNull(id) })),
});

/**
 * The outer form of an answer. `foreign` is recognisably not the application's: the framework's own body
 * (`statusCode`, no `success`) or a proxy's page. `unclear` is nothing, the beginning of JSON or JSON of another
 * shape: it may have been anything.
 */
export type Envelope =
  | { readonly form: "success"; readonly data: unknown; readonly requestId: string | null }
  | {
      readonly form: "error";
      /** Normalised; null when the envelope has none. */
      readonly code: string | null;
      readonly message: string;
      readonly requestId: string | null;
    }
  | { readonly form: "foreign" }
  | { readonly form: "unclear" };

export function readEnvelope(bodyText: string | null): Envelope {
  const body = bodyText?.replace(/^\ufeff/, "").trim() ?? "";
  if (body === "") return { form: "unclear" };
  let json: unknown;
  try {
    json = JSON.parse(body);
  } catch {
    return { form: /^[{["]/.test(body) ? "unclear" : "foreign" };
  }
  const parsed = envelopeSchema.safeParse(json);
  if (!parsed.success) return { form: "unclear" };
  if (parsed.data.success === undefined) return { form: parsed.data.statusCode === null ? "unclear" : "foreign" };
  const { success, data, error, meta } = parsed.data;
  const requestId = parsed.data.requestId ?? meta?.requestId ?? null;
  if (success) return { form: "success", data, requestId };
  const code = error?.code ? normaliseCode(error.code) : null;
  return { form: "error", code, message: error?.message ?? "", requestId };
}

/** Two spellings of one refusal, as observed or documented; the last was never seen and costs nothing. */
const CODE_ALIASES: ReadonlyMap<string, string> = new Map([
  ["NO_BALANCE", "INSUFFICIENT_BALANCE"],
  ["ERR_AUTH", "INVALID_ACCESS_TOKEN"],
  ["INTERNAL_SERVER_ERROR", "INTERNAL_ERROR"],
]);

/** `DUPLICATED-REF` and `DUPLICATED_REF` are one code: upper case, underscores, aliases folded. */
export function normaliseCode(code: string): string {
  const upper = code.trim().toUpperCase().replaceAll("-", "_");
  return CODE_ALIASES.get(upper) ?? upper;
}
