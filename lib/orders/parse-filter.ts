import { z } from "zod";
import type { OrderFilter } from "./view";
import { ORDER_STATUSES } from "./status";

/** Nothing was sold before; and the years that follow are those that both this program and the database can write. */
const FIRST_DAY = "2000-01-01";

const realDay = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}$/)
  .refine((text) => {
    const at = new Date(`${text}T00:00:00Z`);
    return text >= FIRST_DAY && !Number.isNaN(at.getTime()) && at.toISOString().startsWith(text);
  });

const fieldSchemas = {
  status: z.enum(ORDER_STATUSES),
  operator: z.string().regex(/^[^\p{C}]{1,32}$/u),
  staffId: z.coerce.number().int().positive().max(2_147_483_647),
  day: realDay,
  q: z.string().trim().min(1).max(64),
} as const;

type Field = keyof typeof fieldSchemas;

/**
 * The filter that a URL asks for. A value that makes no sense is left out and named in `ignored`, so that the screen can say
 * so instead of showing an empty list.
 */
export function parseOrderFilter(get: (name: string) => string | null | undefined): {
  filter: OrderFilter;
  ignored: Field[];
} {
  const filter: Record<string, unknown> = {};
  const ignored: Field[] = [];
  for (const field of Object.keys(fieldSchemas) as Field[]) {
    const raw = get(field);
    if (raw === null || raw === undefined || raw === "") continue;
    const parsed = fieldSchemas[field].safeParse(raw);
    if (parsed.success) filter[field] = parsed.data;
    else ignored.push(field);
  }
  // Every field went through its own schema just above.
  return { filter: filter as OrderFilter, ignored };
}
