import type { Locale } from "@/lib/i18n/locale";
import type { AccessError, VerdictError } from "@/lib/orders/errors";
import type { VerdictInput } from "@/lib/orders/schema";
import type { OrderView } from "@/lib/orders/view";
import type { Result } from "@/lib/result";

export type Saying = { readonly locale: Locale; readonly text: string };

export type VerdictState = "decided" | "second_needed" | "disputed";

export type ResolveOrder = (
  input: VerdictInput,
) => Promise<Result<{ readonly order: OrderView; readonly state: VerdictState }, VerdictError | AccessError>>;
