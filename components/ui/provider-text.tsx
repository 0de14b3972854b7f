import clsx from "clsx";

const ARABIC = /[\u0600-\u06ff]/;

/** The provider's own words: in their own direction and, for screen readers, their own language. */
export function ProviderText({ text, className }: { readonly text: string; readonly className?: string }) {
  return (
    <span dir="auto" lang={ARABIC.test(text) ? "ar" : undefined} className={clsx("[unicode-bidi:isolate]", className)}>
      {text}
    </span>
  );
}
