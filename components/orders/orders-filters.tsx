import { Search, X } from "@/components/ui/icons";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { SelectField } from "@/components/ui/field";
import { ORDER_STATUSES } from "@/lib/orders/status";
import type { OrderFilter } from "@/lib/orders/view";
import type { FilterField } from "./use-order-filter";

export type Seller = { readonly staffId: number; readonly name: string };

type OrdersFiltersProps = {
  readonly filter: OrderFilter;
  readonly isFiltered: boolean;
  readonly sellers: readonly Seller[];
  readonly operators: readonly string[];
  readonly onChange: (field: FilterField, text: string) => void;
  readonly onClear: () => void;
};

const INPUT =
  "min-h-10 rounded-xl border border-line-strong/60 bg-surface px-3 text-sm text-ink hover:border-line-strong";

export function OrdersFilters({ filter, isFiltered, sellers, operators, onChange, onClear }: OrdersFiltersProps) {
  const t = useTranslations("orders");
  const status = useTranslations("status");
  return (
    <div role="search" aria-label={t("filters")} className="grid grid-cols-2 items-center gap-2 sm:flex sm:flex-wrap">
      <SearchField asked={filter.q ?? ""} onChange={(text) => onChange("q", text)} />
      <SelectField
        aria-label={t("status")}
        value={filter.status ?? ""}
        onChange={(event) => onChange("status", event.target.value)}
      >
        <option value="">{t("anyStatus")}</option>
        {ORDER_STATUSES.map((each) => (
          <option key={each} value={each}>
            {status(each)}
          </option>
        ))}
      </SelectField>
      <SelectField
        aria-label={t("operator")}
        value={filter.operator ?? ""}
        onChange={(event) => onChange("operator", event.target.value)}
      >
        <option value="">{t("anyOperator")}</option>
        {withChosen(operators, filter.operator).map((each) => (
          <option key={each}>{each}</option>
        ))}
      </SelectField>
      <SelectField
        aria-label={t("seller")}
        value={filter.staffId ?? ""}
        onChange={(event) => onChange("staffId", event.target.value)}
      >
        <option value="">{t("anySeller")}</option>
        {sellers.map((seller) => (
          <option key={seller.staffId} value={seller.staffId}>
            {seller.name}
          </option>
        ))}
      </SelectField>
      <input
        type="date"
        aria-label={t("day")}
        value={filter.day ?? ""}
        onChange={(event) => onChange("day", event.target.value)}
        className={`${INPUT} figures`}
      />
      {isFiltered && (
        <Button look="quiet" icon={<X className="size-4" aria-hidden />} onClick={onClear}>
          {t("clearFilters")}
        </Button>
      )}
    </div>
  );
}

/** An operator that is in the address but no longer in the catalogue is still what the list is filtered by. */
function withChosen(operators: readonly string[], chosen: string | undefined): readonly string[] {
  return chosen === undefined || operators.includes(chosen) ? operators : [...operators, chosen];
}

type SearchFieldProps = { readonly asked: string; readonly onChange: (text: string) => void };

/**
 * Keeps its own text: what is being typed is never overwritten by the address it is about to change. Only an address that
 * was emptied or filled from elsewhere, by the clearing button or a link, is taken over.
 */
function SearchField({ asked, onChange }: SearchFieldProps) {
  const t = useTranslations("orders");
  const [text, setText] = useState(asked);
  const [known, setKnown] = useState(asked);
  if (asked !== known) {
    setKnown(asked);
    if (asked === "" || text.trim() === "") setText(asked);
  }
  return (
    <div className="relative max-sm:col-span-2 sm:max-w-80 sm:min-w-48 sm:flex-1">
      <Search
        className="text-ink-faint pointer-events-none absolute start-3 top-1/2 size-4 -translate-y-1/2"
        aria-hidden
      />
      <input
        type="search"
        aria-label={t("search")}
        placeholder={t("searchPlaceholder")}
        value={text}
        maxLength={64}
        onChange={(event) => {
          setText(event.target.value);
          onChange(event.target.value);
        }}
        className={`${INPUT} w-full ps-9`}
      />
    </div>
  );
}
