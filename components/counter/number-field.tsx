import { useLayoutEffect, useRef, type ReactNode, type RefObject } from "react";
import { useTranslations } from "next-intl";
import { Field, FIELD_CLASS } from "@/components/ui/field";
import { groupTyped } from "@/lib/phone/format-msisdn";

/** Generous for `+213 (0) 661-23-45-67` with every mark a chat adds; the server refuses more than 64. */
const TYPED_MAX = 40;

type NumberFieldProps = {
  readonly value: string;
  readonly onChange: (text: string) => void;
  readonly inputRef: RefObject<HTMLInputElement | null>;
  readonly isInvalid: boolean;
  readonly isLocked: boolean;
  readonly note: ReactNode;
};

function countDigits(text: string): number {
  return text.replace(/\s/g, "").length;
}

/** Where the caret belongs in the regrouped text: after as many characters, spaces apart, as before. */
function caretAfter(text: string, count: number): number {
  let seen = 0;
  for (let at = 0; at < text.length; at += 1) {
    if (seen === count) return at;
    if (!/\s/.test(text.charAt(at))) seen += 1;
  }
  return text.length;
}

/** The number as it is read back to the customer: very large, in groups, left to right in every language. */
export function NumberField({ value, onChange, inputRef, isInvalid, isLocked, note }: NumberFieldProps) {
  const t = useTranslations("counter");
  const caret = useRef<number | null>(null);
  useLayoutEffect(() => {
    const input = inputRef.current;
    if (input === null || caret.current === null || document.activeElement !== input) return;
    input.setSelectionRange(caret.current, caret.current);
    caret.current = null;
  }, [value, inputRef]);
  return (
    <Field id="sale-number" label={t("number")} note={note}>
      <input
        ref={inputRef}
        id="sale-number"
        type="tel"
        inputMode="tel"
        autoComplete="off"
        autoCorrect="off"
        spellCheck={false}
        autoFocus
        dir="ltr"
        maxLength={TYPED_MAX}
        placeholder={t("numberPlaceholder")}
        value={value}
        readOnly={isLocked}
        aria-invalid={isInvalid || undefined}
        aria-describedby="sale-number-note"
        onChange={(event) => {
          const { value: typed, selectionStart } = event.target;
          const grouped = groupTyped(typed);
          const before = countDigits(typed.slice(0, selectionStart ?? typed.length));
          caret.current = selectionStart === typed.length ? grouped.length : caretAfter(grouped, before);
          onChange(grouped);
        }}
        className={`${FIELD_CLASS} figures placeholder:text-ink-faint/50 h-18 px-5 text-[clamp(1.75rem,7vw,2.75rem)] font-semibold tracking-tight placeholder:font-normal rtl:text-end`}
      />
    </Field>
  );
}
