import { createParser, debounce, parseAsInteger, parseAsString, parseAsStringLiteral, useQueryStates } from "nuqs";
import { useCallback, useMemo } from "react";
import { ORDER_STATUSES } from "@/lib/orders/status";
import type { OrderFilter } from "@/lib/orders/view";

/** Long enough for a number to be typed, short enough to seem at once. */
const SEARCH_DEBOUNCE_MS = 250;

/** Of the calendar too: the 31st of February rolls over to March and is no day. */
function isDay(text: string): boolean {
  const at = new Date(`${text}T00:00:00Z`);
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(at.getTime()) && at.toISOString().startsWith(text);
}

const parseAsDay = createParser({
  parse: (text) => (isDay(text) ? text : null),
  serialize: (day: string) => day,
});

const PARSERS = {
  status: parseAsStringLiteral(ORDER_STATUSES),
  operator: parseAsString,
  staffId: parseAsInteger,
  day: parseAsDay,
  q: parseAsString,
  cursor: parseAsString,
};

export type FilterField = "status" | "operator" | "staffId" | "day" | "q";

type OrderFilterState = {
  readonly filter: OrderFilter;
  readonly cursor: string | null;
  readonly isFiltered: boolean;
  /** Any change of the filter is back on the first page. */
  readonly setField: (field: FilterField, text: string) => void;
  readonly setCursor: (cursor: string | null) => void;
  readonly clear: () => void;
};

/** The filter as it stands in the address, so that it can be kept, sent, and gone back to. */
export function useOrderFilter(): OrderFilterState {
  const [values, setValues] = useQueryStates(PARSERS);
  const { status, operator, staffId, day, q, cursor } = values;
  const filter = useMemo<OrderFilter>(
    () => ({
      ...(status === null ? {} : { status }),
      ...(operator === null || operator === "" ? {} : { operator }),
      ...(staffId === null ? {} : { staffId }),
      ...(day === null ? {} : { day }),
      ...(q === null || q.trim() === "" ? {} : { q: q.trim() }),
    }),
    [status, operator, staffId, day, q],
  );
  const setCursor = useCallback(
    (next: string | null) => void setValues({ cursor: next }, { history: "push", scroll: true }),
    [setValues],
  );
  return {
    filter,
    cursor,
    isFiltered: Object.keys(filter).length > 0,
    setField: (field, text) => {
      const value = text === "" ? null : PARSERS[field].parse(text);
      void setValues(
        { [field]: value, cursor: null },
        field === "q" ? { limitUrlUpdates: debounce(text === "" ? 0 : SEARCH_DEBOUNCE_MS) } : {},
      );
    },
    setCursor,
    clear: () => void setValues({ status: null, operator: null, staffId: null, day: null, q: null, cursor: null }),
  };
}
