"use client";

import clsx from "clsx";
import { Eye, EyeOff } from "@/components/ui/icons";
import { type ComponentProps, type ReactNode, useEffect, useRef, useState } from "react";

type FieldProps = ComponentProps<"input"> & {
  readonly id: string;
  readonly label: string;
  readonly isWrong: boolean;
  /** Over the field's end. */
  readonly adornment?: ReactNode;
};

/** Not controlled by React: what is typed before the script arrives stays. */
function Field({ id, label, isWrong, adornment, className, ...input }: FieldProps) {
  return (
    <div>
      <label htmlFor={id} className="mb-1.5 block text-sm font-medium">
        {label}
      </label>
      <div className="relative">
        <input
          {...input}
          id={id}
          name={id}
          // Names and passwords are Latin more often than not; in an Arabic page they still begin at its side.
          dir="ltr"
          required
          aria-invalid={isWrong || undefined}
          aria-describedby={isWrong ? "refusal" : undefined}
          className={clsx(
            "border-line-strong bg-surface text-ink block min-h-12 w-full rounded-xl border px-3.5 text-base rtl:text-end",
            "focus-visible:border-accent aria-invalid:border-bad focus-visible:outline-offset-0",
            className,
          )}
        />
        {adornment}
      </div>
    </div>
  );
}

type UserNameFieldProps = { readonly label: string; readonly defaultValue: string; readonly isWrong: boolean };

export function UserNameField({ label, defaultValue, isWrong }: UserNameFieldProps) {
  return (
    <Field
      id="userName"
      label={label}
      isWrong={isWrong}
      defaultValue={defaultValue}
      autoComplete="username"
      autoCapitalize="none"
      autoCorrect="off"
      spellCheck={false}
      maxLength={64}
    />
  );
}

type PasswordFieldProps = {
  readonly label: string;
  readonly showLabel: string;
  readonly isWrong: boolean;
  /** The last one's answer: each wrong one leads back to this field. */
  readonly attempt: object;
};

export function PasswordField({ label, showLabel, isWrong, attempt }: PasswordFieldProps) {
  const [isShown, setShown] = useState(false);
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (isWrong) field.current?.focus();
  }, [isWrong, attempt]);
  const Icon = isShown ? EyeOff : Eye;
  return (
    <Field
      ref={field}
      id="password"
      label={label}
      isWrong={isWrong}
      type={isShown ? "text" : "password"}
      autoComplete="current-password"
      maxLength={128}
      // The button lies at the page's end; the text's own direction is left to right.
      className="ltr:pe-13 rtl:ps-13"
      adornment={
        <button
          type="button"
          aria-label={showLabel}
          aria-pressed={isShown}
          onClick={() => setShown(!isShown)}
          className="text-ink-faint hover:text-ink absolute inset-y-1 end-1 grid w-10 place-items-center rounded-lg"
        >
          <Icon className="size-5" aria-hidden />
        </button>
      }
    />
  );
}
